import { expect, test } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

test('a burst goes through, and then the rate', () => {
  const bucket = new TokenBucket({ perSecond: 2, burst: 3 });
  expect([bucket.take(1, 0), bucket.take(1, 0), bucket.take(1, 0)]).toEqual([0, 0, 0]);
  expect(bucket.take(1, 0)).toBe(500);
  expect(bucket.take(1, 499)).toBeGreaterThan(0);
  expect(bucket.take(1, 500)).toBe(0);
});

test('an amount above the burst is taken from a full bucket, and waited off afterwards', () => {
  const bucket = new TokenBucket({ perSecond: 10, burst: 10 });
  expect(bucket.take(30, 0)).toBe(0);
  expect(bucket.take(1, 0)).toBe(2_100);
  expect(bucket.take(1, 2_100)).toBe(0);
});

test('a clock that goes back gives nothing away', () => {
  const bucket = new TokenBucket({ perSecond: 1, burst: 1 });
  expect(bucket.take(1, 10_000)).toBe(0);
  expect(bucket.take(1, 5_000)).toBe(1_000);
});
