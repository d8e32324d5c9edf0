import { isEventTime, parseTime } from '../../graph/time.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAY_MS = 86_400_000;

/** `06/Feb/2019:00:00:38 +0000`, the time of the common log format. Ms since 1970, or undefined. */
export function clfTime(text: string): number | undefined {
  const match = /^(\d\d)\/([A-Za-z]{3})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d{4})$/.exec(text);
  if (match === null) return undefined;
  const [, day = '', month = '', year = '', time = '', zone = ''] = match;
  return parseTime(`${year}-${monthNumber(month)}-${day}T${time}${zone}`);
}

/**
 * `Jun 14 15:16:01` of RFC 3164, also with a year after the day. Without one, the year is the last
 * in which the time is at most a day after the receipt. UTC, ms since 1970, or undefined.
 *
 * @param receivedAt when the record was received, ms since 1970
 */
export function syslogTime(text: string, receivedAt: number): number | undefined {
  const match = /^([A-Za-z]{3}) +(\d{1,2})(?: (\d{4}))? (\d\d:\d\d:\d\d)$/.exec(text);
  if (match === null) return undefined;
  const [, month = '', day = '', year, time = ''] = match;
  const rest = `${monthNumber(month)}-${day.padStart(2, '0')}T${time}`;
  if (year !== undefined) return parseTime(`${year}-${rest}`);
  const receivedYear = new Date(receivedAt).getUTCFullYear();
  const thisYear = parseTime(`${receivedYear}-${rest}`);
  if (thisYear === undefined || thisYear <= receivedAt + DAY_MS) return thisYear;
  return parseTime(`${receivedYear - 1}-${rest}`);
}

/** `Thu Oct 22 21:05:26 2020 UTC`, as osquery writes calendar times. */
export function calendarTime(text: string): number | undefined {
  const match = /^[A-Za-z]{3} ([A-Za-z]{3}) +(\d{1,2}) (\d\d:\d\d:\d\d) (\d{4}) UTC$/.exec(text);
  if (match === null) return undefined;
  const [, month = '', day = '', time = '', year = ''] = match;
  const ms = parseTime(`${year}-${monthNumber(month)}-${day.padStart(2, '0')}T${time}Z`);
  return ms !== undefined && isEventTime(ms) ? ms : undefined;
}

/** Two digits; empty for what is no month, which makes the time unreadable. */
function monthNumber(name: string): string {
  const index = MONTHS.indexOf(name.toLowerCase());
  return index < 0 ? '' : String(index + 1).padStart(2, '0');
}
