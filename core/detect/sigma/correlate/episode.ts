import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { EntryWindow } from './group-log.ts';
import type { LoggedMatch } from './logged-match.ts';

/** Matches of an episode that are looked at further: the first. */
const MAX_MATCHES = 100;

/**
 * A time during which a correlation held for one group: windows of which each begins no more than a
 * timespan after the one before ended. However long an attack goes on, it is one episode.
 */
export interface Episode {
  /** 32 hex digits; derived from the correlation, the group and the first match. */
  readonly id: string;
  readonly correlation: string;
  /** The values that its matches agree in, by `group-by` name. */
  readonly group: Readonly<Record<string, string>>;
  /** When its first match was, and when its first window was complete; ms since 1970. */
  readonly firstMs: number;
  readonly completeMs: number;
  /** The matches of the first window, in order of time. */
  readonly matches: readonly LoggedMatch[];
}

/** The episodes that the windows of one group make. */
export function episodesOf(
  correlation: string,
  key: string,
  timespanMs: number,
  windows: readonly EntryWindow[],
): readonly Episode[] {
  const ordered = windows
    .map((window) => ({ window, first: timeOf(window[0]), last: timeOf(window.at(-1)) }))
    .sort((a, b) => a.first - b.first || a.last - b.last);
  const episodes: Episode[] = [];
  let until = Number.NEGATIVE_INFINITY;
  for (const { window, first, last } of ordered) {
    const isGoingOn = first <= until + timespanMs;
    until = Math.max(until, last);
    if (isGoingOn) continue;
    const matches = window.flatMap(({ evidence }) => evidence).slice(0, MAX_MATCHES);
    episodes.push({
      id: idOf([correlation, key, matches[0]?.id ?? '']),
      correlation,
      group: window[0]?.texts ?? {},
      firstMs: first,
      completeMs: last,
      matches,
    });
  }
  return episodes;
}

function timeOf(entry: { readonly timeMs: number } | undefined): number {
  return entry?.timeMs ?? 0;
}

function idOf(parts: readonly string[]): string {
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(parts)))).slice(0, 32);
}
