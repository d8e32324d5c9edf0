import { ALIAS, findEdge } from '../schema/schema.ts';
import { ALWAYS } from './fact.ts';
import type { Fact } from './fact.ts';
import type { Ref } from './id.ts';
import type { Change } from './store.ts';

/** Times that are kept of all references together: some four megabytes. */
const MAX_KEPT = 500_000;

/** A span of event time, both ends in it, ms since 1970. */
export interface TimeSpan {
  readonly from: number;
  readonly until: number;
}

/** When the edges of one name at one reference were first sighted. */
interface Times {
  /** In order. A sighting that turned out to be earlier is in it twice. */
  readonly sorted: number[];
  /** Whether facts of two sessions are among them, so that one may stand for two edges. */
  isScoped: boolean;
}

/**
 * When edges were first sighted, by the references at their ends: kept from one append to the next
 * for those that were asked for. A node that is busy has a thousand of them, most batches bring it
 * one more, and whether there are now many within a short time should not take reading them all.
 */
export class EdgeTimes {
  readonly #byRef = new Map<Ref, Map<string, Times>>();
  readonly #limit: number;
  #kept = 0;

  /** @param limit times kept of one reference and edge; one that gets more is forgotten */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Adds the edges that an append brought, to what is kept. */
  update(changes: readonly Change[]): void {
    if (this.#byRef.size === 0) return;
    for (const { fact, novelty } of changes) {
      if (novelty === 'last' || fact.predicate === ALIAS) continue;
      const found = findEdge(fact.predicate);
      if (found === undefined) continue;
      this.#add(fact.subject, fact.predicate, fact);
      this.#add(fact.object as Ref, found.edge.reverse, fact);
    }
  }

  clear(): void {
    this.#byRef.clear();
    this.#kept = 0;
  }

  has(ref: Ref, name: string): boolean {
    return this.#byRef.get(ref)?.has(name) === true;
  }

  /**
   * Keeps the times of a reference and an edge from now on.
   *
   * @param name the edge's name, or its reverse's
   * @param facts all that there are
   */
  keep(ref: Ref, name: string, facts: readonly Fact[]): void {
    let byName = this.#byRef.get(ref);
    if (byName === undefined) {
      byName = new Map();
      this.#byRef.set(ref, byName);
    }
    const sorted = facts.map(({ first }) => first).sort((a, b) => a - b);
    byName.set(name, { sorted, isScoped: facts.some(({ scope }) => scope !== ALWAYS) });
    this.#kept += sorted.length + 1;
    for (const oldest of this.#byRef.keys()) {
      if (this.#kept <= MAX_KEPT || oldest === ref) break;
      this.#forget(oldest);
    }
  }

  /**
   * Whether so many edges of some references may have been first sighted within a time of each
   * other, in or next to a span. It may say so of fewer, and never denies it of as many.
   *
   * @param refs those of one node, each kept
   * @param withinMs infinite where any time will do
   */
  mayHave(
    refs: readonly Ref[],
    name: string,
    { from, until }: TimeSpan,
    atLeast: number,
    withinMs: number,
  ): boolean {
    const times: number[] = [];
    let needed = atLeast;
    for (const ref of refs) {
      const known = this.#byRef.get(ref)?.get(name);
      if (known === undefined) return true;
      if (known.isScoped) needed = Math.ceil(atLeast / 2);
      const start = firstAt(known.sorted, from - withinMs);
      const end = firstAfter(known.sorted, until + withinMs);
      if (refs.length === 1) return hasDense(known.sorted, start, end, needed, withinMs);
      for (let index = start; index < end; index += 1) times.push(known.sorted[index] ?? 0);
    }
    times.sort((a, b) => a - b);
    return hasDense(times, 0, times.length, needed, withinMs);
  }

  #add(ref: Ref, name: string, { first, scope }: Fact): void {
    const byName = this.#byRef.get(ref);
    const times = byName?.get(name);
    if (byName === undefined || times === undefined) return;
    const { sorted } = times;
    if (sorted.length >= this.#limit) {
      byName.delete(name);
      this.#kept -= sorted.length + 1;
      return;
    }
    if (scope !== ALWAYS) times.isScoped = true;
    if (first >= (sorted.at(-1) ?? first)) sorted.push(first);
    else sorted.splice(firstAfter(sorted, first), 0, first);
    this.#kept += 1;
  }

  #forget(ref: Ref): void {
    for (const { sorted } of this.#byRef.get(ref)?.values() ?? []) this.#kept -= sorted.length + 1;
    this.#byRef.delete(ref);
  }
}

/** Whether so many of some times, from one place up to another, are within a time of each other. */
function hasDense(
  sorted: readonly number[],
  start: number,
  end: number,
  needed: number,
  withinMs: number,
): boolean {
  for (let last = start + needed - 1; last < end; last += 1) {
    if ((sorted[last] ?? 0) - (sorted[last - needed + 1] ?? 0) <= withinMs) return true;
  }
  return false;
}

/** The place of the first that is not before a time. */
function firstAt(sorted: readonly number[], time: number): number {
  return placeOf(sorted, (one) => one >= time);
}

/** The place of the first that is after a time. */
function firstAfter(sorted: readonly number[], time: number): number {
  return placeOf(sorted, (one) => one > time);
}

/** The first place from which something holds, by halving. */
function placeOf(sorted: readonly number[], holds: (one: number) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(sorted[middle] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}
