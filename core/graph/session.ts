import type { NodeId, Ref } from './id.ts';

/**
 * Two sources stamp the same event differently, by so much at most: starts closer than this are
 * one start, and an observation this much before a start or after an end still belongs to it.
 */
export const SKEW_MS = 1_000;

/** The width of the windows in which sightings of one fact of a pseudo-key are merged. */
const WINDOW_MS = 600_000;

/**
 * The scope of a fact that names a pseudo-key, sighted at a time. What a session's own start says
 * stays apart by the exact time; the rest is merged within ten minutes, of which the first and the
 * last sighting are known. So which session a fact belongs to is decided when it is read, from all
 * the starts and ends then known, whatever the order in which they came (law 2).
 *
 * @param time ms since 1970
 * @param isStart whether the record is the start of a session that the fact names
 */
export function scopeAt(time: number, isStart: boolean): number {
  return isStart ? time : Math.floor(time / WINDOW_MS);
}

/** A sensor's own id that was seen for a pseudo-key. */
export interface AliasSighting {
  /** The node that the sensor's id names. */
  readonly ref: Ref;
  /** When it was first seen with this pseudo-key. */
  readonly first: number;
  readonly start?: number | undefined;
  readonly end?: number | undefined;
}

/** All that is known of where the sessions of a pseudo-key begin and end. Times in ms. */
export interface Boundaries {
  /** Starts sighted without a sensor's id. */
  readonly starts: readonly number[];
  /** Ends sighted without a sensor's id. */
  readonly ends: readonly number[];
  readonly aliases: readonly AliasSighting[];
}

/** One session of a pseudo-key. */
export interface Session {
  readonly id: NodeId;
  /** When it began; for an unknown start, when it was first seen. */
  readonly from: number;
  readonly isStartKnown: boolean;
  readonly end?: number | undefined;
}

/** One thing that divides time. */
interface Mark {
  readonly time: number;
  /** Different for all that differ in anything. */
  readonly text: string;
  readonly isOpening: boolean;
  /** Whether it is a session that ended before it began, as a sensor's clock can have it. */
  readonly endsBefore: boolean;
}

/** The span of a change of which nothing is known. */
const EVER = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };

interface Opening {
  from: number;
  isStartKnown: boolean;
  alias?: Ref | undefined;
  /** The end that the sensor itself logged. */
  aliasEnd?: number | undefined;
  end?: number | undefined;
}

/**
 * The sessions of one pseudo-key: the set of its starts and ends divides time. A pure function of
 * the boundaries, so it does not matter when each of them became known.
 *
 * - A time belongs to the session with the latest start at or before it (with {@link SKEW_MS}).
 * - If there is none, or that session had ended, it belongs to the session of unknown start in
 *   that gap: the sensor's session seen there first, or one named by the gap's lower bound.
 * - A sensor's id without a start joins the session in which it is first seen, unless that session
 *   had ended or has a sensor's id already; then it is a session of its own.
 */
export class Timeline {
  readonly #key: Ref;
  readonly #boundaries: Boundaries;
  readonly #openings: readonly Opening[];
  /** Ends that close a session of unknown start, in order. */
  readonly #looseEnds: readonly number[];

  constructor(key: Ref, boundaries: Boundaries) {
    this.#key = key;
    this.#boundaries = boundaries;
    const openings = knownOpenings(boundaries);
    // Whether a session had ended decides what joins it, and what joined decides whose an end is.
    assignEnds(openings, boundaries.ends);
    joinUnknownStarts(openings, boundaries.aliases);
    this.#looseEnds = assignEnds(openings, boundaries.ends);
    this.#openings = openings;
  }

