import type { InvestigationDetail, InvestigationEvent } from '../contract/investigations.ts';
import type { EvidencePointer, GraphEdge } from '../contract/lenses.ts';

/** Longer texts of logs are cut: a report is read by people. */
const MAX_TEXT = 500;

/** Edges that the timeline tells. */
const MAX_TIMELINE = 500;

/**
 * An investigation as Markdown. The write-up goes in as it was written; what logs say is text
 * wherever it stands: no link, no image, no markup, in one line.
 *
 * @param events its history, latest first
 * @param origin where the service's pages are, for links to nodes and evidence
 */
export function reportOf(
  { investigation, writeUp, nodes, graph, gone, rows, assignees }: InvestigationDetail,
  events: readonly InvestigationEvent[],
  origin: string,
): string {
  const people = new Map(assignees.map(({ id, email }) => [id, email]));
  const nameOf = (user: string): string => markdownText(people.get(user) ?? 'someone who left');
  const { title, status, assignee, members, createdBy, createdAt, updatedAt, lens } = investigation;
  const missing = new Set(gone);
  const labels = new Map(nodes.map(({ id, label }) => [id, label]));
  for (const { id, label } of graph.nodes) labels.set(id, label);
  const called = (id: string): string => markdownText(labels.get(id) ?? id);
  const facts = [
    `- Status: ${status}`,
    `- Assigned to: ${assignee === undefined ? 'nobody' : nameOf(assignee)}`,
    ...(members.length === 0 ? [] : [`- Members: ${members.map(nameOf).join(', ')}`]),
    `- Made by ${markdownText(createdBy)}, ${when(createdAt)}; last changed ${when(updatedAt)}`,
    ...(lens === undefined ? [] : [`- From the lens ${linkTo(origin, 'lenses', lens)}`]),
  ];
  const told = nodes.map(({ id, type, label, note, how }) =>
    [
      `### ${markdownText(type.replaceAll('_', ' '))}: ${called(id) || markdownText(label)}`,
      '',
      `- ${linkTo(origin, 'hunt', id)}, ${how === 'pinned' ? 'pinned by hand' : 'a neighbour'}`,
      ...(missing.has(id)
        ? ['- Nothing is known of it any more: it is older than what is kept.']
        : []),
      ...propertyLines(graph.nodes.find((node) => node.id === id)?.properties ?? {}),
      ...(note === '' ? [] : ['', quoted(note)]),
      '',
    ].join('\n'),
  );
  const timeline = graph.edges.toSorted(byTime);
  return [
    `# ${markdownText(title)}`,
    '',
    ...facts,
    '',
    '## Write-up',
    '',
    writeUp.text.trim() === '' ? '*Nothing was written.*' : writeUp.text.trim(),
    '',
    ...(rows.length === 0 ? [] : ['## Risk', '', ...rows.map(riskLine), '']),
    '## Timeline',
    '',
    ...(timeline.length === 0 ? ['*No edges between these nodes.*'] : []),
    ...timeline
      .slice(0, MAX_TIMELINE)
      .map(
        ({ first, from, verb, to, evidence }) =>
          `- ${when(first)}: ${called(from)} *${verb}* ${called(to)} (${evidenceWords(evidence)})`,
      ),
    ...(timeline.length > MAX_TIMELINE ? [`- … and ${timeline.length - MAX_TIMELINE} more`] : []),
    '',
    '## Nodes',
    '',
    ...told,
    '## History',
    '',
    ...events
      .toReversed()
      .map(({ at, by, what, text }) =>
        `- ${when(at)}: ${markdownText(by)} ${what} ${markdownText(text)}`.trimEnd(),
      ),
    '',
  ].join('\n');
}

/** A text as Markdown shows it for itself: in one line, with nothing in it that would be markup. */
export function markdownText(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\uFFFD').slice(0, MAX_TEXT);
  // Every punctuation mark of ASCII may be escaped (CommonMark 2.4); one before @, : or www. ends
  // what some readers would make a link of by themselves.
  return line
    .toWellFormed()
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[!"#$%'()*+,\-./:;=?@[\\\]^_`{|}~]/g, escapedMark)
    .replaceAll(/\bwww(?=\\\.)/gi, (word) => `${word}\u200B`);
}

/** Marks that never begin anything are left alone, so that the source can be read too. */
function escapedMark(mark: string): string {
  return /["$%',;=?^/]/.test(mark) ? mark : `\\${mark}`;
}

function propertyLines(
  properties: Readonly<
    Record<string, { readonly value: string | number; readonly evidence: EvidencePointer }>
  >,
): string[] {
  return Object.entries(properties).map(
    ([name, { value, evidence }]) =>
      `- ${markdownText(name.replaceAll('_', ' '))}: ${markdownText(String(value))} (${evidenceWords(evidence)})`,
  );
}

function riskLine({
  title,
  contribution,
  why,
}: {
  readonly title: string;
  readonly contribution: number;
  readonly why: string;
}): string {
  return `- +${contribution} ${markdownText(title)}: ${markdownText(why)}`;
}

function evidenceWords({ upload, record }: EvidencePointer): string {
  return upload === 0 ? 'no evidence of its own' : `upload ${upload}, record ${record}`;
}

/** A note is a member's text; as a quotation it stays apart from what is the report's. */
function quoted(text: string): string {
  return text
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => `> ${line}`)
    .join('\n');
}

function linkTo(origin: string, screen: string, id: string): string {
  return `<${origin}/${screen}/${encodeURIComponent(id)}>`;
}

function when(at: number): string {
  return Number.isFinite(at) && Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : 'unknown';
}

function byTime(a: GraphEdge, b: GraphEdge): number {
  return a.first - b.first || (a.name + a.from + a.to < b.name + b.from + b.to ? -1 : 1);
}
