import { expect, test } from 'vitest';
import { HourlyBudget } from './hourly-budget.ts';

const HOUR = 3_600_000;

test('says once in an hour that an analyzer is over its budget', () => {
  const budget = new HourlyBudget(10);
  expect(budget.spend('a', 10, 0)).toBe(false);
  expect(budget.spend('b', 11, 1)).toBe(true);
  expect(budget.spend('a', 1, 2)).toBe(true);
  expect(budget.spend('a', 1, 3)).toBe(false);
  expect(budget.spend('a', 5, HOUR)).toBe(false);
  expect(budget.spend('a', 6, HOUR + 1)).toBe(true);
});
