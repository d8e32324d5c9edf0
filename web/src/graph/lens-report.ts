import type { LensEvent } from '../../../core/contract/lens-life.ts';
import type { LensDetail, ScoreRow } from '../../../core/contract/lenses.ts';
import { visibleText } from '../parts/visible-text.ts';
import { riskBand, riskNumber } from '../parts/risk-band.ts';
import { absoluteTime } from '../parts/time.ts';
import { evidenceOf } from './evidence.ts';
import type { GraphIndex } from './graph-index.ts';
import { timelineRows } from './timeline.ts';
import { isWithin } from './time-range.ts';
import type { TimeRange } from './time-range.ts';

/** A longer story is read in the service. */
const MAX_EVENTS = 200;

/** Pointers that are named of each row. */
const MAX_POINTERS = 20;

/** Characters of one value. */
const MAX_VALUE = 300;

interface Reported {
  readonly detail: LensDetail;
  readonly index: GraphIndex;
  readonly range: TimeRange | undefined;
  /** What was done and said, latest first. */
  readonly history: readonly LensEvent[];
  /** Where the lens is. */
  readonly url: string;
}

/**
 * A lens as Markdown: its score with all that sums to it, what happened, the evidence, and what was
 * said. Everything that a log or a person wrote stands in code, where it can be no markup.
 */
export function lensReport({ detail, index, range, history, url }: Reported): string {
  const { lens, rows, terms } = detail;
  const events = timelineRows(index, false).filter(({ edge }) => isWithin(range, edge.first));
  const status = lens.life === undefined ? 'new' : lens.life.status;
  const verdict = lens.life?.verdict;
  const lines = [
    `# Lens ${code(lens.name)}`,
    '',
    `- Score: **${riskNumber(lens.score)}** (${riskBand(lens.score)})`,
    `- Status: ${verdict === undefined ? status : `${status}, ${verdict}`}`,
    `- Activity: ${utc(lens.first)} to ${utc(lens.last)}`,
    `- ATT&CK: ${lens.techniques.map(code).join(', ') || 'none'}`,
    `- In short: ${code(lens.why)}`,
    `- At: ${code(url)}`,
    '',
    '## Why it scores',
    '',
    ...rows.flatMap((row) => rowLines(row, index)),
    ...terms.map(
      (term) => `- **${signed(term.contribution)}** ${code(term.title)}: ${code(term.why)}`,
    ),
    `- **= ${riskNumber(lens.score)}**`,
    '',
    '## What happened',
    '',
    ...(range === undefined ? [] : [`From ${utc(range.from)} to ${utc(range.to)}.`, '']),
    ...events
      .slice(0, MAX_EVENTS)
      .map(
        ({ edge, actor, object }) =>
          `- ${utc(edge.first)} ${code(actor.label)} ${edge.verb} ${code(object.label)} (record ${pointer(edge.evidence)})`,
      ),
    ...(events.length > MAX_EVENTS ? [`- and ${events.length - MAX_EVENTS} more`] : []),
    ...(events.length === 0 ? ['Nothing in this time.'] : []),
    '',
    '## What was done and said',
    '',
    ...history
      .toReversed()
      .map(({ at, by, what, text }) =>
        `- ${utc(at)} ${code(by ?? 'Grapnel')}: ${what} ${text === '' ? '' : code(text)}`.trimEnd(),
      ),
    ...(history.length === 0 ? ['Nothing yet.'] : []),
    '',
  ];
  return lines.join('\n');
}

/** A text as a code span that it cannot end: the fence is longer than any run of its own. */
export function code(text: string): string {
  const shown = visibleText(text, MAX_VALUE).replaceAll(/\s+/g, ' ');
  if (shown.trim() === '') return '(empty)';
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const isEdgy = shown.startsWith('`') || shown.endsWith('`');
  return isEdgy ? `${fence} ${shown} ${fence}` : `${fence}${shown}${fence}`;
}

function rowLines(row: ScoreRow, index: GraphIndex): string[] {
  const pointers = evidenceOf(index, row.nodes).map((entry) => pointer(entry.pointer));
  const more = pointers.length - MAX_POINTERS;
  const named = pointers.slice(0, MAX_POINTERS).join(', ') + (more > 0 ? ` and ${more} more` : '');
  const credit =
    row.rule === undefined
      ? []
      : [`  - Sigma rule by ${code(row.rule.author ?? 'an author who is not named')}`];
  return [
    `- **${signed(row.contribution)}** ${code(row.title)}: ${code(row.why)}`,
    ...credit,
    ...(row.techniques.length > 0 ? [`  - ${row.techniques.map(code).join(', ')}`] : []),
    ...(pointers.length > 0 ? [`  - records ${named}`] : []),
  ];
}

function signed(contribution: number): string {
  return `${contribution < 0 ? '−' : '+'}${riskNumber(Math.abs(contribution))}`;
}

function pointer({ upload, record }: { readonly upload: number; readonly record: number }): string {
  return `${upload}·${record}`;
}

function utc(time: number): string {
  return `${absoluteTime(time, 'utc')} UTC`;
}
