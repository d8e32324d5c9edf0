/** How the analyst reads absolute times. */
export type Zone = 'utc' | 'local';

/** ECMAScript's range of dates; times come from logs, and may be anything. */
const MAX_TIME_MS = 8.64e15;

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** `2026-11-24 09:41:07.312`, in UTC or on the reader's clock. */
export function absoluteTime(timeMs: number, zone: Zone): string {
  const date = dateOf(timeMs);
  if (date === undefined) return 'unknown time';
  return zone === 'utc'
    ? date.toISOString().replace('T', ' ').replace('Z', '')
    : shiftedToLocal(date).toISOString().replace('T', ' ').replace('Z', '');
}

/** The time of day alone, for lists below a date. */
export function clockTime(timeMs: number, zone: Zone): string {
  return absoluteTime(timeMs, zone).split(' ')[1] ?? 'unknown';
}

/** The date alone. */
export function dayOf(timeMs: number, zone: Zone): string {
  return absoluteTime(timeMs, zone).split(' ')[0] ?? 'unknown';
}

/** What follows an absolute time: `UTC`, or the reader's offset. */
export function zoneName(zone: Zone, timeMs: number = Date.now()): string {
  if (zone === 'utc') return 'UTC';
  const minutes = -new Date(timeMs).getTimezoneOffset();
  const sign = minutes < 0 ? '-' : '+';
  return `UTC${sign}${twoDigits(minutes / 60)}:${twoDigits(minutes % 60)}`;
}

/** `4 min ago`, `in 2 h`, `12 Mar 2024` when it is long ago. */
export function relativeTime(timeMs: number, nowMs: number): string {
  const date = dateOf(timeMs);
  if (date === undefined) return 'unknown time';
  const distance = Math.abs(nowMs - timeMs);
  if (distance < 5 * SECOND_MS) return 'just now';
  const amount = shortSpan(distance);
  if (amount === undefined) {
    return date.toLocaleDateString('en-GB', {
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      timeZone: 'UTC',
    });
  }
  return timeMs <= nowMs ? `${amount} ago` : `in ${amount}`;
}

/** The time between two events: `+0.312 s`, `+4 min 2 s`, `−1.000 s`, `+2 d 3 h`. */
export function elapsed(deltaMs: number): string {
  const sign = deltaMs < 0 ? '−' : '+';
  const span = Math.abs(deltaMs);
  if (!Number.isFinite(span)) return '';
  if (span < SECOND_MS) return `${sign}${Math.round(span)} ms`;
  if (span < MINUTE_MS) return `${sign}${(Math.floor(span / 10) / 100).toFixed(2)} s`;
  if (span < HOUR_MS) return `${sign}${twoUnits(span, MINUTE_MS, 'min', SECOND_MS, 's')}`;
  if (span < DAY_MS) return `${sign}${twoUnits(span, HOUR_MS, 'h', MINUTE_MS, 'min')}`;
  return `${sign}${twoUnits(span, DAY_MS, 'd', HOUR_MS, 'h')}`;
}

/** A span without a sign: `4 min 2 s`. */
export function duration(spanMs: number): string {
  return elapsed(Math.abs(spanMs)).slice(1);
}

function twoUnits(span: number, big: number, bigName: string, small: number, smallName: string) {
  const rest = Math.floor((span % big) / small);
  const whole = `${Math.floor(span / big)} ${bigName}`;
  return rest === 0 ? whole : `${whole} ${rest} ${smallName}`;
}

/** One unit, rounded down; undefined past thirty days, where a date says more. */
function shortSpan(span: number): string | undefined {
  if (span < MINUTE_MS) return `${Math.floor(span / SECOND_MS)} s`;
  if (span < HOUR_MS) return `${Math.floor(span / MINUTE_MS)} min`;
  if (span < DAY_MS) return `${Math.floor(span / HOUR_MS)} h`;
  return span < 30 * DAY_MS ? `${Math.floor(span / DAY_MS)} d` : undefined;
}

function twoDigits(value: number): string {
  return String(Math.floor(Math.abs(value))).padStart(2, '0');
}

function dateOf(timeMs: number): Date | undefined {
  return Math.abs(timeMs) <= MAX_TIME_MS ? new Date(timeMs) : undefined;
}

function shiftedToLocal(date: Date): Date {
  return new Date(date.getTime() - date.getTimezoneOffset() * MINUTE_MS);
}
