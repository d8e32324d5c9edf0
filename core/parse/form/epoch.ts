import { isEventTime, parseTime } from '../../graph/time.ts';

/** Below these a number counts seconds, milliseconds, microseconds; else nanoseconds. */
const SECONDS_BELOW = 1e11;
const MILLISECONDS_BELOW = 1e14;
const MICROSECONDS_BELOW = 1e17;

const HYPHEN = 0x2d;
const MINUTE_LENGTH = 16;

/** From the minute's end: seconds, decimals, and no zone but UTC. */
const SECONDS = /^.{16}:(\d\d)(?:\.(\d{1,9}))?Z?$/;

const NUMBER = /^\d{9,19}(?:\.\d{1,9})?$/;

/**
 * A time as a log's field has it: a text that `parseTime` reads, or a number of seconds,
 * milliseconds, microseconds or nanoseconds since 1970, told apart by size. Whole milliseconds
 * since 1970, or undefined.
 */
export function timeOf(value: unknown): number | undefined {
  if (typeof value === 'number') return fromNumber(value);
  if (typeof value !== 'string') return undefined;
  if (value.charCodeAt(4) === HYPHEN) return timeInMinute(value);
  return NUMBER.test(value) ? fromNumber(Number(value)) : parseTime(value);
}

/** `2019-07-24 18:05` of the times that come next, and when that minute began. */
let minute = { text: '', ms: 0 };

/**
 * Reads `2019-07-24 18:05:12.699`, of which only the seconds differ from record to record. What is
 * not of just that form, with `Z` or nothing after it, goes the long way.
 */
function timeInMinute(text: string): number | undefined {
  const match = SECONDS.exec(text);
  if (match === null || !text.startsWith(minute.text) || minute.text === '') {
    const ms = parseTime(text);
    if (match === null || ms === undefined) return ms;
    const seconds = Number(match[1]) * 1_000 + Number((match[2] ?? '').padEnd(3, '0').slice(0, 3));
    minute = { text: text.slice(0, MINUTE_LENGTH), ms: ms - seconds };
    return ms;
  }
  const fraction = match[2];
  const milliseconds = fraction === undefined ? 0 : Number(fraction.padEnd(3, '0').slice(0, 3));
  return minute.ms + Number(match[1]) * 1_000 + milliseconds;
}

function fromNumber(value: number): number | undefined {
  let ms = value * 1_000;
  if (value >= MICROSECONDS_BELOW) ms = value / 1e6;
  else if (value >= MILLISECONDS_BELOW) ms = value / 1e3;
  else if (value >= SECONDS_BELOW) ms = value;
  const whole = Math.floor(ms);
  return isEventTime(whole) ? whole : undefined;
}
