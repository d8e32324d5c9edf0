import { expect, test } from 'vitest';
import type { Fact } from './fact.ts';
import { nodeRef, pseudoKeyRef } from './id.ts';
import type { Ref } from './id.ts';
import { MemoryStore } from './memory-store.ts';
import { References } from './references.ts';
import { ALIAS, predicates } from '../schema/schema.ts';

const MINUTE = 60_000;

const ALIAS_OF_HOST = pseudoKeyRef(1, ['ip', '10.0.0.1']);
const [HOST, OTHER] = [nodeRef(1, ['a']), nodeRef(1, ['b'])];

/** A host that has an address in a window of ten minutes. */
function claim(host: Ref, window: number): Fact {
  const time = window * 600_000;
  const sighting = { first: time, last: time, upload: 1, record: 1 };
  return { subject: ALIAS_OF_HOST, predicate: ALIAS, object: host, scope: window, ...sighting };
}

test.each([true, false])(
  'a host that claims its address again means what it did, whether that is remembered: %s',
  (isRemembered) => {
    const store = new MemoryStore(predicates);
    const references = new References(store);
    const used = { ...claim(HOST, 1), predicate: 'provider', object: 'x' };
    for (let window = 1; window < 50; window += 1) store.append([claim(HOST, window), used]);
    if (isRemembered) references.resolve(ALIAS_OF_HOST, 0);
    const again = references.refresh(ALIAS_OF_HOST, store.append([claim(HOST, 50)]));
    expect(again).toEqual(new Set());
    const taken = references.refresh(ALIAS_OF_HOST, store.append([claim(OTHER, 51)]));
    expect(taken).toEqual(new Set([HOST, OTHER, ALIAS_OF_HOST]));
  },
);

/** A process that begins at a minute and has a name. */
function begin(key: Ref, minute: number): readonly Fact[] {
  const time = minute * MINUTE;
  const sighting = { subject: key, first: time, last: time, upload: 1, record: 1 };
  return [
    { ...sighting, predicate: 'started_at', object: time, scope: time },
    { ...sighting, predicate: 'name', object: 'a.exe', scope: Math.floor(time / 600_000) },
  ];
}

test.each([true, false])(
  'another start moves the sessions next to it alone, whether the others are remembered: %s',
  (isRemembered) => {
    const key = pseudoKeyRef(2, ['host', 4]);
    const store = new MemoryStore(predicates);
    const references = new References(store);
    for (let minute = 0; minute < 100; minute += 1) store.append(begin(key, minute));
    if (isRemembered) references.timeline(key);
    const changes = store.append(begin(key, 50.5));
    const starts = changes.filter(({ fact }) => fact.predicate === 'started_at');
    const moved = references.refresh(key, starts);
    expect(moved).toEqual(new Set([`${key}@${50 * MINUTE}`, `${key}@${50.5 * MINUTE}`]));
  },
);
