import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Fact, Value } from '../fact.ts';
import { MemoryStore, mergeByKey } from '../memory-store.ts';
import type { Ref } from '../id.ts';
import type { Change, FactPage, Page, ValuePage } from '../store.ts';
import type { RunParameters } from './run-parameters.ts';
import { RunStore } from './run-store.ts';
import { FailingStorage, StagedCrash } from './testing/failing-storage.ts';
import { NodeStorage, zstd } from './testing/node-storage.ts';
import {
  anyFact,
  describe,
  sorted,
  testPredicates,
  testRef,
  testSecret,
} from './testing/test-facts.ts';

/** The store in memory, and what retention means in the fewest lines. */
class RetainingModel {
  facts = new MemoryStore(testPredicates);
  #before = -Infinity;
  #pinned = new Map<Ref, number>();

  append(facts: readonly Fact[]): readonly Change[] {
    return this.facts.append(facts.filter((fact) => !this.#isExpired(fact)));
  }

  retain(before: number, pinned: readonly Ref[]): void {
    this.#pinned = new Map(pinned.map((ref) => [ref, this.#pinned.get(ref) ?? this.#before]));
    this.#before = Math.max(this.#before, before);
    const kept = [...this.facts.scan()].filter((fact) => !this.#isExpired(fact));
    this.facts = new MemoryStore(testPredicates);
    this.facts.append(kept);
  }

  #isExpired({ subject, last }: Fact): boolean {
    return last < (this.#pinned.get(subject) ?? this.#before);
  }
}

/** So small that every few facts are a run, and every few runs a merge. */
const tiny: fc.Arbitrary<RunParameters> = fc.record({
  memtableRows: fc.integer({ min: 2, max: 20 }),
  memtableTextBytes: fc.constantFrom(1_000, 100_000),
  journalRows: fc.integer({ min: 2, max: 8 }),
  journalRowBytes: fc.constantFrom(200, 100_000),
  blockBytes: fc.constantFrom(40, 300),
  restartEntries: fc.integer({ min: 1, max: 4 }),
  extentBytes: fc.constantFrom(60, 500),
  tableExtents: fc.integer({ min: 1, max: 3 }),
  fan: fc.integer({ min: 2, max: 4 }),
  stepEntries: fc.integer({ min: 1, max: 40 }),
  maxStepEntries: fc.integer({ min: 1, max: 80 }),
  stepPerEntry: fc.constant(6),
  blockCacheBytes: fc.constantFrom(0, 600, 100_000),
  indexCacheBytes: fc.constantFrom(0, 600, 100_000),
});

type Operation =
  | { readonly kind: 'append'; readonly facts: readonly Fact[]; readonly crash: number | undefined }
  | { readonly kind: 'reopen'; readonly crash: number | undefined }
  | {
      readonly kind: 'retain';
      readonly before: number;
      readonly pinned: readonly Ref[];
      readonly crash: number | undefined;
    }
  | { readonly kind: 'compact'; readonly budget: number; readonly crash: number | undefined };

const crash = fc.option(fc.nat({ max: 12 }), { nil: undefined, freq: 3 });

const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('append'),
      facts: fc.array(anyFact, { maxLength: 25 }).map(mergeByKey),
      crash,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('reopen'), crash }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('retain'),
      before: fc.integer({ min: -5, max: 60 }),
      pinned: fc.uniqueArray(fc.integer({ min: 0, max: 12 }).map(testRef), { maxLength: 5 }),
      crash,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('compact'), budget: fc.nat({ max: 60 }), crash }),
  },
) as fc.Arbitrary<Operation>;

test('answers as the store in memory does, through evictions and crashes', () => {
  fc.assert(
    fc.property(tiny, fc.array(operation, { maxLength: 40 }), (parameters, operations) => {
      const model = new RetainingModel();
      const node = new NodeStorage();
      const storage = new FailingStorage(node);
      const open = () => openStore(storage, parameters);
      let store = open();
      for (const step of operations) {
        if (step.crash !== undefined) storage.failAfter(step.crash);
        const attempt = (): readonly Change[] => {
          if (step.kind === 'append') return store.append(step.facts);
          if (step.kind === 'compact') store.compactSome(step.budget);
          else if (step.kind === 'retain') store.retain(step.before, step.pinned);
          else store = open();
          return [];
        };
        let changes: readonly Change[];
        try {
          changes = attempt();
        } catch (error) {
          if (!(error instanceof StagedCrash)) throw error;
          store = open();
          changes = attempt();
        }
        storage.failAfter(Infinity);
        if (step.kind === 'retain') model.retain(step.before, step.pinned);
        if (step.kind === 'append') {
          const expected = model.append(step.facts);
          expect(sortedChanges(changes)).toEqual(sortedChanges(expected));
          // Of what is new the store need not know all, but what it says is so.
          expect(newSubjectsOf(expected)).toEqual(expect.arrayContaining(newSubjectsOf(changes)));
        }
      }
      expectSame(store, model.facts, parameters.fan);
      node.close();
    }),
    { numRuns: 150 },
  );
}, 60_000);

