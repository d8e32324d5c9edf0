import { expect, test } from 'vitest';
import { factsOf } from '../graph/facts-of.ts';
import { MemoryStore, mergeByKey } from '../graph/memory-store.ts';
import { ObservationBuilder } from '../graph/observation.ts';
import type { Observation } from '../graph/observation.ts';
import { GraphView } from '../graph/view.ts';
import { predicates } from '../schema/schema.ts';
import { parseAnalyzer } from './analyzer.ts';
import { Detector } from './detector.ts';
import type { Hit } from './hit.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 1);

const written = parseAnalyzer(`
id: shell-writes
title: Shell writes
description: Shell writes.
risk: 10
level: low
techniques: [T1059]
nodes: { a: { type: process, where: { name: cmd.exe } }, f: { type: file } }
edges: [[a, created_files, f]]
lens: [a]
`);
if (!written.ok) throw new Error(JSON.stringify(written.faults));
const analyzers = [written.analyzer];

/** A host that is known by its agent's id alone, or by what it is called, too. */
function record(minute: number, host: Record<string, string>): ObservationBuilder {
  const add = new ObservationBuilder(START + minute * MINUTE);
  add.node('asset', host, host);
  return add;
}

function shellWrites(minute: number): Observation {
  const add = record(minute, { agent_id: 'b1' });
  const shell = add.node('process', { pid: 4 }, { pid: 4, name: 'cmd.exe' });
  add.edge(shell, 'created_files', add.node('file', { path: 'c:\\a' }, { path: 'c:\\a' }));
  return add.build();
}

function begins(minute: number): Observation {
  const add = record(minute, { agent_id: 'b1' });
  add.node('process', { pid: 4 }, { pid: 4, started_at: START + minute * MINUTE });
  return add.build();
}

/** Detects batches, each by a detector and a view that remember nothing of those before. */
function hitsOf(batches: readonly (readonly Observation[])[]): readonly string[] {
  const store = new MemoryStore(predicates);
  const hits = new Map<string, Hit>();
  for (const [number, batch] of batches.entries()) {
    const facts = batch.flatMap((one, index) => factsOf(one, number + 1, index + 1).facts);
    const detector = new Detector(new GraphView(store), analyzers, hits.values());
    for (const { hit, state } of detector.detect(store.append(mergeByKey(facts)))) {
      if (state === 'active') hits.set(hit.id, hit);
      else hits.delete(hit.id);
    }
  }
  return [...hits.values()].map(({ nodes }) => nodes.map(({ id }) => id).join(' ')).sort();
}

test('a session that begins while its host gets its name is found after an eviction', () => {
  const named = record(41, { hostname: 'beta', agent_id: 'b1' }).build();
  const whole = hitsOf([[shellWrites(30), named, begins(20)]]);
  expect(whole).toHaveLength(1);
  expect(hitsOf([[shellWrites(30)], [named, begins(20)]])).toEqual(whole);
  expect(hitsOf([[shellWrites(30)], [begins(20), named]])).toEqual(whole);
});
