import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chances, observation, shuffledTwice } from '../../test/arbitrary/observation.ts';
import { predicates } from '../schema/schema.ts';
import type { Fact } from './fact.ts';
import { factsOf } from './facts-of.ts';
import { groupByShard } from './group-by-shard.ts';
import { MemoryStore, mergeByKey } from './memory-store.ts';
import type { Observation } from './observation.ts';
import { GraphSnapshot, exportNodes } from './snapshot.ts';

const records = fc.array(observation, { minLength: 1, maxLength: 14 });

test('law 2: order, batches, repeats and shards do not matter', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(
      records,
      chances,
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 3 }),
      (observations, chances, batch, shards) => {
        const straight = digestOf(observations, observations.length, 1);
        const shuffled = shuffledTwice(observations, chances);
        expect(digestOf(shuffled, batch, shards)).toEqual(straight);
      },
    ),
    { numRuns: 2_000 },
  );
});

/** The graph of observations that come in batches, each asset's in one of several shards. */
function digestOf(observations: readonly Observation[], batch: number, shardCount: number) {
  const shards = Array.from({ length: shardCount }, () => new MemoryStore(predicates));
  for (let from = 0; from < observations.length; from += batch) {
    const facts = observations
      .slice(from, from + batch)
      .map((item, index) => factsOf(item, from, index));
    const byAsset = new Map(facts.map(({ asset }) => [asset, [] as Fact[]]));
    for (const { asset, facts: own } of facts) byAsset.get(asset)?.push(...own);
    const byShard = groupByShard(byAsset, (ref) => Number.parseInt(ref.slice(-2), 16) % shardCount);
    for (const [number, own] of byShard) shards[number]?.append(mergeByKey(own));
  }
  const snapshot = new GraphSnapshot();
  for (const store of shards) {
    for (const part of exportNodes(store)) snapshot.add(part);
  }
  return snapshot.summary();
}
