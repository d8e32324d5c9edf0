import { expect, test } from 'vitest';
import { absoluteTime, clockTime, duration, elapsed, relativeTime, zoneName } from './time.ts';

const NOON = Date.UTC(2026, 10, 24, 12, 0, 0, 7);

test('absolute times are UTC to the millisecond', () => {
  expect(absoluteTime(NOON, 'utc')).toBe('2026-11-24 12:00:00.007');
  expect(clockTime(NOON, 'utc')).toBe('12:00:00.007');
  expect(zoneName('utc')).toBe('UTC');
});

test('times outside every calendar are said to be unknown', () => {
  expect(absoluteTime(1e20, 'utc')).toBe('unknown time');
  expect(absoluteTime(Number.NaN, 'local')).toBe('unknown time');
  expect(relativeTime(-1e20, NOON)).toBe('unknown time');
  expect(elapsed(Number.POSITIVE_INFINITY)).toBe('');
});

test.each([
  [0, 'just now'],
  [4999, 'just now'],
  [59_999, '59 s ago'],
  [60_000, '1 min ago'],
  [3_600_000, '1 h ago'],
  [26 * 3_600_000, '1 d ago'],
  [40 * 86_400_000, '15 Oct 2026'],
  [-120_000, 'in 2 min'],
])('%d ms ago reads "%s"', (agoMs, words) => {
  expect(relativeTime(NOON - agoMs, NOON)).toBe(words);
});

test.each([
  [0, '+0 ms'],
  [312, '+312 ms'],
  [-312, '−312 ms'],
  [1500, '+1.50 s'],
  [59_999, '+59.99 s'],
  [242_000, '+4 min 2 s'],
  [3_600_000, '+1 h'],
  [183_600_000, '+2 d 3 h'],
])('a step of %d ms reads "%s"', (deltaMs, words) => {
  expect(elapsed(deltaMs)).toBe(words);
});

test('a duration has no sign', () => {
  expect(duration(-61_000)).toBe('1 min 1 s');
});
