import { expect, test } from 'vitest';
import type { Fact } from '../fact.ts';
import { RUN_PARAMETERS } from './run-parameters.ts';
import type { RunParameters } from './run-parameters.ts';
import { assertRowFits } from './run-storage.ts';
import { RunStore } from './run-store.ts';
import { FailingStorage, StagedCrash } from './testing/failing-storage.ts';
import { NodeStorage, zstd } from './testing/node-storage.ts';
import { sorted, testFact, testPredicates, testRef, testSecret } from './testing/test-facts.ts';

/** Small enough that a few thousand facts go through several levels. */
const SMALL: RunParameters = {
  ...RUN_PARAMETERS,
  memtableRows: 200,
  journalRows: 50,
  blockBytes: 512,
  extentBytes: 2_000,
  tableExtents: 4,
  fan: 3,
  stepEntries: 50,
  maxStepEntries: 4_000,
};

function open(storage: NodeStorage | FailingStorage, parameters: RunParameters = SMALL): RunStore {
  return new RunStore({
    storage,
    compression: zstd,
    predicates: testPredicates,
    makeSecret: testSecret,
    parameters,
  });
}

/** So many facts that no other call makes. */
function freshFacts(from: number, count: number, changed: Partial<Fact> = {}): Fact[] {
  return Array.from({ length: count }, (_, i) =>
    testFact({ subject: testRef(from + i), object: `name-${(from + i) % 7}`, ...changed }),
  );
}

test('a batch that changes nothing writes nothing', () => {
  const storage = new NodeStorage();
  const store = open(storage);
  store.append(freshFacts(0, 10));
  const before = storage.rowsWritten;
  expect(store.append(freshFacts(0, 10))).toEqual([]);
  expect(store.append(freshFacts(0, 10))).toEqual([]);
  expect(storage.rowsWritten).toBe(before);
});

test('says what is new: the subject, the fact, or when it was seen first or last', () => {
  const store = open(new NodeStorage());
  const named = testFact({ subject: testRef(1), object: 'a', scope: 7, first: 50, last: 50 });
  const noveltiesOf = (...facts: Fact[]) => store.append(facts).map(({ novelty }) => novelty);
  expect(noveltiesOf(named, { ...named, object: 'b' })).toEqual(['subject', 'subject']);
  expect(noveltiesOf({ ...named, object: 'c' })).toEqual(['fact']);
  expect(noveltiesOf({ ...named, last: 60 }, { ...named, object: 'b', first: 40 })).toEqual([
    'last',
    'first',
  ]);
});

test('a batch is one row', () => {
  const storage = new NodeStorage();
  const store = open(storage, RUN_PARAMETERS);
  store.append(freshFacts(0, 1000));
  const before = storage.rowsWritten;
  store.append(freshFacts(1000, 1000));
  expect(storage.rowsWritten - before).toBe(1);
});

for (const [lives, batches] of [
  [200, 1],
  [70, 3],
  [30, 7],
] as const) {
  test(`an object evicted after every ${batches} batches does not fall behind`, () => {
    const storage = new NodeStorage();
    let from = 0;
    for (let life = 0; life < lives; life++) {
      const store = open(storage);
      for (let i = 0; i < batches; i++, from += 40) store.append(freshFacts(from, 40));
      const { journalRows, memtableFacts, runs } = store.stats();
      expect(journalRows).toBeLessThanOrEqual(SMALL.journalRows);
      expect(memtableFacts).toBeLessThanOrEqual(2 * SMALL.memtableRows + 80);
      expect(runs).toBeLessThan(25);
    }
    expect(countTables(storage, 'runs_journal_')).toBeLessThanOrEqual(3);
    expect(open(storage).stats().facts).toBe(from);
  });
}

test('a quiet shard that gets one fact at a time is flushed too, and starts again fast', () => {
  const storage = new NodeStorage();
  const store = open(storage);
  for (let i = 0; i < 300; i++) store.append(freshFacts(i, 1));
  expect(store.stats().journalRows).toBeLessThanOrEqual(SMALL.journalRows);
  expect([...open(storage).scan()].length).toBe(300);
});

