import { timeOf } from '../form/epoch.ts';
import { QUARTER_HOUR_MS } from './flat-time.ts';
import type { WindowsEvent } from './windows-event.ts';

/**
 * Sysmon takes the times of connections and look-ups from the event tracing that reports them, by
 * a clock that is seconds to days behind the one by which it stamps everything else, worst on
 * machines that were suspended. When it logged them is right within seconds.
 */
const IDS_OF_ANOTHER_CLOCK: ReadonlySet<number> = new Set([3, 22]);

/** Zones are at most 14 hours apart from UTC; recordings that lost the half of the day, 12 more. */
const MAX_OFFSET_MS = 26 * 3_600_000;

/** How far two clocks that agree may be from each other, the delay of logging included. */
const MAX_DELAY_MS = 5_000;

/**
 * When a Windows event happened, ms since 1970: by the sensor where it says so, and otherwise when
 * it was logged. Undefined when the event has no time.
 */
export function eventTime(event: WindowsEvent): number | undefined {
  const sensed = timeOf(event.data.UtcTime);
  if (sensed === undefined) return event.loggedAt();
  if (!IDS_OF_ANOTHER_CLOCK.has(event.eventId)) return sensed;
  const logged = event.loggedAt();
  return logged === undefined || isZoneApart(logged - sensed) ? sensed : logged;
}

/**
 * Whether two times of an event differ by what time zones differ by: then it is the log that has
 * its host's time without saying so, and the sensor's clock is right.
 *
 * @param difference ms from what the sensor says to when it was logged
 */
export function isZoneApart(difference: number): boolean {
  const offset = Math.round(difference / QUARTER_HOUR_MS) * QUARTER_HOUR_MS;
  if (offset === 0 || Math.abs(offset) > MAX_OFFSET_MS) return false;
  return Math.abs(difference - offset) <= MAX_DELAY_MS;
}
