import fc from 'fast-check';
import { expect, test } from 'vitest';
import { factsOf } from '../graph/facts-of.ts';
import { MemoryStore, mergeByKey } from '../graph/memory-store.ts';
import { ObservationBuilder } from '../graph/observation.ts';
import type { Observation } from '../graph/observation.ts';
import { GraphView } from '../graph/view.ts';
import { predicates } from '../schema/schema.ts';
import { parseAnalyzer } from './analyzer.ts';
import type { Analyzer } from './analyzer.ts';
import { Detector } from './detector.ts';

const START = Date.UTC(2026, 0, 1);

function analyzerOf(count: string): Analyzer {
  const result = parseAnalyzer(`
id: many-children
title: Many children
description: Many children.
risk: 10
level: low
techniques: [T1046]
nodes: { a: { type: process, where: { command_line: run } } }
count: [{ of: [a, children], ${count} }]
lens: [asset]
`);
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result.analyzer;
}

/** A child of one of a few parents at a minute, or a parent that begins, or is not what it was. */
const record = fc.record({
  minute: fc.integer({ min: 0, max: 40 }),
  parent: fc.constantFrom(4, 4, 8),
  parentRuns: fc.constantFrom('run', 'run', 'rest', undefined),
  parentBegins: fc.constantFrom(false, false, false, true),
  child: fc.integer({ min: 10, max: 22 }),
  name: fc.constantFrom('a.exe', 'b.exe', 'A.EXE', 'c.exe', undefined),
});

function observationOf(of: typeof record extends fc.Arbitrary<infer R> ? R : never): Observation {
  const time = START + of.minute * 60_000;
  const add = new ObservationBuilder(time);
  add.node('asset', { hostname: 'alpha' }, { hostname: 'alpha' });
  const parent = add.node(
    'process',
    { pid: of.parent },
    {
      pid: of.parent,
      command_line: of.parentRuns,
      started_at: of.parentBegins ? time : undefined,
    },
  );
  const child = add.node('process', { pid: of.child }, { pid: of.child, name: of.name });
  add.edge(parent, 'children', child);
  return add.build();
}

function hitsOf(analyzer: Analyzer, batches: readonly (readonly Observation[])[]): unknown[] {
  const store = new MemoryStore(predicates);
  const detector = new Detector(new GraphView(store), [analyzer], []);
  const hits = new Map<string, unknown>();
  for (const [number, batch] of batches.entries()) {
    const facts = batch.flatMap((one, index) => factsOf(one, number + 1, index + 1).facts);
    for (const { hit, state } of detector.detect(store.append(mergeByKey(facts)))) {
      const { id, time, nodes } = hit;
      if (state === 'active') hits.set(id, { id, time, nodes: nodes.map((node) => node.id) });
      else hits.delete(id);
    }
  }
  return [...hits].sort(([a], [b]) => (a < b ? -1 : 1));
}

test.each([
  ['three names in ten minutes', 'at_least: 3, within: 10m, by: name'],
  ['three names', 'at_least: 3, by: name'],
  ['two names but one', 'at_least: 2, within: 20m, by: name, not: { name: b.exe }'],
])('what is known from call to call changes no hit: %s', (_, count) => {
  const analyzer = analyzerOf(count);
  let found = 0;
  fc.assert(
    fc.property(
      fc.array(record, { minLength: 3, maxLength: 24 }),
      fc.integer({ min: 1, max: 5 }),
      (records, size) => {
        const observations = records.map(observationOf);
        const batches = [];
        for (let from = 0; from < observations.length; from += size) {
          batches.push(observations.slice(from, from + size));
        }
        const expected = hitsOf(analyzer, [observations]);
        found += expected.length;
        expect(hitsOf(analyzer, batches)).toEqual(expected);
      },
    ),
    { numRuns: Number(process.env.GRAPNEL_RUNS ?? 300) },
  );
  expect(found).toBeGreaterThan(5);
});

/** A child of process 4 at a minute, by what a record says of its parent. */
function childOf(
  minute: number,
  name: string,
  parent: { guid?: string; command_line?: string; started_at?: number; ended_at?: number },
  pid = 100 + minute,
): Observation {
  const add = new ObservationBuilder(START + minute * 60_000);
  add.node('asset', { hostname: 'alpha' }, { hostname: 'alpha' });
  const { guid } = parent;
  const identity = { pid: 4, guid };
  const from = add.node('process', identity, { pid: 4, command_line: 'run', ...parent });
  add.edge(from, 'children', add.node('process', { pid }, { pid, name }));
  return add.build();
}

const atMinute = (minute: number) => START + minute * 60_000;

test.each([
  [
    'children that came while the parent was not what is counted',
    [
      ...[1, 2, 3].map((minute) => childOf(30 + minute, 'a.exe', {})),
      childOf(20, 'b.exe', { command_line: 'rest' }),
      childOf(10, 'a.exe', {}),
      childOf(40, 'c.exe', {}),
    ],
  ],
  [
    'children that turn out to be of another parent',
    [
      childOf(15, 'b.exe', { started_at: atMinute(14) }),
      childOf(16, 'b.exe', { ended_at: atMinute(16) }),
      ...[20, 21, 22].map((minute) => childOf(minute, 'a.exe', { guid: 'g' })),
      childOf(15.5, 'a.exe', { guid: 'g' }),
      childOf(23, 'c.exe', { guid: 'g' }),
    ],
  ],
])('%s are counted', (_, observations) => {
  const analyzer = analyzerOf('at_least: 3, by: name');
  const expected = hitsOf(analyzer, [observations]);
  expect(expected).toHaveLength(1);
  const oneByOne = observations.map((one) => [one]);
  expect(hitsOf(analyzer, oneByOne.slice(0, -1))).toEqual([]);
  expect(hitsOf(analyzer, oneByOne)).toEqual(expected);
});

test('neighbours are read again only when there may be enough values among them', () => {
  class CountingStore extends MemoryStore {
    read = 0;
    override factPage(...question: Parameters<MemoryStore['factPage']>) {
      const page = super.factPage(...question);
      this.read += page.facts.length;
      return page;
    }
  }
  const store = new CountingStore(predicates);
  const analyzer = analyzerOf('at_least: 3, within: 10m, by: name');
  const detector = new Detector(new GraphView(store), [analyzer], []);
  const observe = (number: number, name: string) =>
    detector.detect(
      store.append(
        mergeByKey(factsOf(childOf(number / 60, name, {}, number), 1, number + 1).facts),
      ),
    );
  for (let number = 10; number < 300; number += 1) observe(number, `${number % 2}.exe`);
  store.read = 0;
  for (let number = 300; number < 330; number += 1) observe(number, `${number % 2}.exe`);
  expect(store.read).toBeLessThan(2_000);
  expect(observe(330, '2.exe')).toHaveLength(1);
});
