import { expect, test } from 'vitest';
import { factsOf } from '../graph/facts-of.ts';
import { ObservationBuilder } from '../graph/observation.ts';
import { parseAnalyzer } from './analyzer.ts';
import type { Analyzer } from './analyzer.ts';
import { DryShard } from './dry-run.ts';
import { MAX_STEPS_PER_CALL, WorkMeter } from './work-meter.ts';

function analyzerOf(id: string, pattern: string): Analyzer {
  const head = `id: ${id}\ntitle: x\ndescription: x\nrisk: 1\nlevel: low\ntechniques: []\nlens: [asset]\n`;
  const result = parseAnalyzer(head + pattern);
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result.analyzer;
}

test('an analyzer is stopped when it has done too much, and the others are not', () => {
  const meter = new WorkMeter();
  meter.add('greedy', MAX_STEPS_PER_CALL);
  expect(meter.isStopped('greedy')).toBe(false);
  meter.add('greedy', 1);
  meter.add('modest', 1);
  expect(meter.work()).toEqual([
    { analyzer: 'greedy', starts: 2, steps: MAX_STEPS_PER_CALL + 1, isStopped: true },
    { analyzer: 'modest', starts: 1, steps: 1, isStopped: false },
  ]);
});

test('a call of the detector says what each analyzer cost, and which was stopped', () => {
  const greedy = analyzerOf(
    'greedy',
    `nodes: { a: { type: process }, x: { type: address }, b: { type: process }, y: { type: address }, c: { type: process, where: { name: none } } }
edges: [[a, connected_to, x], [b, connected_to, x], [b, connected_to, y], [c, connected_to, y]]`,
  );
  const modest = analyzerOf('modest', `nodes: { a: { type: process, where: { name: p1 } } }`);
  const shard = new DryShard([greedy, modest]);
  const facts = Array.from({ length: 40 }, (_, process) =>
    Array.from({ length: 40 }, (_, address) => {
      const add = new ObservationBuilder(Date.UTC(2026, 0, 1));
      add.node('asset', { hostname: 'a' }, { hostname: 'a' });
      const pid = { pid: process, guid: `g${process}` };
      const from = add.node('process', pid, { ...pid, name: `p${process}` });
      const ip = { ip: `10.0.0.${address}` };
      add.edge(from, 'connected_to', add.node('address', ip, ip));
      return factsOf(add.build(), 1, 1).facts;
    }).flat(),
  ).flat();
  shard.observe(facts);
  const stopped = shard.detector.work.filter(({ isStopped }) => isStopped);
  expect(stopped.map(({ analyzer }) => analyzer)).toEqual(['greedy']);
  expect(shard.hits.map(({ analyzer }) => analyzer)).toEqual(['modest']);
});
