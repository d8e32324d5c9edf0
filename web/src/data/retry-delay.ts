const FIRST_MS = 500;

/** Longer would leave a page stale for minutes after a short outage. */
const LONGEST_MS = 30_000;

/**
 * How long to wait before connecting again: doubling, and spread by chance (0 to 1), so that all
 * browsers do not come back in the same moment.
 */
export function retryDelayMs(failures: number, chance: number): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 16));
  return Math.round(ceiling / 2 + (ceiling / 2) * chance);
}
