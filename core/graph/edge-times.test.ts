import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EdgeTimes } from './edge-times.ts';
import { ALWAYS } from './fact.ts';
import type { Fact } from './fact.ts';
import type { Ref } from './id.ts';

const ADDRESS = 'a address' as Ref;
const OTHER = 'another address' as Ref;

/** A connection that was made at a time to an address. */
function connection(number: number, first: number, to = ADDRESS, scope = ALWAYS): Fact {
  const subject = `connection ${number}` as Ref;
  return {
    subject,
    predicate: 'destination',
    object: to,
    scope,
    first,
    last: first,
    upload: 1,
    record: 1,
  };
}

function kept(facts: readonly Fact[], limit = 1_000): EdgeTimes {
  const times = new EdgeTimes(limit);
  times.keep(ADDRESS, 'incoming', facts);
  return times;
}

const time = fc.integer({ min: 0, max: 100 });

test('it denies that there are enough exactly where there are too few near the span', () => {
  const property = fc.property(
    fc.array(time, { maxLength: 12 }),
    fc.array(time, { maxLength: 12 }),
    fc.tuple(time, fc.nat(10)),
    fc.integer({ min: 1, max: 5 }),
    fc.oneof(fc.nat(30), fc.constant(Number.POSITIVE_INFINITY)),
    (before, later, [from, length], atLeast, withinMs) => {
      const times = kept(before.map((first, index) => connection(index, first)));
      const changes = later.map((first, index) => {
        return { fact: connection(before.length + index, first), novelty: 'fact' as const };
      });
      times.update(changes);
      const until = from + length;
      const near = [...before, ...later]
        .sort((a, b) => a - b)
        .filter((first) => first >= from - withinMs && first <= until + withinMs);
      const isThere = near.some(
        (first, index) =>
          index + 1 >= atLeast && first - (near[index + 1 - atLeast] ?? 0) <= withinMs,
      );
      const answer = times.mayHave([ADDRESS], 'incoming', { from, until }, atLeast, withinMs);
      expect(answer).toBe(isThere);
    },
  );
  fc.assert(property, { numRuns: 500 });
});

test('the times of several references of a node are taken together', () => {
  const times = kept([connection(1, 10)]);
  times.keep(OTHER, 'incoming', [connection(2, 12, OTHER)]);
  const around = { from: 12, until: 12 };
  expect(times.mayHave([ADDRESS, OTHER], 'incoming', around, 2, 5)).toBe(true);
  expect(times.mayHave([ADDRESS, OTHER], 'incoming', around, 2, 1)).toBe(false);
  expect(times.mayHave([ADDRESS], 'incoming', around, 2, 5)).toBe(false);
});

test('a fact that may be of two sessions counts twice', () => {
  const times = kept([connection(1, 10, ADDRESS, 7)]);
  const around = { from: 10, until: 10 };
  expect(times.mayHave([ADDRESS], 'incoming', around, 2, 5)).toBe(true);
  expect(times.mayHave([ADDRESS], 'incoming', around, 3, 5)).toBe(false);
});

test('what only lasts longer is nothing new, and what was seen earlier counts at that time', () => {
  const times = kept([connection(1, 10)]);
  times.update([{ fact: connection(1, 10), novelty: 'last' }]);
  expect(times.mayHave([ADDRESS], 'incoming', { from: 10, until: 10 }, 2, 5)).toBe(false);
  times.update([{ fact: connection(1, 50), novelty: 'first' }]);
  expect(times.mayHave([ADDRESS], 'incoming', { from: 50, until: 50 }, 1, 5)).toBe(true);
});

test('a reference with more than the limit is forgotten, and nothing is denied of it', () => {
  const times = kept([connection(1, 10), connection(2, 90)], 2);
  times.update([{ fact: connection(3, 200), novelty: 'fact' }]);
  expect(times.has(ADDRESS, 'incoming')).toBe(false);
  expect(times.mayHave([ADDRESS], 'incoming', { from: 0, until: 0 }, 3, 1)).toBe(true);
});

test('the oldest references go when there are too many times', () => {
  const facts = Array.from({ length: 300_000 }, (_, index) => connection(index, index));
  const times = kept(facts);
  times.keep(OTHER, 'incoming', facts);
  expect(times.has(ADDRESS, 'incoming')).toBe(false);
  expect(times.has(OTHER, 'incoming')).toBe(true);
});