test('tables of no more use are dropped, one with each append', () => {
  const storage = new NodeStorage();
  const store = open(storage);
  for (let i = 0; i < 100; i++) store.append(freshFacts(i * 40, 40));
  while (store.compactSome(1_000)) expect(store.stats().runs).toBeGreaterThan(0);
  const extentTables = countTables(storage, 'runs_extents_');
  const inUse = Math.ceil(store.stats().bytes / (SMALL.extentBytes * SMALL.tableExtents));
  expect(extentTables).toBeLessThanOrEqual(inUse + store.stats().runs);
});

test('no row may reach two megabytes', () => {
  expect(() => assertRowFits('t', new Uint8Array(1_000_000), new Uint8Array(900_000))).toThrow(
    'a row of t has 1900000 bytes',
  );
  assertRowFits('t', new Uint8Array(1_899_999));
});

test('texts of any size are taken, in rows of bounded size', () => {
  const storage = new NodeStorage();
  // no compression: the rows are as long as they can become
  const compression = { compress: (bytes: Uint8Array) => bytes, decompress: (b: Uint8Array) => b };
  const options = { storage, predicates: testPredicates, makeSecret: testSecret, compression };
  const object = 'long text '.repeat(500_000);
  const store = new RunStore(options);
  store.append([testFact({ predicate: 'command_line', object }), ...freshFacts(10, 5)]);
  store.append(freshFacts(20, 5));
  while (store.compactSome(100_000)) expect(store.stats().runs).toBeLessThan(3);
  const again = new RunStore(options);
  expect(again.facts(testRef(1), 'command_line')[0]?.object).toBe(object);
});

test('after a failure the store is unusable, and its storage as it was before', () => {
  const storage = new FailingStorage(new NodeStorage());
  const store = open(storage);
  store.append(freshFacts(0, 5));
  storage.failAfter(0);
  expect(() => store.append(freshFacts(5, 5))).toThrow(StagedCrash);
  for (const use of [
    () => store.append([]),
    () => store.facts(testRef(1)),
    () => store.subjects('name', 'x'),
    () => [...store.scan()],
    () => store.retain(0, []),
    () => store.compactSome(1),
  ]) {
    expect(use).toThrow('must be opened again');
  }
  expect(sorted(open(storage).scan())).toEqual(sorted(freshFacts(0, 5)));
});

test('a scan notices that the store changes under it', () => {
  const store = open(new NodeStorage());
  store.append(freshFacts(0, 5));
  const scan = store.scan()[Symbol.iterator]();
  scan.next();
  store.append(freshFacts(5, 5));
  expect(() => scan.next()).toThrow('changed during a scan');
});

test('what cannot be asked for is an error that leaves the store usable', () => {
  const store = open(new NodeStorage());
  store.append(freshFacts(0, 1));
  expect(() => store.subjects('size', 1)).toThrow('size is not indexed');
  expect(() => store.subjects('name', 'name-0', { after: 'x' })).toThrow('not a page token');
  const subject = testRef(0);
  for (const after of ['x', 'abc', '00'.repeat(600)]) {
    expect(() => store.factPage(subject, undefined, { after })).toThrow('not a page token');
  }
  expect(store.factPage(subject, undefined, { after: 'ff' }).facts).toEqual([]);
  expect(store.subjects('name', 'name-0').facts.length).toBe(1);
});

test(
  'a node with 100,000 edges is read in pages, each of which reads little',
  { timeout: 60_000 },
  () => {
    const storage = new NodeStorage();
    const parameters = { ...RUN_PARAMETERS, memtableRows: 20_000 };
    const store = open(storage, parameters);
    const object = testRef(2);
    const edges = 100_000;
    for (let from = 0; from < edges; from += 5_000) {
      store.append(freshFacts(from, 5_000, { predicate: 'children', object }));
    }
    const seen = new Set<string>();
    let after: string | undefined;
    let pages = 0;
    do {
      const page = store.subjects('children', object, { limit: 1_000, after });
      for (const fact of page.facts) seen.add(fact.subject);
      after = page.next;
      pages++;
    } while (after !== undefined);
    expect([seen.size, pages]).toEqual([edges, edges / 1_000]);
  },
);

function countTables(storage: NodeStorage, prefix: string): number {
  const sql = 'SELECT count(*) FROM sqlite_master WHERE substr(name, 1, ?) = ?';
  return Number(storage.exec(sql, prefix.length, prefix)[0]?.[0]);
}
