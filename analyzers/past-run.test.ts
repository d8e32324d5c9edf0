import { expect, test } from 'vitest';
import { MemoryStore, mergeByKey } from '../core/graph/memory-store.ts';
import type { Ref } from '../core/graph/id.ts';
import { predicates } from '../core/schema/schema.ts';
import { BUILT_IN_ANALYZERS } from './catalogue.ts';
import type { Analyzer } from '../core/detect/analyzer.ts';
import { dryRun } from '../core/detect/dry-run.ts';
import { hitsOfPast, pastStep } from '../core/detect/past-run.ts';
import type { Hit } from '../core/detect/hit.ts';
import { readUpload } from '../core/parse/read-upload.ts';
import { sampleAttack } from '../core/sample/sample-attack.ts';

const ALL = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

test('every analyzer finds in the past what it finds live, in steps of any size', () => {
  // The workstation and the file server are in shards of their own.
  const shards = sampleAttack(Date.UTC(2026, 0, 1)).map(({ body }) => {
    const { factsByAsset } = readUpload(new TextEncoder().encode(body), 1);
    return mergeByKey([...factsByAsset.values()].flat());
  });
  const stores = shards.map((facts) => {
    const store = new MemoryStore(predicates);
    store.append(facts);
    return store;
  });
  let found = 0;
  for (const analyzer of BUILT_IN_ANALYZERS) {
    const live = idsOf(dryRun([analyzer], shards));
    found += live.length;
    // Small steps cost the most, and prove something where there is something to find.
    for (const budget of live.length > 0 ? [200, 5_000] : [5_000]) {
      const hits = stores.flatMap((store) => allSteps(store, analyzer, budget));
      expect(idsOf(hitsOfPast(analyzer, hits, ALL))).toEqual(live);
    }
  }
  expect(found).toBeGreaterThan(5);
});

function allSteps(store: MemoryStore, analyzer: Analyzer, budget: number): Hit[] {
  const hits: Hit[] = [];
  let from: Ref | undefined;
  do {
    const step = pastStep(store, [analyzer], ALL, { from, budget });
    hits.push(...(step.hits[0] ?? []));
    from = step.next;
  } while (from !== undefined);
  return hits;
}

function idsOf(hits: readonly Hit[]): string[] {
  return hits.map(({ id }) => id).sort();
}
