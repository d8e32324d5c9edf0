import type { Comparison, TimePart } from '../rule.ts';

/** The longest text that is tried as a number or a date. */
const MAX_CHARS = 64;

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i;
const HEXADECIMAL = /^0x[0-9a-f]{1,13}$/i;
const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2}))?/;
const DAY_MS = 86_400_000;

/** Numbers above this are milliseconds since 1970, those below seconds (it is the year 5138). */
const SECONDS_BELOW = 1e11;

/** The number that a value is: a number, or a decimal or `0x` text. Undefined for all else. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.length > MAX_CHARS) return undefined;
  const text = value.trim();
  return DECIMAL.test(text) || HEXADECIMAL.test(text) ? Number(text) : undefined;
}

/**
 * A part of a date as it is written: no time zone is applied (specification 2.1.0, "Time
 * Modifiers"). Reads `YYYY-MM-DD`, with `hh:mm` after `T` or a space, and Unix time in seconds or
 * milliseconds (as UTC). Weeks are those of ISO 8601. Undefined where there is no such part.
 */
export function timePartOf(value: unknown, part: TimePart): number | undefined {
  const date = readDate(value);
  if (date === undefined) return undefined;
  switch (part) {
    case 'minute':
      return date.minute;
    case 'hour':
      return date.hour;
    case 'day':
      return date.day;
    case 'week':
      return isoWeek(date.year, date.month, date.day);
    case 'month':
      return date.month;
    case 'year':
      return date.year;
  }
}

export function compare(a: number, comparison: Comparison, b: number): boolean {
  switch (comparison) {
    case 'lt':
      return a < b;
    case 'lte':
      return a <= b;
    case 'gt':
      return a > b;
    case 'gte':
      return a >= b;
    case 'eq':
      return a === b;
  }
}

interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour?: number | undefined;
  readonly minute?: number | undefined;
}

function readDate(value: unknown): DateParts | undefined {
  if (typeof value === 'string' && value.length <= MAX_CHARS) {
    const found = DATE.exec(value);
    if (found !== null) {
      const [, year, month, day, hour, minute] = found;
      return {
        year: Number(year),
        month: Number(month),
        day: Number(day),
        hour: hour === undefined ? undefined : Number(hour),
        minute: minute === undefined ? undefined : Number(minute),
      };
    }
  }
  const number = numberOf(value);
  if (number === undefined || !(Math.abs(number) < 8e15)) return undefined;
  const date = new Date(Math.abs(number) < SECONDS_BELOW ? number * 1000 : number);
  if (Number.isNaN(date.getTime())) return undefined;
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
  };
}

function isoWeek(year: number, month: number, day: number): number {
  const date = Date.UTC(year, month - 1, day);
  const weekday = (new Date(date).getUTCDay() + 6) % 7; // Monday is 0
  const thursday = date + (3 - weekday) * DAY_MS;
  const yearStart = Date.UTC(new Date(thursday).getUTCFullYear(), 0, 1);
  return 1 + Math.floor((thursday - yearStart) / (7 * DAY_MS));
}
