import { expect, test } from 'vitest';
import { predicates } from '../schema/schema.ts';
import type { Fact } from './fact.ts';
import { nodeRef } from './id.ts';
import { MemoryStore } from './memory-store.ts';
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
      expect(remembered.facts(subject, predicate)).toEqual(expected);
      expect(remembered.facts(subject, predicate)).toEqual(expected);
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
