import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changeLife, lifeAt, NEW_LIFE, REOPEN_RISE, reopenLife } from './life.ts';
import type { KeptLife, LensBasis } from './life.ts';

const BASIS: LensBasis = { score: 60, analyzers: ['a', 'b'] };
const nameOf = (user: string) => `${user}@example.com`;
const TITLES = new Map([['c', 'Third']]);

/** Why a life comes back at a score; undefined when it does not. */
function whyBack(life: KeptLife, score: number): string | undefined {
  return reopenLife(life, { ...BASIS, score, titles: TITLES })?.text;
}

/** The status of the closed lens after it was one thing after the other. */
function statusAfter(states: readonly Parameters<typeof reopenLife>[1][]): string {
  return states.reduce((life, lens) => reopenLife(life, lens)?.life ?? life, closed).status;
}

const closed = made({ do: 'close', verdict: 'benign' });

function made(change: Parameters<typeof changeLife>[1], life = NEW_LIFE): KeptLife {
  const changed = changeLife(life, change, BASIS, nameOf);
  if (changed === undefined) throw new Error('nothing changed');
  return changed.life;
}

test('a closed lens comes back when a new analyzer hits it, and says which', () => {
  const lens = { score: 61, analyzers: ['a', 'b', 'c'], titles: TITLES };
  expect(reopenLife(closed, lens)).toEqual({
    life: {
      status: 'new',
      tags: [],
      version: 2,
      reopened: 'a new analyzer hit: Third',
      reopenings: 1,
    },
    what: 'reopened',
    text: 'a new analyzer hit: Third, after it was closed',
  });
});

test('a closed lens comes back when its score rises by the stated amount, and not before', () => {
  expect(whyBack(closed, 60 + REOPEN_RISE - 0.1)).toBeUndefined();
  expect(whyBack(closed, 60 + REOPEN_RISE)).toBe(
    'its score rose by 25, from 60 to 85, after it was closed',
  );
});

test('a snoozed lens comes back when its score grows by what was asked for', () => {
  const snoozed = made({ do: 'snooze', rise: 5 });
  expect(whyBack(snoozed, 64)).toBeUndefined();
  expect(whyBack(snoozed, 65)).toMatch(/^its score rose by 5,/);
});

test('a snooze is over at its date, without a write', () => {
  const snoozed = made({ do: 'snooze', until: 1000 });
  expect(lifeAt(snoozed, 999)).toBe(snoozed);
  expect(lifeAt(snoozed, 1000)).toMatchObject({ status: 'new', reopened: 'its snooze is over' });
});

const state = fc.record({
  score: fc.nat(120),
  analyzers: fc.subarray(['a', 'b', 'c']),
  titles: fc.constant(TITLES),
});

test('whether a lens comes back does not depend on the order in which it took its states', () => {
  fc.assert(
    fc.property(fc.array(state, { maxLength: 8 }), (states) => {
      const mustReopen = states.some(
        ({ score, analyzers }) => analyzers.includes('c') || score >= 60 + REOPEN_RISE,
      );
      expect(statusAfter(states)).toBe(mustReopen ? 'new' : 'closed');
      expect(statusAfter(states.toReversed())).toBe(statusAfter(states));
    }),
  );
});

test('law 2: what leads back to the lens that was closed leaves it closed', () => {
  const less = fc.record({
    score: fc.nat(60),
    analyzers: fc.subarray(['a', 'b']),
    titles: fc.constant(TITLES),
  });
  fc.assert(
    fc.property(fc.array(less), (states) => {
      for (const lens of [...states, { ...BASIS, titles: TITLES }])
        expect(reopenLife(closed, lens)).toBeUndefined();
    }),
  );
});

test('a change that changes nothing is none', () => {
  const nothing = [
    changeLife(NEW_LIFE, { do: 'reopen' }, BASIS, nameOf),
    changeLife(closed, { do: 'close', verdict: 'benign' }, BASIS, nameOf),
    changeLife(NEW_LIFE, { do: 'assign', assignee: null }, BASIS, nameOf),
    changeLife(NEW_LIFE, { do: 'tag', add: [], remove: ['x'] }, BASIS, nameOf),
  ];
  expect(nothing).toEqual([undefined, undefined, undefined, undefined]);
});

test('assigning and tagging keep the decision and what it rests on', () => {
  const assigned = changeLife(closed, { do: 'assign', assignee: 'ada' }, BASIS, nameOf);
  expect(assigned).toMatchObject({ life: { ...closed, assignee: 'ada', version: 2 } });
  expect(assigned?.text).toBe('ada@example.com');
  const tagged = changeLife(closed, { do: 'tag', add: ['z', 'a'], remove: [] }, BASIS, nameOf);
  expect(tagged).toMatchObject({ life: { status: 'closed', tags: ['a', 'z'] }, text: '+z +a' });
});
