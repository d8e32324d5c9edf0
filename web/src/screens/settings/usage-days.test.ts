import { expect, test } from 'vitest';
import { lastDays, sumByDay, sumBySource } from './usage-days.ts';

const day = (at: string, source: string, records: number, dollars: number) => ({
  day: at,
  source,
  uploads: 1,
  records,
  bytes: 10,
  rowsWritten: 2,
  dollars,
});

const DAYS = [
  day('2026-02-28', 'a', 1, 1),
  day('2026-02-28', 'b', 2, 5),
  day('2026-03-01', 'a', 4, 1),
];

test('days are UTC, up to today, also over the end of a month', () => {
  expect(lastDays(3, Date.UTC(2026, 2, 1, 23, 59))).toEqual([
    '2026-02-27',
    '2026-02-28',
    '2026-03-01',
  ]);
});

test('usage is added up by day, and by source with the dearest first', () => {
  expect([...sumByDay(DAYS)].map(([at, { records }]) => [at, records])).toEqual([
    ['2026-02-28', 3],
    ['2026-03-01', 4],
  ]);
  expect([...sumBySource(DAYS)]).toEqual([
    ['b', { records: 2, bytes: 10, rowsWritten: 2, dollars: 5 }],
    ['a', { records: 5, bytes: 20, rowsWritten: 4, dollars: 2 }],
  ]);
});
