import { expect, test } from 'vitest';
import { leftOf, planOf } from './plans.ts';

test('a tenant has the plan that the operator gave it, else the deployment’s, else no limit', () => {
  expect(planOf('team', 'trial').name).toBe('team');
  expect(planOf(null, 'trial').name).toBe('trial');
  expect(planOf(null, undefined).name).toBe('unlimited');
  expect(planOf('dropped', 'trial').name).toBe('trial');
  expect(planOf('dropped', 'dropped').name).toBe('unlimited');
});

test('what is left is never less than nothing', () => {
  expect([leftOf(10, 4), leftOf(10, 12), leftOf(null, 12)]).toEqual([6, 0, null]);
});
