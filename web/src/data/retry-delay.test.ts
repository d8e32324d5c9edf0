import { expect, test } from 'vitest';
import { retryDelayMs } from './retry-delay.ts';

test('delays double up to half a minute', () => {
  expect([0, 1, 2, 10, 1000].map((failures) => retryDelayMs(failures, 1))).toEqual([
    500, 1000, 2000, 30_000, 30_000,
  ]);
});

test('chance spreads them over the upper half', () => {
  expect(retryDelayMs(2, 0)).toBe(1000);
});
