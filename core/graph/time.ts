/**
 * Times outside these bounds are faults of a clock or a field, not events. The lower one also
 * keeps times and window numbers apart (see scopeAt in session.ts). Milliseconds since 1970.
 */
const EARLIEST_MS = Date.UTC(1980, 0, 1);
const LATEST_MS = Date.UTC(2200, 0, 1);

/** Whether a number can be the time of an event. */
export function isEventTime(ms: number): boolean {
  return ms >= EARLIEST_MS && ms < LATEST_MS;
}

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?:Z|([+-])(\d\d):?(\d\d))?$/;

/**
 * Reads `2019-07-24 18:05:12.699`, with `T` or a space, any number of decimals to nine, and `Z`, an
 * offset or nothing, which means UTC. Returns whole milliseconds since 1970, or undefined when the
 * text is no such time or out of bounds.
 */
export function parseTime(text: string): number | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', sign, offsetHour, offsetMinute] =
    match;
  const milliseconds = Number(fraction.padEnd(3, '0').slice(0, 3));
  const utc = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    milliseconds,
  );
  const offsetMs = (Number(offsetHour ?? 0) * 60 + Number(offsetMinute ?? 0)) * 60_000;
  const ms = sign === '-' ? utc + offsetMs : utc - offsetMs;
  return isEventTime(ms) ? ms : undefined;
}
