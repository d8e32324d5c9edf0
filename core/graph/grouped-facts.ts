import type { Fact } from './fact.ts';
import type { Change } from './store.ts';

/** Changed facts by one of their ends, and by predicate. */
export function groupFacts<End extends 'subject' | 'object'>(
  changes: readonly Change[],
  end: End,
): Map<Fact[End], Map<string, Fact[]>> {
  const byEnd = new Map<Fact[End], Fact[]>();
  for (const { fact } of changes) {
    const facts = byEnd.get(fact[end]);
    if (facts === undefined) byEnd.set(fact[end], [fact]);
    else facts.push(fact);
  }
  return new Map([...byEnd].map(([key, facts]) => [key, groupByPredicate(facts)]));
}

/** Facts by predicate, in their order. */
export function groupByPredicate(facts: readonly Fact[]): Map<string, Fact[]> {
  return Map.groupBy(facts, ({ predicate }) => predicate);
}

/**
 * Facts that differ in one end with one more, or with one as it is now; in their order.
 *
 * @param compare the order that they are in
 */
export function withFact(
  facts: readonly Fact[],
  fact: Fact,
  compare: (a: Fact, b: Fact) => number,
): readonly Fact[] {
  const at = facts.findIndex((one) => compare(one, fact) >= 0);
  const place = at < 0 ? facts.length : at;
  const known = facts[place];
  const isKnown = known !== undefined && compare(known, fact) === 0;
  return facts.toSpliced(place, isKnown ? 1 : 0, fact);
}

/** How many facts there are, and about how many more the maps take that lead to them. */
export function sizeOf(byPredicate: ReadonlyMap<string, readonly Fact[]>): number {
  let size = 2 + byPredicate.size / 2;
  for (const facts of byPredicate.values()) size += facts.length;
  return size;
}
