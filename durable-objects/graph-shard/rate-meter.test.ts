import { expect, test } from 'vitest';
import { RateMeter } from './rate-meter.ts';

test('tells what came in the last whole minute', () => {
  const meter = new RateMeter();
  meter.add(3, 60_000);
  meter.add(4, 119_999);
  expect(meter.perMinute(119_999)).toBe(0);
  expect(meter.perMinute(120_000)).toBe(7);
  meter.add(1, 130_000);
  expect(meter.perMinute(179_000)).toBe(7);
  expect(meter.perMinute(180_000)).toBe(1);
  expect(meter.perMinute(300_000)).toBe(0);
});
