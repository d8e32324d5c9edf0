import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Analyzer } from '../core/detect/analyzer.ts';
import { countingHits } from '../core/detect/counting-hits.ts';
import { DryShard } from '../core/detect/dry-run.ts';
import type { Hit } from '../core/detect/hit.ts';
import type { Fact } from '../core/graph/fact.ts';
import { factsOf } from '../core/graph/facts-of.ts';
import type { Ref } from '../core/graph/id.ts';
import { NO_CONTEXT } from '../core/parse/parse-context.ts';
import { parseRecord } from '../core/parse/parse.ts';
import { splitRecords } from '../core/parse/records.ts';
import { BUILT_IN_ANALYZERS } from './catalogue.ts';

const FOLDER = import.meta.dirname;

const folders = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** What one record says, and of which asset. */
interface RecordFacts {
  readonly asset: Ref;
  readonly facts: readonly Fact[];
}

/** The facts of each record of a file; every record must say something. */
function factsByRecord(file: string): RecordFacts[] {
  return [...splitRecords(readFileSync(file))].map((record) => {
    const parsed = parseRecord(record, NO_CONTEXT);
    if (parsed.kind !== 'observation') throw new Error(`${file}: record ${record.number}`);
    return factsOf(parsed.observation, 1, record.number);
  });
}

/** The hits that count, each asset in a shard of its own and each record a batch of its own. */
function hitsOn(analyzer: Analyzer, records: readonly RecordFacts[]): readonly Hit[] {
  const shards = new Map<Ref, DryShard>();
  for (const { asset, facts } of records) {
    const shard = shards.get(asset) ?? new DryShard([analyzer]);
    shards.set(asset, shard);
    shard.observe(facts);
  }
  const hits = [...shards.values()].flatMap((shard) => shard.hits);
  return countingHits([analyzer], hits).toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** The same in another order, the same one on every run. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const keyed = items.map((item, index) => ({ item, key: (index * 7_919 + seed * 104_729) % 997 }));
  return keyed.toSorted((a, b) => a.key - b.key).map(({ item }) => item);
}

test('every folder is in the catalogue, under its own name', () => {
  expect(BUILT_IN_ANALYZERS.map(({ id }) => id).sort()).toEqual(folders.sort());
});

describe.each(BUILT_IN_ANALYZERS.map((analyzer) => [analyzer.id, analyzer] as const))(
  '%s',
  (id, analyzer) => {
    const recordsOf = (name: string): RecordFacts[] => factsByRecord(path.join(FOLDER, id, name));

    test('has records that must hit and records that must not', () => {
      expect(existsSync(path.join(FOLDER, id, 'hit.jsonl'))).toBe(true);
      expect(existsSync(path.join(FOLDER, id, 'miss.jsonl'))).toBe(true);
    });

    test('hits on the records that it must hit on, for a lens', () => {
      const hits = hitsOn(analyzer, recordsOf('hit.jsonl'));
      expect(hits.length).toBeGreaterThan(0);
      for (const { lenses, evidence } of hits) {
        expect(lenses.length).toBeGreaterThan(0);
        expect(evidence.length).toBeGreaterThan(0);
      }
    });

    test('hits alike in any order of the records, and on records that come twice', () => {
      const records = recordsOf('hit.jsonl');
      const hits = hitsOn(analyzer, records);
      expect(hitsOn(analyzer, records.toReversed())).toEqual(hits);
      expect(hitsOn(analyzer, shuffled([...records, ...records], 3))).toEqual(hits);
    });

    test('does not hit on the others', () => {
      expect(hitsOn(analyzer, recordsOf('miss.jsonl'))).toEqual([]);
    });

    test('says what else looks like it', () => {
      expect(analyzer.falsePositives.length).toBeGreaterThan(0);
      expect(analyzer.techniques.length).toBeGreaterThan(0);
    });
  },
);
