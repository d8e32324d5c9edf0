/** Activity is counted by quarters of days, UTC. */
export const QUARTER_MS = 6 * 3_600_000;

/** So many quarters are kept of a lens: seven days. */
export const ACTIVITY_QUARTERS = 28;

const QUARTERS_OF_A_DAY = 4;

/** What is counted of a lens, as its summary has it. */
export interface ActiveLens {
  /** Event time of its last hit, ms. */
  readonly last: number;
  /** Hits by quarter, that of `last` first and then those before it, up to the earliest with any. */
  readonly activity?: readonly number[] | undefined;
}

/** The quarter of a time, counted from 1970. */
export function quarterOf(timeMs: number): number {
  return Math.floor(timeMs / QUARTER_MS);
}

/**
 * Counts the hits of the days up to the last of them.
 *
 * @param times event times of hits, ms, in any order
 */
export function activityOf(times: readonly number[]): number[] {
  const quarters = times.map(quarterOf);
  const last = quarters.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const counts: number[] = [];
  for (const quarter of quarters) {
    const ago = last - quarter;
    if (ago < ACTIVITY_QUARTERS) counts[ago] = (counts[ago] ?? 0) + 1;
  }
  return Array.from(counts, (count) => count ?? 0);
}

/** The hits of a lens in a quarter. */
export function hitsInQuarter(lens: ActiveLens, quarter: number): number {
  return lens.activity?.[quarterOf(lens.last) - quarter] ?? 0;
}

/**
 * By how many hits the last day has more than the day before it; below zero where it has fewer. A
 * day is the quarter of the time and the three before.
 *
 * @param untilMs the event time that is looked back from
 */
export function growthOf(lens: ActiveLens, untilMs: number): number {
  const end = quarterOf(untilMs);
  let growth = 0;
  for (let ago = 0; ago < 2 * QUARTERS_OF_A_DAY; ago += 1) {
    const hits = hitsInQuarter(lens, end - ago);
    growth += ago < QUARTERS_OF_A_DAY ? hits : -hits;
  }
  return growth;
}
