import { expect, test } from 'vitest';
import {
  ACTIVITY_QUARTERS,
  activityOf,
  growthOf,
  hitsInQuarter,
  QUARTER_MS,
} from './lens-activity.ts';

const NOON = Date.UTC(2026, 0, 10, 12);

test('hits are counted by the quarter of their day, the last first', () => {
  const times = [NOON + 1, NOON, NOON - 1, NOON - 3 * QUARTER_MS];
  expect(activityOf(times)).toEqual([2, 1, 0, 1]);
  expect(activityOf(times.toReversed())).toEqual(activityOf(times));
});

test('what is older than the days that are kept is not counted, and nothing is nothing', () => {
  expect(activityOf([NOON, NOON - ACTIVITY_QUARTERS * QUARTER_MS])).toEqual([1]);
  expect(activityOf([NOON, NOON - (ACTIVITY_QUARTERS - 1) * QUARTER_MS])).toHaveLength(
    ACTIVITY_QUARTERS,
  );
  expect(activityOf([])).toEqual([]);
});

test('growth is the last day less the day before it', () => {
  const lens = { last: NOON, activity: [3, 0, 0, 1, 5, 0, 0, 1, 9] };
  expect(growthOf(lens, NOON)).toBe(4 - 6);
  // A day later, what was the last day is the day before.
  expect(growthOf(lens, NOON + 4 * QUARTER_MS)).toBe(-4);
  expect(growthOf(lens, NOON + 40 * QUARTER_MS)).toBe(0);
  expect(growthOf({ last: NOON }, NOON)).toBe(0);
});

test('a quarter after the last hit has none', () => {
  const lens = { last: NOON, activity: [3] };
  expect(hitsInQuarter(lens, Math.floor(NOON / QUARTER_MS) + 1)).toBe(0);
  expect(hitsInQuarter(lens, Math.floor(NOON / QUARTER_MS))).toBe(3);
});
