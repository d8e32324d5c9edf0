import { expect, test } from 'vitest';
import { factsOf } from '../graph/facts-of.ts';
import { MemoryStore, mergeByKey } from '../graph/memory-store.ts';
import { ObservationBuilder } from '../graph/observation.ts';
import { GraphView } from '../graph/view.ts';
import { predicates } from '../schema/schema.ts';
import { parseAnalyzer } from './analyzer.ts';
import { Detector } from './detector.ts';

const START = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;

/** What a parent started, minutes after the start: the name, and when. */
type Child = readonly [name: string, minute: number];

/** The hits of a count of two different names within five minutes, child by child. */
function hitsOf(children: readonly Child[]): (number | undefined)[] {
  const result = parseAnalyzer(`
id: two-names
title: Two names
description: Two names.
risk: 10
level: low
techniques: [T1059]
lens: [asset]
nodes: { parent: { type: process, where: { name: parent.exe } } }
count: [{ of: [parent, children], at_least: 2, within: 5m, by: name }]
`);
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  const store = new MemoryStore(predicates);
  const detector = new Detector(new GraphView(store), [result.analyzer], []);
  let time: number | undefined;
  return children.map(([name, minute], index) => {
    const add = new ObservationBuilder(START + minute * MINUTE);
    add.node('asset', { hostname: 'alpha' }, { hostname: 'alpha' });
    const parent = add.node('process', { pid: 4 }, { pid: 4, name: 'parent.exe' });
    const pid = 100 + index;
    const child = add.node('process', { pid }, { pid, name });
    add.edge(parent, 'children', child);
    const facts = mergeByKey(factsOf(add.build(), 1, index + 1).facts);
    for (const { hit, state } of detector.detect(store.append(facts))) {
      time = state === 'active' ? (hit.time - START) / MINUTE : undefined;
    }
    return time;
  });
}

test('the time of a count is that of the sighting that makes it full', () => {
  const times = hitsOf([
    ['a.exe', 0],
    ['a.exe', 1],
    ['b.exe', 3],
    ['c.exe', 4],
  ]);
  expect(times).toEqual([undefined, undefined, 3, 3]);
});

test('what is too far apart is not counted together', () => {
  const times = hitsOf([
    ['a.exe', 0],
    ['b.exe', 6],
    ['a.exe', 20],
  ]);
  expect(times).toEqual([undefined, undefined, undefined]);
});

test('a value counts each time that a neighbour has it, not the first time alone', () => {
  const times = hitsOf([
    ['a.exe', 0],
    ['b.exe', 100],
    ['a.exe', 200],
    ['b.exe', 201],
  ]);
  expect(times).toEqual([undefined, undefined, undefined, 201]);
});

test('the span that was full first counts, whenever its records come', () => {
  const times = hitsOf([
    ['a.exe', 200],
    ['b.exe', 201],
    ['a.exe', 10],
    ['c.exe', 12],
  ]);
  expect(times).toEqual([undefined, 201, 201, 12]);
});
