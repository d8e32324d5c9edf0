import { expect, test } from 'vitest';
import type { Fact } from '../fact.ts';
import { Retention } from './retention.ts';
import { RUN_PARAMETERS } from './run-parameters.ts';
import { RunStore } from './run-store.ts';
import { NodeStorage, zstd } from './testing/node-storage.ts';
import { sorted, testFact, testPredicates, testRef, testSecret } from './testing/test-facts.ts';

const PARAMETERS = {
  ...RUN_PARAMETERS,
  memtableRows: 100,
  blockBytes: 500,
  extentBytes: 1_000,
  fan: 3,
};
const LONG = 'powershell '.repeat(60);

function open(storage: NodeStorage): RunStore {
  const options = { compression: zstd, predicates: testPredicates, makeSecret: testSecret };
  return new RunStore({ ...options, storage, parameters: PARAMETERS });
}

function at(subject: number, time: number, changed: Partial<Fact> = {}): Fact {
  return testFact({ subject: testRef(subject), first: time, last: time, ...changed });
}

function finish(store: RunStore): void {
  for (let steps = 0; store.compactSome(1_000); steps++) expect(steps).toBeLessThan(1_000);
}

test('what is too old is gone for every read at once', () => {
  const store = open(new NodeStorage());
  store.append([at(1, 10), at(2, 20), at(3, 30, { first: 5 })]);
  store.retain(20, []);
  expect(sorted(store.scan())).toEqual(sorted([at(2, 20), at(3, 30, { first: 5 })]));
  expect(store.facts(testRef(1))).toEqual([]);
  expect(store.subjects('name', 'cmd.exe', { limit: 1 }).facts.length).toBe(1);
  expect(store.subjects('name', 'cmd.exe').facts.length).toBe(2);
});

test('pinned subjects keep what they had, with their long texts, whatever is merged', () => {
  const storage = new NodeStorage();
  const store = open(storage);
  const pinned = at(1, 10, { predicate: 'command_line', object: LONG });
  store.append([pinned, at(2, 10, { predicate: 'command_line', object: `${LONG}2` })]);
  store.retain(50, [testRef(1)]);
  for (let i = 0; i < 60; i++) {
    store.append(Array.from({ length: 30 }, (_, n) => at(100 + i * 30 + n, 100)));
  }
  finish(store);
  expect(store.facts(testRef(1))).toEqual([pinned]);
  expect(open(storage).facts(testRef(1))).toEqual([pinned]);
  expect(store.facts(testRef(2))).toEqual([]);
});

test('what is seen again after it expired is new, and remembers nothing', () => {
  const store = open(new NodeStorage());
  store.append([at(1, 10)]);
  store.retain(20, []);
  expect(store.append([at(1, 30)])).toEqual([{ fact: at(1, 30), novelty: 'fact' }]);
  expect(store.facts(testRef(1))).toEqual([at(1, 30)]);
});

test('what lies before the mark is not taken in', () => {
  const store = open(new NodeStorage());
  store.retain(20, []);
  expect(store.append([at(1, 10), at(2, 20)]).length).toBe(1);
});

test('a mark does not move back, and a later pin brings nothing back', () => {
  const store = open(new NodeStorage());
  store.append([at(1, 10), at(1, 25, { object: 'b' })]);
  store.retain(20, []);
  store.retain(5, [testRef(1)]);
  store.retain(30, [testRef(1)]);
  expect(store.facts(testRef(1))).toEqual([at(1, 25, { object: 'b' })]);
  store.retain(30, []);
  expect(store.facts(testRef(1))).toEqual([]);
});

test('the space of what expired is freed, without new facts coming in', () => {
  const storage = new NodeStorage();
  const store = open(storage);
  for (let i = 0; i < 100; i++) {
    store.append(Array.from({ length: 30 }, (_, n) => at(i * 30 + n, i)));
  }
  finish(store);
  const before = store.stats();
  store.retain(90, []);
  finish(store);
  const after = store.stats();
  expect(after.facts).toBeLessThan(before.facts / 5);
  expect(after.bytes).toBeLessThan(before.bytes / 5);
  expect([...store.scan()].length).toBe(300);
  expect(sorted(open(storage).scan())).toEqual(sorted(store.scan()));
});

test('more pins than a row holds are refused, and the store goes on', () => {
  const store = open(new NodeStorage());
  const pins = Array.from({ length: 75_001 }, (_, n) => testRef(n));
  expect(() => store.retain(1, pins)).toThrow(RangeError);
  store.retain(1, pins.slice(1));
  expect(store.append([at(1, 10)]).length).toBe(1);
});

test('a mark survives being stored', () => {
  const mark = new Retention().moved(10, [testRef(1)]).moved(20, [testRef(1), testRef(2)]);
  const again = Retention.decode(mark.encode());
  expect([1, 2, 3].map((n) => again.markOf(testRef(n)))).toEqual([-Number.MAX_VALUE, 10, 20]);
});