  /** This timeline with some more starts and ends that were sighted without a sensor's id. */
  withMore(starts: readonly number[], ends: readonly number[]): Timeline {
    const known = this.#boundaries;
    return new Timeline(this.#key, {
      starts: [...new Set([...known.starts, ...starts])],
      ends: [...new Set([...known.ends, ...ends])],
      aliases: known.aliases,
    });
  }

  /**
   * This timeline as it was before some of its starts and ends were sighted. What was sighted several
   * times has to be among them as often, to have been unknown.
   */
  without(starts: readonly number[], ends: readonly number[]): Timeline {
    const known = this.#boundaries;
    return new Timeline(this.#key, {
      starts: difference(known.starts, starts),
      ends: difference(known.ends, ends),
      aliases: known.aliases,
    });
  }

  /** How much it takes to keep: about the number of its sessions. */
  get size(): number {
    return this.#openings.length + this.#looseEnds.length + 1;
  }

  /** Whether there is more than the one session that every time belongs to when nothing is known. */
  get isDivided(): boolean {
    return this.#openings.length > 0 || this.#looseEnds.length > 0;
  }

  /** The sessions whose start is known or that a sensor's id names, in order of time. */
  get sessions(): readonly Session[] {
    return this.#openings.map((opening) => ({
      id: this.#idOf(opening),
      from: opening.from,
      isStartKnown: opening.isStartKnown,
      end: opening.end,
    }));
  }

  /** The id of the session that a time belongs to, in ms since 1970. */
  at(time: number): NodeId {
    const index = lastIndexAtOrBefore(this.#openings, time + SKEW_MS);
    const opening = this.#openings[index];
    if (opening !== undefined && !hasEndedBefore(opening, time)) return this.#idOf(opening);

    const endBefore = this.#looseEnds.findLast((end) => end + SKEW_MS < time);
    const bounds = [opening?.end, endBefore].filter((bound) => bound !== undefined);
    const next = this.#openings[index + 1];
    if (next !== undefined && !next.isStartKnown) {
      const isSeparate = this.#looseEnds.some((end) => end + SKEW_MS >= time && end < next.from);
      if (!isSeparate) return this.#idOf(next);
    }
    return this.#gapId(bounds.length === 0 ? '' : Math.max(...bounds));
  }

  /**
   * The span of time, in ms, in which this timeline and another of the same key may give different
   * answers: from the last boundary that they share to the first beginning that they share again.
   * Undefined when they are equal.
   */
  spanOfDifference(other: Timeline): { readonly from: number; readonly until: number } | undefined {
    const a = this.#marks();
    const b = other.#marks();
    const shorter = Math.min(a.length, b.length);
    let before = 0;
    while (before < shorter && a[before]?.text === b[before]?.text) before += 1;
    if (before === a.length && before === b.length) return undefined;
    let after = 0;
    while (after < shorter - before && a.at(-1 - after)?.text === b.at(-1 - after)?.text)
      after += 1;
    // Of boundaries at one time, which comes first decides too: all of them count as different.
    const first = Math.min(a[before]?.time ?? Infinity, b[before]?.time ?? Infinity);
    while (before > 0 && a[before - 1]?.time === first) before -= 1;
    const last = Math.max(a.at(-1 - after)?.time ?? -Infinity, b.at(-1 - after)?.time ?? -Infinity);
    while (after > 0 && a.at(-after)?.time === last) after -= 1;
    // What comes next decides about all that is after the session before.
    while (before > 0 && a[before - 1]?.isOpening !== true) before -= 1;
    // After a session that ended before it began, ends before it may name what follows.
    const odd = a.slice(a.length - after).findLastIndex(({ endsBefore }) => endsBefore);
    after -= odd + 1;
    // When a session ended is told until the next one begins.
    while (after > 0 && a.at(-after)?.isOpening !== true) after -= 1;
    return {
      from: (a[before - 1]?.time ?? Number.NEGATIVE_INFINITY) - SKEW_MS,
      until: (after === 0 ? Number.POSITIVE_INFINITY : (a.at(-after)?.time ?? 0)) + SKEW_MS,
    };
  }

  /**
   * The sessions that have other times in this timeline than they had before, as they were and as
   * they are; all that have any, when nothing is known of before.
   */
  sessionsMoved(before: Timeline | undefined): ReadonlySet<NodeId> {
    const moved = new Set<NodeId>();
    const span = before === undefined ? EVER : before.spanOfDifference(this);
    if (span === undefined) return moved;
    const turns = new Set([span.from]);
    const timelines = before === undefined ? [this] : [before, this];
    for (const turn of timelines.flatMap((timeline) => [...timeline.#turns()])) {
      if (turn >= span.from && turn <= span.until) turns.add(turn);
    }
    for (const turn of turns) {
      const [was, is] = [before?.at(turn), this.at(turn)];
      if (was === is) continue;
      if (was !== undefined) moved.add(was);
      moved.add(is);
    }
    return moved;
  }

  /** The times, in whole ms, at which {@link at} may begin to give another answer. */
  *#turns(): Iterable<number> {
    for (const { from, end } of this.#openings) {
      yield from - SKEW_MS;
      if (end !== undefined) yield end + SKEW_MS + 1;
    }
    for (const end of this.#looseEnds) yield end + SKEW_MS + 1;
  }

  /** Everything that {@link at} goes by, in order of time. */
  #marks(): readonly Mark[] {
    const marks = [
      ...this.#openings.map(({ from, isStartKnown, alias, end }) => ({
        time: from,
        text: `${from} ${isStartKnown} ${alias} ${end}`,
        isOpening: true,
        endsBefore: end !== undefined && end < from,
      })),
      ...this.#looseEnds.map((end) => ({
        time: end,
        text: `${end}`,
        isOpening: false,
        endsBefore: false,
      })),
    ];
    return marks.sort((x, y) => x.time - y.time || (x.text < y.text ? -1 : 1));
  }

  #gapId(lowerBound: number | ''): NodeId {
    return `${this.#key}@u${lowerBound}` as NodeId;
  }

  #idOf(opening: Opening): NodeId {
    return (opening.alias ?? `${this.#key}@${opening.from}`) as NodeId;
  }
}

