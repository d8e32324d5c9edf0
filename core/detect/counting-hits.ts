import type { Analyzer } from './analyzer.ts';
import { joinParts } from './crossing.ts';
import type { Hit } from './hit.ts';

/**
 * The hits that count for lenses, from all that the shards of a tenant have: parts joined where
 * they meet, and of rare ones those whose group is small enough. A function of the set.
 *
 * @param hits the active hits of all shards, in any order
 */
export function countingHits(analyzers: readonly Analyzer[], hits: readonly Hit[]): Hit[] {
  return analyzers.flatMap((analyzer) => {
    const own = hits.filter((hit) => hit.analyzer === analyzer.id);
    const whole = analyzer.crossing === undefined ? own : joinAll(analyzer, own);
    const { rare } = analyzer;
    if (rare === undefined) return whole;
    const sizes = new Map<string | undefined, number>();
    for (const { group } of whole) sizes.set(group, (sizes.get(group) ?? 0) + 1);
    return whole.filter(({ group }) => (sizes.get(group) ?? 0) <= rare.atMost);
  });
}

function joinAll(analyzer: Analyzer, parts: readonly Hit[]): Hit[] {
  const byMeeting = Map.groupBy(parts, ({ part }) => part?.meeting);
  return [...byMeeting.values()].flatMap((meeting) => joinParts(analyzer, meeting));
}
