import { expect, test } from 'vitest';
import { chaos } from '../chaos/chaos.ts';

test('whatever fails once, the outcome is that of a run in which nothing did', async () => {
  const report = await chaos(5, 7, () => undefined);
  expect(report.failures).toEqual([]);
  expect(report.struck).toBeGreaterThan(0);
});
