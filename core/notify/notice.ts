import type { StopReason } from '../contract/budgets.ts';

/** What is told of a lens. */
export interface LensNotice {
  readonly lens: string;
  readonly type: string;
  readonly name: string;
  readonly score: number;
  readonly why: string;
  readonly analyzers: readonly string[];
  readonly techniques: readonly string[];
  /** Why it is told, in words. */
  readonly reason: string;
}

/** What is told of an analyzer that was stopped. */
export interface StopNotice {
  readonly analyzer: string;
  readonly title: string;
  /** Since when it is not looked for, ms since 1970. */
  readonly since: number;
  /** Why it was stopped, in words. */
  readonly reason: string;
}

/** What a channel is told. */
export type Notice = LensNotice | StopNotice;

/** How urgent a notice is, in PagerDuty's words. */
export type Severity = 'critical' | 'error' | 'warning' | 'info';

/** A notice in words, whatever it is of, for all kinds of channels. */
export interface ToldNotice {
  /** All of it in one line. */
  readonly summary: string;
  /** What it is of. */
  readonly source: string;
  readonly severity: Severity;
  /** What explains it, in a line. */
  readonly why: string;
  /** The paragraphs of a mail. */
  readonly paragraphs: readonly string[];
  /** Of the page that shows more. */
  readonly path: string;
  readonly linkText: string;
}

/** Longer texts are cut: logs, and analyzers, are written by others. */
const MAX_TEXT = 300;

const STOP_REASONS: Readonly<Record<StopReason, string>> = {
  hits: 'it made more hits in an hour than it may',
  work: 'it took too much work in too many batches of an hour',
};

/** The notice of an analyzer that was stopped. */
export function stopNotice(
  analyzer: string,
  title: string,
  why: StopReason,
  since: number,
): StopNotice {
  return { analyzer, title, since, reason: STOP_REASONS[why] };
}

/** Whether a notice is of an analyzer that was stopped. */
export function isStop(notice: Notice): notice is StopNotice {
  return 'analyzer' in notice;
}

/** Says a notice in words. What others wrote is one line each. */
export function inWords(notice: Notice): ToldNotice {
  return isStop(notice) ? stopInWords(notice) : lensInWords(notice);
}

function lensInWords(notice: LensNotice): ToldNotice {
  const [type, name] = [plain(notice.type), plain(notice.name)];
  const why = plain(notice.why);
  const summary = `${name}: risk ${notice.score}, ${plain(notice.reason)}`;
  return {
    summary,
    source: name,
    severity: severityOf(notice.score),
    why,
    paragraphs: [
      `${type} ${summary}`,
      why,
      [
        `Analyzers: ${notice.analyzers.map(plain).join(', ') || 'none'}`,
        `ATT&CK: ${notice.techniques.map(plain).join(', ') || 'none'}`,
      ].join('\n'),
    ],
    path: `/lenses/${encodeURIComponent(notice.lens)}`,
    linkText: 'The lens in Grapnel',
  };
}

function stopInWords({ analyzer, title, since, reason }: StopNotice): ToldNotice {
  const summary = `Analyzer stopped: ${plain(title)}`;
  const why = `Stopped at ${new Date(since).toISOString()}: ${reason}.`;
  const after =
    'It is not looked for any more, until a member starts it again. What it hit before counts.';
  return {
    summary,
    source: plain(title),
    severity: 'warning',
    why: `${why} ${after}`,
    paragraphs: [summary, why, after],
    path: `/analyzers?analyzer=${encodeURIComponent(analyzer)}`,
    linkText: 'The analyzer in Grapnel',
  };
}

function severityOf(score: number): Severity {
  if (score >= 100) return 'critical';
  if (score >= 50) return 'error';
  return score >= 20 ? 'warning' : 'info';
}

/** A text of others in one line: without what moves, hides or ends it. */
export function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\uFFFD').slice(0, MAX_TEXT);
}
