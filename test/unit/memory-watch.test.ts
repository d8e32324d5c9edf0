import { expect, test } from 'vitest';
import { trendOf } from '../load/memory-watch.ts';

const HOUR_MS = 3_600_000;

test('what fills up and then stays is flat; what goes on growing is not', () => {
  const filling = [0, 40, 80, 100, 100, 100, 100, 100];
  const samples = filling.map((bytes, index) => ({ at: index * HOUR_MS, bytes }));
  expect(trendOf(samples)).toEqual({ half: 100, late: 100, most: 100, perHour: 0 });
  const growing = samples.map(({ at }, index) => ({ at, bytes: index * 7 }));
  expect(trendOf(growing)).toMatchObject({ half: 28, late: 49, most: 49, perHour: 7 });
});
