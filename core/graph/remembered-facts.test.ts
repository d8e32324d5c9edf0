import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findEdge, predicates } from '../schema/schema.ts';
import type { Fact, Value } from './fact.ts';
import { nodeRef, pseudoKeyRef } from './id.ts';
import { MemoryStore } from './memory-store.ts';
import { newSubjects } from './new-subjects.ts';
import { FOR_MATCHING, NEARLY_ALL } from './reading.ts';
import type { Reading } from './reading.ts';
import { RememberedFacts } from './remembered-facts.ts';

const subject = nodeRef(2, ['host', 'guid']);

function fact(predicate: string, object: string | number): Fact {
  return { subject, predicate, object, scope: 0, first: 1, last: 1, upload: 1, record: 1 };
}

test('answers as the store does, for subjects with few facts and with many', () => {
  for (const edges of [0, 3, 62, 63, 64, 200]) {
    const store = new MemoryStore(predicates);
    store.append([
      fact('pid', 4),
      fact('name', 'a.exe'),
      ...Array.from({ length: edges }, (_, n) => fact('created_files', nodeRef(3, [n]))),
      fact('connected_to', nodeRef(5, ['10.0.0.1'])),
    ]);
    const remembered = new RememberedFacts(store);
    for (const predicate of ['name', 'created_files', 'connected_to', 'pid', 'children']) {
      const expected = store.facts(subject, predicate);
      const page = store.factPage(subject, predicate, { limit: 3 });
      expect(remembered.factPage(subject, predicate, { limit: 3 })).toEqual(page);
      expect(remembered.facts(subject, predicate)).toEqual(expected);
      expect(remembered.facts(subject, predicate)).toEqual(expected);
      expect(remembered.factPage(subject, predicate, { limit: 3 })).toEqual(page);
    }
  }
});

test('reads the facts of a subject once', () => {
  const store = new MemoryStore(predicates);
  store.append([fact('pid', 4), fact('name', 'a.exe')]);
  let reads = 0;
  const factPage = store.factPage.bind(store);
  store.factPage = (...args) => {
    reads += 1;
    return factPage(...args);
  };
  const remembered = new RememberedFacts(store);
  for (const predicate of ['pid', 'name', 'image', 'children'])
    remembered.facts(subject, predicate);
  expect(reads).toBe(1);
});

test('a subject with many facts that was read whole is not read again for one of its predicates', () => {
  const store = new MemoryStore(predicates);
  const changes = store.append([
    fact('pid', 4),
    fact('name', 'a.exe'),
    ...Array.from({ length: 200 }, (_, n) => fact('created_files', nodeRef(3, [n]))),
    fact('connected_to', nodeRef(5, ['10.0.0.1'])),
  ]);
  const remembered = new RememberedFacts(store);
  expect(remembered.facts(subject)).toEqual(store.facts(subject));
  const asked = ['created_files', 'connected_to', 'children'];
  const expected = asked.map((predicate) => store.facts(subject, predicate));
  store.facts = () => {
    throw new Error('it is known');
  };
  expect(asked.map((predicate) => remembered.facts(subject, predicate))).toEqual(expected);
  remembered.update(changes, new Set());
  expect(() => remembered.facts(subject, 'created_files')).toThrow('it is known');
});

test('knows what appends change as the store does', () => {
  const store = new MemoryStore(predicates);
  const remembered = new RememberedFacts(store);
  for (let round = 0; round < 100; round += 1) {
    // In no order of their own, some of them again, and more than are remembered in the end.
    const file = nodeRef(3, [(round * 37) % 83]);
    const earlier = { ...fact('created_files', file), first: 1_000 - round, last: 1_000 };
    const changes = store.append([earlier, fact('name', `a${round % 7}.exe`)]);
    remembered.update(changes, newSubjects(changes));
    for (const predicate of ['name', 'created_files', 'pid']) {
      expect(remembered.facts(subject, predicate)).toEqual(store.facts(subject, predicate));
    }
  }
});

test('forgets what an append changes, and knows what is new without reading it', () => {
  const store = new MemoryStore(predicates);
  const remembered = new RememberedFacts(store);
  const other = nodeRef(2, ['host', 'other']);
  store.append([fact('pid', 4)]);
  expect(remembered.facts(subject, 'name')).toEqual([]);
  expect(remembered.subjects('children', subject).facts).toEqual([]);
  const changes = store.append([
    fact('name', 'a.exe'),
    { ...fact('name', 'b.exe'), subject: other },
    { ...fact('children', subject), subject: other },
    fact('children', other),
  ]);
  remembered.update(changes, new Set([other]));
  for (const ref of [subject, other]) {
    for (const predicate of ['name', 'children']) {
      expect(remembered.facts(ref, predicate)).toEqual(store.facts(ref, predicate));
    }
    const incoming = remembered.subjects('children', ref).facts.map((found) => found.subject);
    expect(incoming).toEqual(store.subjects('children', ref).facts.map((found) => found.subject));
  }
});

