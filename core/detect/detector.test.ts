import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BUILT_IN_ANALYZERS } from '../../analyzers/catalogue.ts';
import { chances, observation, shuffledTwice } from '../../test/arbitrary/observation.ts';
import { factsOf } from '../graph/facts-of.ts';
import { MemoryStore, mergeByKey } from '../graph/memory-store.ts';
import { ObservationBuilder } from '../graph/observation.ts';
import type { Observation } from '../graph/observation.ts';
import { GraphView } from '../graph/view.ts';
import { predicates } from '../schema/schema.ts';
import { Detector } from './detector.ts';
import type { Hit } from './hit.ts';

/** Two analyzers, one of which asks for rarity; the rest of the catalogue has tests of its own. */
const ANALYZERS = BUILT_IN_ANALYZERS.filter(({ id }) =>
  ['suspicious-svchost', 'rare-parent-of-cmd'].includes(id),
);

/** A graph with its detector, fed batch by batch, as a shard does it. */
class Shard {
  readonly hits = new Map<string, Hit>();
  readonly #store = new MemoryStore(predicates);
  readonly #view = new GraphView(this.#store);
  #detector = this.#makeDetector();

  observe(observations: readonly Observation[]): void {
    const facts = observations.flatMap((item, index) => factsOf(item, 1, index).facts);
    const changes = this.#store.append(mergeByKey(facts));
    for (const { hit, state } of this.#detector.detect(changes)) {
      if (state === 'active') this.hits.set(hit.id, hit);
      else this.hits.delete(hit.id);
    }
  }

  /** What an eviction leaves: the store and the hits. */
  restart(): void {
    this.#detector = this.#makeDetector();
  }

  #makeDetector(): Detector {
    return new Detector(this.#view, ANALYZERS, this.hits.values());
  }
}

const START = Date.UTC(2026, 0, 1);

function started(
  parent: string,
  child: string,
  { pid = 8, at = START, guid }: { pid?: number; at?: number; guid?: string } = {},
): Observation {
  const add = new ObservationBuilder(at);
  add.node('asset', { hostname: 'alpha' }, { hostname: 'alpha' });
  const childNode = add.node('process', { pid, guid }, { pid, name: child, started_at: at });
  add.edge(add.node('process', { pid: 4 }, { pid: 4, name: parent }), 'children', childNode);
  return add.build();
}

function summary(shard: Shard): string[] {
  return [...shard.hits.values()]
    .map(({ analyzer, nodes }) => `${analyzer}: ${nodes.map(({ label }) => label).join(', ')}`)
    .sort();
}

describe('hits', () => {
  test('a shape hits once, and names its nodes and its lens', () => {
    const shard = new Shard();
    shard.observe([started('dropper.exe', 'svchost.exe')]);
    shard.observe([started('dropper.exe', 'svchost.exe')]);
    expect([...shard.hits.values()]).toEqual([
      expect.objectContaining({
        analyzer: 'suspicious-svchost',
        time: START,
        lenses: [expect.objectContaining({ type: 'asset', name: 'alpha' })],
        evidence: [{ upload: 1, record: 0 }],
      }),
    ]);
    expect(summary(shard)).toEqual(['suspicious-svchost: dropper.exe (4), svchost.exe (8)']);
  });

  test('the shape is found whichever part comes last', () => {
    const shard = new Shard();
    const nameless = new ObservationBuilder(START);
    nameless.node('asset', { hostname: 'alpha' }, { hostname: 'alpha' });
    const child = nameless.node('process', { pid: 8 }, { pid: 8, started_at: START });
    nameless.edge(nameless.node('process', { pid: 4 }), 'children', child);
    shard.observe([nameless.build()]);
    expect(summary(shard)).toEqual([]);
    shard.observe([started('dropper.exe', 'svchost.exe')]);
    expect(summary(shard)).toHaveLength(1);
  });

  test('what a later record breaks is withdrawn', () => {
    const shard = new Shard();
    shard.observe([started('dropper.exe', 'svchost.exe', { at: START + 5_000 })]);
    expect(summary(shard)).toHaveLength(1);
    // An earlier sighting says that the parent is a program that may start svchost.exe.
    shard.observe([started('services.exe', 'conhost.exe', { pid: 12, at: START })]);
    expect(summary(shard)).toEqual([]);
  });

  test('a sensor’s id that comes late moves the hit to the node that it names', () => {
    const shard = new Shard();
    shard.observe([started('dropper.exe', 'svchost.exe')]);
    const [before] = shard.hits.keys();
    shard.observe([started('dropper.exe', 'svchost.exe', { guid: 'g1' })]);
    expect(summary(shard)).toHaveLength(1);
    expect([...shard.hits.keys()]).not.toEqual([before]);
  });

  test(
    'law 2: they are the same for any order, batches, repeats and restarts',
    { timeout: 60_000 },
    () => {
      fc.assert(
        fc.property(
          fc.array(observation, { minLength: 1, maxLength: 12 }),
          chances,
          fc.integer({ min: 1, max: 4 }),
          (observations, chances, batch) => {
            const straight = new Shard();
            straight.observe(observations);
            const other = new Shard();
            const shuffled = shuffledTwice(observations, chances);
            for (let from = 0; from < shuffled.length; from += batch) {
              if (from % 3 === 0) other.restart();
              other.observe(shuffled.slice(from, from + batch));
            }
            expect(comparable(other)).toEqual(comparable(straight));
          },
        ),
        { numRuns: 500 },
      );
    },
  );
});

/** Hits in order of id, with only the count of their evidence: the numbers of uploads decide it. */
function comparable(shard: Shard): unknown[] {
  return [...shard.hits.values()]
    .map((hit) => ({ ...hit, evidence: hit.evidence.length }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
