import { expect, test } from 'vitest';
import type { Fact } from './fact.ts';
import { pseudoKeyRef } from './id.ts';
import type { Ref } from './id.ts';
import { MemoryStore } from './memory-store.ts';
import { References } from './references.ts';
import { predicates } from '../schema/schema.ts';

const MINUTE = 60_000;

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
