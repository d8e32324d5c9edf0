import type { LinkedCorrelation } from '../rule-set.ts';
import type { Bound, CorrelationRule } from '../rule.ts';
import { measure, within } from './measure.ts';
import type { Sighting } from './measure.ts';

/** Sightings of one group; a flood beyond that is counted, and its oldest left out. */
const MAX_SIGHTINGS = 10_000;

/** Sightings tried as the start of a sequence; each try looks at the whole window. */
const MAX_SHORTENING = 100;

/** A window that satisfies a correlation. */
export type Window<Evidence> = readonly Sighting<Evidence>[];

/** How a correlation decides about windows. */
export interface Decision {
  readonly bounds: readonly Bound[];
  /**
   * Whether more sightings could undo a match (as with `lt`), so that a window is looked at when
   * it is over. Else it is looked at whenever something comes in.
   */
  readonly atEnd: boolean;
  /** Whether a match uses its sightings up. Statistics keep theirs, and pause for a timespan. */
  readonly usesUp: boolean;
}

export function decisionOf({ rule, inputs }: LinkedCorrelation): Decision {
  const counts = rule.type.startsWith('temporal') || rule.type.endsWith('_count');
  const all: Bound = { comparison: 'gte', number: inputs.length };
  return {
    bounds: rule.bounds.length === 0 ? [all] : rule.bounds,
    atEnd:
      counts && rule.bounds.some(({ comparison }) => comparison !== 'gt' && comparison !== 'gte'),
    usesUp: counts || rule.type === 'value_sum',
  };
}

/** The sightings of one correlation that agree in its `group-by` fields, in order of time. */
export class Group<Evidence> {
  readonly #rule: CorrelationRule;
  readonly #decision: Decision;
  #sightings: Sighting<Evidence>[] = [];
  #pausedUntilMs = -Infinity;
  readonly values: Readonly<Record<string, string>>;

  constructor(rule: CorrelationRule, decision: Decision, values: Readonly<Record<string, string>>) {
    this.#rule = rule;
    this.#decision = decision;
    this.values = values;
  }

  get size(): number {
    return this.#sightings.length;
  }

  get lastMs(): number {
    return this.#sightings.at(-1)?.timeMs ?? -Infinity;
  }

  /** Puts a sighting where its time belongs. Returns how many were left out to keep the bound. */
  add(sighting: Sighting<Evidence>): number {
    const all = this.#sightings;
    let at = all.length;
    while (at > 0 && (all[at - 1]?.timeMs ?? 0) > sighting.timeMs) at--;
    all.splice(at, 0, sighting);
    if (all.length <= MAX_SIGHTINGS) return 0;
    all.shift();
    return 1;
  }

  /** The first window around a new sighting that satisfies the correlation; uses it up. */
  around(sighting: Sighting<Evidence>): Window<Evidence> | undefined {
    if (this.#decision.atEnd || sighting.timeMs < this.#pausedUntilMs) return undefined;
    const all = this.#sightings;
    const { timespanMs } = this.#rule;
    // A late sighting lies inside windows that end with later ones.
    let end = all.lastIndexOf(sighting);
    for (; end < all.length && (all[end]?.timeMs ?? 0) <= sighting.timeMs + timespanMs; end++) {
      const window = this.#windowEndingAt(end);
      if (this.#satisfies(window)) return this.#take(this.#shortened(window));
    }
    return undefined;
  }

  /** Windows that began with the oldest sighting and are over by now, if they satisfy. */
  *ended(nowMs: number): Generator<Window<Evidence>> {
    if (!this.#decision.atEnd) return;
    for (;;) {
      const startMs = this.#sightings[0]?.timeMs;
      if (startMs === undefined || startMs + this.#rule.timespanMs >= nowMs) return;
      const window = this.#sightings.filter(
        ({ timeMs }) => timeMs <= startMs + this.#rule.timespanMs,
      );
      this.#sightings = this.#sightings.slice(window.length);
      if (this.#satisfies(window)) yield window;
    }
  }

  /** Drops what is too old to be in a window with anything from this time on. */
  prune(beforeMs: number): number {
    const kept = this.#sightings.filter(({ timeMs }) => timeMs >= beforeMs);
    const dropped = this.#sightings.length - kept.length;
    if (dropped > 0) this.#sightings = kept;
    return dropped;
  }

  /** Both ends belong to a window: what is exactly one timespan apart is together. */
  #windowEndingAt(end: number): Window<Evidence> {
    const endMs = this.#sightings[end]?.timeMs ?? 0;
    let start = end;
    while (start > 0 && (this.#sightings[start - 1]?.timeMs ?? 0) >= endMs - this.#rule.timespanMs)
      start--;
    return this.#sightings.slice(start, end + 1);
  }

  #satisfies(window: Window<Evidence>): boolean {
    return within(measure(this.#rule.type, window), this.#decision.bounds);
  }

  /** Without what came before a sequence began; what came between belongs to it. */
  #shortened(window: Window<Evidence>): Window<Evidence> {
    if (this.#rule.type !== 'temporal_ordered') return window;
    let start = 0;
    while (start < MAX_SHORTENING && this.#satisfies(window.slice(start + 1))) start++;
    return window.slice(start);
  }

  #take(window: Window<Evidence>): Window<Evidence> {
    if (this.#decision.usesUp) {
      const used = new Set(window);
      this.#sightings = this.#sightings.filter((one) => !used.has(one));
    } else this.#pausedUntilMs = (window.at(-1)?.timeMs ?? 0) + this.#rule.timespanMs;
    return window;
  }
}
