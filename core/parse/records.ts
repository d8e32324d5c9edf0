/** Larger records are rejected: one line is never a reason to hold a megabyte many times over. */
export const MAX_RECORD_BYTES = 1_048_576;

/** One record of an upload, byte for byte. */
export interface RawRecord {
  /** Its number in the upload, from 1. */
  readonly number: number;
  readonly bytes: Uint8Array;
}

const NEWLINE = 0x0a;
const OPEN = 0x3c;
const WHITESPACE: ReadonlySet<number> = new Set([0x20, 0x09, 0x0d, NEWLINE]);
const EVENT_OPEN = /<Event[\s>]/g;
const EVENT_CLOSE = '</Event>';
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
const windows1252 = new TextDecoder('windows-1252');

/**
 * Cuts an upload into its records: XML into its `<Event>` elements, whatever wraps them, and
 * everything else into lines. Blank lines are no records. The same bytes always give the same
 * numbers, which is what evidence relies on.
 */
export function splitRecords(bytes: Uint8Array): Iterable<RawRecord> {
  return bytes[firstContent(bytes)] === OPEN ? splitEvents(bytes) : splitLines(bytes);
}

/** The record of a number, from 1; undefined when the upload has fewer. */
export function recordAt(bytes: Uint8Array, number: number): RawRecord | undefined {
  for (const record of splitRecords(bytes)) if (record.number === number) return record;
  return undefined;
}

/**
 * The text of a record: UTF-8, or where the bytes are not that, Windows-1252, in which agents of
 * old Windows hosts write. Every byte string has a text.
 */
export function decodeText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return windows1252.decode(bytes); // The bytes are not UTF-8; this reading cannot fail.
  }
}

function* splitLines(bytes: Uint8Array): Iterable<RawRecord> {
  let number = 0;
  let start = firstContent(bytes);
  while (start < bytes.length) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline < 0 ? bytes.length : newline;
    const line = trim(bytes.subarray(start, end));
    if (line.length > 0) yield { number: ++number, bytes: line };
    start = end + 1;
  }
}

function* splitEvents(bytes: Uint8Array): Iterable<RawRecord> {
  // One character a byte, so that positions in the text are positions in the bytes.
  const text = windows1252.decode(bytes);
  let number = 0;
  let position = firstContent(bytes);
  for (;;) {
    EVENT_OPEN.lastIndex = position;
    const open = EVENT_OPEN.exec(text)?.index;
    if (open === undefined) break;
    const close = text.indexOf(EVENT_CLOSE, open);
    const end = close < 0 ? bytes.length : close + EVENT_CLOSE.length;
    yield { number: ++number, bytes: trim(bytes.subarray(open, end)) };
    position = end;
  }
  if (number === 0 && position < bytes.length) yield { number: 1, bytes: trim(bytes) };
}

/** Where the content begins, after a byte order mark and white space. */
function firstContent(bytes: Uint8Array): number {
  let start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (start < bytes.length && WHITESPACE.has(bytes[start] ?? 0)) start += 1;
  return start;
}

function trim(bytes: Uint8Array): Uint8Array {
  let start = 0;
  let end = bytes.length;
  while (start < end && WHITESPACE.has(bytes[start] ?? 0)) start += 1;
  while (end > start && WHITESPACE.has(bytes[end - 1] ?? 0)) end -= 1;
  return bytes.subarray(start, end);
}