test('the oldest go when too many facts are remembered, and are read again', () => {
  const store = new MemoryStore(predicates);
  const remembered = new RememberedFacts(store);
  const subjects = Array.from({ length: 30_000 }, (_, n) => nodeRef(2, ['host', n]));
  const changes = store.append(
    subjects.flatMap((one) => [1, 2, 3, 4].map((pid) => ({ ...fact('pid', pid), subject: one }))),
  );
  remembered.update(changes, newSubjects(changes));
  remembered.update([], new Set());
  let reads = 0;
  const factPage = store.factPage.bind(store);
  store.factPage = (...question) => {
    reads += 1;
    return factPage(...question);
  };
  const [oldest, newest] = [subjects[0] ?? subject, subjects.at(-1) ?? subject];
  expect(remembered.facts(newest, 'pid')).toHaveLength(4);
  expect(reads).toBe(0);
  expect(remembered.facts(oldest, 'pid')).toHaveLength(4);
  expect(reads).toBe(1);
});

test('an edge that a subject does not have is asked of the store once, and nothing else with it', () => {
  const store = new MemoryStore(predicates);
  store.append([
    fact('name', 'a.exe'),
    ...Array.from({ length: 200 }, (_, n) => fact('created_files', nodeRef(3, [n]))),
  ]);
  const remembered = new RememberedFacts(store);
  const read: number[] = [];
  const factPage = store.factPage.bind(store);
  store.factPage = (...question) => {
    const page = factPage(...question);
    read.push(page.facts.length);
    return page;
  };
  for (let round = 0; round < 3; round += 1) {
    expect(remembered.factPage(subject, 'executable', { limit: 1_000 }).facts).toEqual([]);
    const changes = store.append([fact('created_files', nodeRef(3, ['new', round]))]);
    remembered.update(changes, newSubjects(changes));
  }
  expect(read).toEqual([0]);
});

/** So little is remembered that all of it comes and goes. */
const LITTLE: Reading = {
  ...FOR_MATCHING,
  together: 3,
  ofSessions: 8,
  ofPredicate: 8,
  remembered: 30,
  held: 12,
};

const REFS = [nodeRef(2, ['host', 'a']), nodeRef(2, ['host', 'b']), pseudoKeyRef(2, ['host', 4])];
const FILES = Array.from({ length: 5 }, (_, n) => nodeRef(3, [n]));

const someFact = fc
  .record({
    subject: fc.constantFrom(...REFS),
    what: fc.oneof(
      fc.tuple(fc.constantFrom('name', 'command_line'), fc.constantFrom('x', 'y', 'z', 'w')),
      fc.tuple(fc.constantFrom('created_files', 'read_files'), fc.constantFrom(...FILES)),
      fc.tuple(fc.constant('children'), fc.constantFrom(...REFS)),
    ),
    time: fc.integer({ min: 0, max: 5 }),
  })
  .map(({ subject: of, what: [predicate, object], time }) => ({
    ...fact(predicate, object),
    subject: of,
    scope: time,
    first: time,
    last: time,
  }));

const question = fc.record({
  kind: fc.constantFrom('facts', 'all', 'page', 'first', 'subjects' as const),
  subject: fc.constantFrom(...REFS),
  predicate: fc.constantFrom('name', 'command_line', 'created_files', 'read_files', 'children'),
  object: fc.constantFrom(...FILES, ...REFS),
  limit: fc.integer({ min: 1, max: 6 }),
});

test.each([
  ['little', LITTLE],
  ['for matching', FOR_MATCHING],
  ['nearly all', NEARLY_ALL],
])('answers as the store does, whatever was asked and appended before: %s', (_, reading) => {
  const step = fc.record({ facts: fc.array(someFact, { maxLength: 6 }), asks: fc.array(question) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
      const store = new MemoryStore(predicates);
      const remembered = new RememberedFacts(store, reading);
      const reached = new Set<Value>();
      const answer = (from: MemoryStore | RememberedFacts, ask: (typeof steps)[0]['asks'][0]) => {
        const { kind, subject: of, predicate, object, limit } = ask;
        if (kind === 'facts') return from.facts(of, predicate);
        if (kind === 'all') return from.facts(of);
        if (kind === 'page') return from.factPage(of, predicate, { limit });
        if (kind === 'first') return from.factPage(of, undefined, { limit });
        const edge = findEdge(predicate) === undefined ? 'children' : predicate;
        const page = from.subjects(edge, object, { limit });
        return { ...page, facts: page.facts.map((one) => [one.subject, one.scope, one.first]) };
      };
      for (const { facts, asks } of steps) {
        const changes = store.append(facts);
        // No edge leads to what nothing is known of; see newSubjects.
        const fresh = [...newSubjects(changes)].filter((ref) => !reached.has(ref));
        for (const { object } of facts) reached.add(object);
        remembered.update(changes, new Set(fresh));
        for (const ask of asks) expect(answer(remembered, ask)).toEqual(answer(store, ask));
      }
    }),
    { numRuns: 300 },
  );
});

test('all that leads to what is new is known, however much one append brings', () => {
  const store = new MemoryStore(predicates);
  const remembered = new RememberedFacts(store, LITTLE);
  const others = Array.from({ length: 200 }, (_, n) => nodeRef(2, ['host', n]));
  const changes = store.append(
    others.flatMap((other) => [
      { ...fact('name', 'a.exe'), subject: other },
      { ...fact('children', other), subject: others[0] ?? other },
    ]),
  );
  remembered.update(changes, newSubjects(changes));
  for (const other of others) remembered.facts(other, 'name');
  for (const other of others) {
    expect(remembered.subjects('children', other).facts).toHaveLength(1);
  }
});