/** Numbers without others, each as often as it is among these. */
function difference(numbers: readonly number[], others: readonly number[]): readonly number[] {
  const left = [...others];
  return numbers.filter((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** Openings with a known start: each sensor's own, and the others in clusters of the skew. */
function knownOpenings({ starts, aliases }: Boundaries): Opening[] {
  const openings: Opening[] = [];
  for (const { ref, start, end } of aliases) {
    if (start !== undefined)
      openings.push({ from: start, isStartKnown: true, alias: ref, aliasEnd: end });
  }
  let cluster: Opening | undefined;
  for (const start of [...starts].sort((a, b) => a - b)) {
    const isAliased = openings.some(
      ({ alias, from }) => alias !== undefined && Math.abs(from - start) <= SKEW_MS,
    );
    if (isAliased) continue;
    if (cluster !== undefined && start - cluster.from <= SKEW_MS) continue;
    cluster = { from: start, isStartKnown: true };
    openings.push(cluster);
  }
  return openings.sort(compareOpenings);
}

/** Adds the sensor's ids without a start, in order of their first sighting. */
function joinUnknownStarts(openings: Opening[], aliases: readonly AliasSighting[]): void {
  const unknown = aliases.filter(({ start }) => start === undefined);
  unknown.sort((a, b) => a.first - b.first || (a.ref < b.ref ? -1 : 1));
  for (const { ref, first, end } of unknown) {
    const index = lastIndexAtOrBefore(openings, first + SKEW_MS);
    const opening = openings[index];
    if (opening !== undefined && opening.alias === undefined && !hasEndedBefore(opening, first)) {
      opening.alias = ref;
      opening.aliasEnd = end;
      continue;
    }
    openings.push({ from: first, isStartKnown: false, alias: ref, aliasEnd: end });
    openings.sort(compareOpenings);
  }
}

/** Gives each session its end, and returns the ends that close sessions of unknown start. */
function assignEnds(openings: readonly Opening[], ends: readonly number[]): readonly number[] {
  const loose: number[] = [];
  for (const opening of openings) opening.end = opening.aliasEnd;
  for (const end of [...ends].sort((a, b) => a - b)) {
    const opening = openings[lastIndexAtOrBefore(openings, end)];
    if (opening === undefined || hasEndedBefore(opening, end)) loose.push(end);
    else opening.end ??= end;
  }
  return loose;
}

function hasEndedBefore(opening: Opening, time: number): boolean {
  return opening.end !== undefined && opening.end + SKEW_MS < time;
}

function compareOpenings(a: Opening, b: Opening): number {
  return a.from - b.from || ((a.alias ?? '') < (b.alias ?? '') ? -1 : 1);
}

/** By halves: a busy pid has thousands of sessions. @param openings in order of time */
function lastIndexAtOrBefore(openings: readonly Opening[], time: number): number {
  let low = 0;
  let high = openings.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((openings[middle]?.from ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
