import type { LensChange } from '../../../../core/contract/lens-life.ts';

/** How long a lens is put away. */
export type SnoozeName = 'hours' | 'day' | 'week' | 'month' | 'growth';

const HOUR_MS = 3_600_000;

/** The choices, with how long each is in hours; the last has no date. */
export const SNOOZES: readonly {
  readonly name: SnoozeName;
  readonly title: string;
  readonly hours?: number;
}[] = [
  { name: 'hours', title: 'for 4 hours', hours: 4 },
  { name: 'day', title: 'for a day', hours: 24 },
  { name: 'week', title: 'for a week', hours: 7 * 24 },
  { name: 'month', title: 'for 30 days', hours: 30 * 24 },
  { name: 'growth', title: 'without a date, until it grows' },
];

/** The change that a choice means. */
export function snoozeOf(name: SnoozeName, rise: number, now: number): LensChange {
  const hours = SNOOZES.find((snooze) => snooze.name === name)?.hours;
  return {
    do: 'snooze',
    rise,
    ...(hours === undefined ? {} : { until: now + hours * HOUR_MS }),
  };
}
