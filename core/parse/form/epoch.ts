import { isEventTime, parseTime } from '../../graph/time.ts';

/** Below these a number counts seconds, milliseconds, microseconds; else nanoseconds. */
const SECONDS_BELOW = 1e11;
const MILLISECONDS_BELOW = 1e14;
const MICROSECONDS_BELOW = 1e17;

const NUMBER = /^\d{9,19}(?:\.\d{1,9})?$/;

/**
 * A time as a log's field has it: a text that `parseTime` reads, or a number of seconds,
 * milliseconds, microseconds or nanoseconds since 1970, told apart by size. Whole milliseconds
 * since 1970, or undefined.
 */
export function timeOf(value: unknown): number | undefined {
  if (typeof value === 'number') return fromNumber(value);
  if (typeof value !== 'string') return undefined;
  return NUMBER.test(value) ? fromNumber(Number(value)) : parseTime(value);
}

function fromNumber(value: number): number | undefined {
  let ms = value * 1_000;
  if (value >= MICROSECONDS_BELOW) ms = value / 1e6;
  else if (value >= MILLISECONDS_BELOW) ms = value / 1e3;
  else if (value >= SECONDS_BELOW) ms = value;
  const whole = Math.floor(ms);
  return isEventTime(whole) ? whole : undefined;
}
