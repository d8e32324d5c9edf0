import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chances, observation, shuffledTwice } from '../../test/arbitrary/observation.ts';
import { predicates } from '../schema/schema.ts';
import { factsOf } from './facts-of.ts';
import { MemoryStore, mergeByKey } from './memory-store.ts';
import type { Observation } from './observation.ts';
import { GraphSnapshot, exportNodes } from './snapshot.ts';
import { GraphView } from './view.ts';

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
    for (const [number, store] of shards.entries()) {
      const own = facts.filter(
        ({ asset }) => Number.parseInt(asset.slice(-2), 16) % shardCount === number,
      );
      store.append(mergeByKey(own.flatMap(({ facts }) => facts)));
    }
  }
  const snapshot = new GraphSnapshot();
  for (const store of shards) {
    for (const part of exportNodes(store, new GraphView(store))) snapshot.add(part);
  }
  return snapshot.summary();
}
