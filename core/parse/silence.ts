const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

/** Senders pause; a quarter of an hour is no silence. */
const SHORTEST_SILENCE_MINUTES = 15;

/** So many times its usual pause a source must say nothing. */
const USUAL_PAUSES = 10;

/**
 * Whether a source has stopped: it says nothing for much longer than it usually pauses.
 *
 * @param lastSeenAt when its last upload came, ms since 1970; null before the first
 * @param uploadsInDay how many came in the last day
 * @param now ms since 1970
 */
export function isSilent(lastSeenAt: number | null, uploadsInDay: number, now: number): boolean {
  if (lastSeenAt === null) return false; // It is awaited, not silent.
  if (uploadsInDay === 0) return true;
  const usualPauseMinutes = DAY_MINUTES / uploadsInDay;
  const silentMinutes = (now - lastSeenAt) / MINUTE_MS;
  return silentMinutes > Math.max(SHORTEST_SILENCE_MINUTES, USUAL_PAUSES * usualPauseMinutes);
}
