import { globSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { logFiles } from '../../cli/log-files.ts';
import { CORPUS, HAS_CORPUS, sampled } from '../../test/corpus.ts';
import { parseRecord } from '../parse/parse.ts';
import { splitRecords } from '../parse/records.ts';
import { predicates } from '../schema/schema.ts';
import { factsOf } from './facts-of.ts';
import { MemoryStore, mergeByKey } from './memory-store.ts';
import type { Observation } from './observation.ts';
import { GraphSnapshot, exportNodes } from './snapshot.ts';
import type { GraphSummary } from './snapshot.ts';

/** The folders of Windows and Linux hosts' logs. */
const FOLDERS = [
  'benign',
  'deepbluecli',
  'evtx-attack-samples',
  'evtx-misc',
  'evtx-to-mitre-attack',
  'grapl',
  'linux-auditd',
  'otrf-security-datasets/linux',
  'otrf-security-datasets/windows',
  'yamato',
];

const files = HAS_CORPUS
  ? sampled(
      FOLDERS.flatMap((folder) =>
        globSync(path.join(CORPUS, folder, '**/*.{xml,json,jsonl,log,gz}')),
      ),
    )
  : [];

test.skipIf(!HAS_CORPUS)(
  'law 2: one graph for any order, repetition, batches and shards of real logs (skipped where the corpus is absent)',
  () => {
    let records = 0;
    for (const file of files) {
      const observations = observationsOf(file);
      records += observations.length;
      const straight = graphOf(observations, observations.length, 1);
      const shuffled = shuffle([...observations, ...observations]);
      expect(graphOf(shuffled, 77, 3), file).toEqual(straight);
    }
    expect(records).toBeGreaterThan(0);
  },
);

function observationsOf(file: string): Observation[] {
  const observations: Observation[] = [];
  for (const { bytes } of logFiles([file])) {
    for (const record of splitRecords(bytes)) {
      const parsed = parseRecord(record);
      if (parsed.kind === 'observation') observations.push(parsed.observation);
    }
  }
  return observations;
}

function graphOf(
  observations: readonly Observation[],
  batch: number,
  shardCount: number,
): GraphSummary {
  const shards = Array.from({ length: shardCount }, () => new MemoryStore(predicates));
  for (let from = 0; from < observations.length; from += batch) {
    const facts = observations.slice(from, from + batch).map((item) => factsOf(item, from, 1));
    for (const [number, store] of shards.entries()) {
      const own = facts.filter(
        ({ asset }) => Number.parseInt(asset.slice(-4), 16) % shardCount === number,
      );
      store.append(mergeByKey(own.flatMap((observed) => observed.facts)));
    }
  }
  const snapshot = new GraphSnapshot();
  for (const store of shards) {
    for (const part of exportNodes(store)) snapshot.add(part);
  }
  return snapshot.summary();
}

/** An order that has nothing to do with the records' own, and is the same in every run. */
function shuffle<T>(items: readonly T[]): T[] {
  return items
    .map((item, index) => ({ item, rank: Math.imul(index + 1, 0x9e3779b1) >>> 0 }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
