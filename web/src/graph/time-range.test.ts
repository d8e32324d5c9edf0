import { expect, test } from 'vitest';
import { isWithin, overlaps, rangeOf } from './time-range.ts';

test('addresses may say anything; a range is two numbers in order', () => {
  expect(rangeOf('10', '20')).toEqual({ from: 10, to: 20 });
  for (const [from, to] of [
    ['', ''],
    ['20', '10'],
    ['-1', '5'],
    ['1e3', '5000'],
    ['NaN', '5'],
  ] as const) {
    expect(rangeOf(from, to)).toBeUndefined();
  }
});

test('what was seen before and after is seen within, too', () => {
  const range = { from: 10, to: 20 };
  expect(overlaps(range, { first: 0, last: 30 })).toBe(true);
  expect(overlaps(range, { first: 20, last: 30 })).toBe(true);
  expect(overlaps(range, { first: 21, last: 30 })).toBe(false);
  expect([isWithin(range, 10), isWithin(range, 21), isWithin(undefined, 21)]).toEqual([
    true,
    false,
    true,
  ]);
});