test('the cuts between batches do not matter', () => {
  fc.assert(
    fc.property(
      tiny,
      fc.array(anyFact, { maxLength: 120 }),
      fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 8 }),
      (parameters, facts, cuts) => {
        const model = new MemoryStore(testPredicates);
        model.append(mergeByKey(facts));
        const storage = new NodeStorage();
        const store = openStore(storage, parameters);
        for (let at = 0, i = 0; at < facts.length; i++) {
          const size = cuts[i % cuts.length] ?? 1;
          store.append(mergeByKey(facts.slice(at, at + size)));
          at += size;
        }
        expectSame(store, model, 3);
        storage.close();
      },
    ),
    { numRuns: 60 },
  );
}, 60_000);

test('work ends, and after it the answers are the same', () => {
  fc.assert(
    fc.property(tiny, fc.array(anyFact, { maxLength: 200 }), (parameters, facts) => {
      const model = new MemoryStore(testPredicates);
      const storage = new NodeStorage();
      const store = openStore(storage, parameters);
      for (let at = 0; at < facts.length; at += 7) {
        const batch = mergeByKey(facts.slice(at, at + 7));
        model.append(batch);
        store.append(batch);
      }
      let steps = 0;
      while (store.compactSome(20)) expect(steps++).toBeLessThan(10_000);
      expect(store.stats().openEntries).toBe(0);
      expectSame(store, model, 5);
      storage.close();
    }),
    { numRuns: 40 },
  );
}, 60_000);

function openStore(storage: FailingStorage | NodeStorage, parameters: RunParameters): RunStore {
  return new RunStore({
    storage,
    compression: zstd,
    predicates: testPredicates,
    makeSecret: testSecret,
    parameters,
  });
}

function expectSame(store: RunStore, model: MemoryStore, limit: number): void {
  const all = sorted(model.scan());
  expect(sorted(store.scan())).toEqual(all);
  const subjects = [...new Set(all.map(({ subject }) => subject))].sort();
  const middle = subjects[Math.floor(subjects.length / 2)];
  expect(sorted(store.scan(middle))).toEqual(sorted(model.scan(middle)));
  for (const subject of new Set(all.map((fact) => fact.subject))) {
    expect(sorted(store.facts(subject))).toEqual(sorted(model.facts(subject)));
    expect(sorted(store.facts(subject, 'name'))).toEqual(sorted(model.facts(subject, 'name')));
    for (const predicate of [undefined, 'name']) {
      const pages = readPages(limit, (page) => store.factPage(subject, predicate, page));
      expect(pages).toEqual(store.facts(subject, predicate));
      const expected = readPages(limit, (page) => model.factPage(subject, predicate, page));
      expect(sorted(pages)).toEqual(sorted(expected));
    }
  }
  for (const predicate of ['alias', 'name', 'pid', 'children']) {
    const values = readValues(limit, (page) => store.values(predicate, page));
    expect(values).toEqual(store.values(predicate).values);
    const expected = readValues(limit, (page) => model.values(predicate, page));
    expect(values.map(String).sort()).toEqual(expected.map(String).sort());
  }
  for (const { predicate, object } of all) {
    if (!testPredicates.isIndexed(predicate)) continue;
    const expected = model.subjects(predicate, object).facts;
    expect(store.subjects(predicate, object).facts).toEqual(expected);
    const paged = readPages(limit, (page) => store.subjects(predicate, object, page));
    expect(paged).toEqual(expected);
    const from = testRef(3);
    const rest = readPages(limit, (page) => store.subjects(predicate, object, { ...page, from }));
    expect(rest).toEqual(expected.filter(({ subject }) => subject >= from));
  }
}

function readPages(limit: number, read: (page: Page) => FactPage): Fact[] {
  const facts: Fact[] = [];
  let after: string | undefined;
  do {
    const page = read({ limit, after });
    expect(page.facts.length).toBeLessThanOrEqual(limit);
    facts.push(...page.facts);
    after = page.next;
  } while (after !== undefined);
  return facts;
}

function readValues(limit: number, read: (page: Page) => ValuePage): Value[] {
  const values: Value[] = [];
  let after: string | undefined;
  do {
    const page = read({ limit, after });
    expect(page.values.length).toBeLessThanOrEqual(limit);
    values.push(...page.values);
    after = page.next;
  } while (after !== undefined);
  return values;
}

function sortedChanges(changes: readonly Change[]): string[] {
  return changes
    .map(({ novelty, fact }) => `${novelty === 'subject' ? 'fact' : novelty} ${describe(fact)}`)
    .sort();
}

function newSubjectsOf(changes: readonly Change[]): Ref[] {
  return changes.flatMap(({ novelty, fact }) => (novelty === 'subject' ? fact.subject : []));
}
