import type { UsageDay } from '../../../../core/contract/usage.ts';

/** What a chart can show, in the order of the choice. */
export const MEASURES = [
  { name: 'records', title: 'Records' },
  { name: 'bytes', title: 'Bytes' },
  { name: 'dollars', title: 'Cost' },
] as const;

export type Measure = (typeof MEASURES)[number]['name'];

/** Usage of several days or sources, added up. */
export type UsageSum = Pick<UsageDay, 'records' | 'bytes' | 'rowsWritten' | 'dollars'>;

const DAY_MS = 86_400_000;

/** The last days up to today, UTC, oldest first, as `2026-11-24`. */
export function lastDays(count: number, now: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    new Date(now - (count - 1 - index) * DAY_MS).toISOString().slice(0, 10),
  );
}

export function sumByDay(days: readonly UsageDay[]): Map<string, UsageSum> {
  return sumBy(days, ({ day }) => day);
}

/** By source, the one that costs most first. */
export function sumBySource(days: readonly UsageDay[]): Map<string, UsageSum> {
  const sums = sumBy(days, ({ source }) => source);
  return new Map([...sums].sort(([, a], [, b]) => b.dollars - a.dollars));
}

function sumBy(days: readonly UsageDay[], keyOf: (day: UsageDay) => string): Map<string, UsageSum> {
  const sums = new Map<string, UsageSum>();
  for (const day of days) {
    const sum = sums.get(keyOf(day));
    sums.set(keyOf(day), {
      records: day.records + (sum?.records ?? 0),
      bytes: day.bytes + (sum?.bytes ?? 0),
      rowsWritten: day.rowsWritten + (sum?.rowsWritten ?? 0),
      dollars: day.dollars + (sum?.dollars ?? 0),
    });
  }
  return sums;
}
