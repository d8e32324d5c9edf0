import { AsciiWindows } from './ascii-windows.ts';
import { bytewise, isBlank, skipBlanks, trimmed } from './raw-record.ts';
import type { RawRecord } from './raw-record.ts';

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const ESCAPE = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/** Lists of records inside of lists of records, of which no shipper makes more than two. */
const MAX_WRAPPERS = 4;

/**
 * First keys of objects that are only a wrapper around a list of records: CloudTrail and S3 events,
 * Azure's exports, GuardDuty's answers, Microsoft Graph, and what collectors make of them.
 */
const WRAPPERS: ReadonlySet<string> = new Set([
  'Records',
  'records',
  'Findings',
  'findings',
  'value',
  'events',
  'Events',
  'items',
  'logs',
]);
const LONGEST_WRAPPER = 8;

/** Whether JSON begins at a position: an object, or a list of objects. */
export function isJsonStart(bytes: Uint8Array, start: number): boolean {
  if (bytes[start] === OPEN) return true;
  return bytes[start] === OPEN_LIST && isListOfObjects(bytes, start);
}

/**
 * Cuts JSON into its objects: one a line, spread over lines, one after another, in lists, or in one
 * of the known wrappers. A line that is no JSON is a record of its own, and so is an object that
 * does not end before the next begins, so that one broken record takes no other with it.
 */
export function splitJson(bytes: Uint8Array, start: number): Iterable<RawRecord> {
  return objectsOf(bytes, start, []);
}

/** The closing bracket of each list that is open: of a list alone, or of a wrapper's. */
export type OpenLists = (typeof CLOSE_LIST | typeof CLOSE)[];

/** What opens lists again, where JSON was cut inside of them. */
export function reopened(lists: OpenLists): string {
  return lists.map((closing) => (closing === CLOSE ? '{"Records":[' : '[')).join('');
}

/**
 * Does what splitJson does.
 *
 * @param wrappers is filled with the lists that are open around the object given last
 */
export function* objectsOf(
  bytes: Uint8Array,
  start: number,
  wrappers: OpenLists,
): Iterable<RawRecord> {
  const windows = new AsciiWindows(bytes);
  let number = 0;
  let position = start;
  for (;;) {
    position = skipBlanks(bytes, position);
    if (position >= bytes.length) return;
    const byte = bytes[position];
    const inside = wrappers.at(-1);
    if (inside !== undefined && byte === COMMA) {
      position += 1;
    } else if (inside !== undefined && byte === CLOSE_LIST) {
      wrappers.pop();
      position = inside === CLOSE ? endOfWrapper(bytes, position + 1) : position + 1;
    } else if (byte === OPEN) {
      const list = wrappers.length < MAX_WRAPPERS ? listOfWrapper(bytes, position) : undefined;
      if (list !== undefined) {
        wrappers.push(CLOSE);
        position = list;
        continue;
      }
      const end = endOfObject(bytes, windows, position, inside !== undefined);
      const object = trimmed(bytes, position, end);
      const text = windows.textOf(position, position + object.length);
      yield { number: ++number, bytes: object, text };
      position = end;
    } else if (
      byte === OPEN_LIST &&
      wrappers.length < MAX_WRAPPERS &&
      isListOfObjects(bytes, position)
    ) {
      wrappers.push(CLOSE_LIST);
      position += 1;
    } else {
      const end = endOfLine(bytes, windows, position);
      yield { number: ++number, bytes: trimmed(bytes, position, end) };
      position = end;
    }
  }
}

function isListOfObjects(bytes: Uint8Array, position: number): boolean {
  const next = bytes[skipBlanks(bytes, position + 1)];
  return next === OPEN_LIST || beginsOrEndsList(next);
}

/** Whether it is an object or the end of a list of them; content can be cut before its first. */
function beginsOrEndsList(byte: number | undefined): boolean {
  return byte === OPEN || byte === CLOSE_LIST || byte === undefined;
}

/** Where the list of a wrapper begins, after its bracket; undefined when it is no wrapper. */
function listOfWrapper(bytes: Uint8Array, position: number): number | undefined {
  const key = skipBlanks(bytes, position + 1);
  if (bytes[key] !== QUOTE) return undefined;
  let end = key + 1;
  while (bytes[end] !== QUOTE) {
    end += 1;
    if (end - key > LONGEST_WRAPPER + 1) return undefined;
  }
  const colon = skipBlanks(bytes, end + 1);
  if (bytes[colon] !== COLON) return undefined;
  const list = skipBlanks(bytes, colon + 1);
  if (bytes[list] !== OPEN_LIST) return undefined;
  if (!beginsOrEndsList(bytes[skipBlanks(bytes, list + 1)])) return undefined;
  return WRAPPERS.has(bytewise(bytes.subarray(key + 1, end))) ? list + 1 : undefined;
}

/** Where the rest of a wrapper ends, after its list. */
function endOfWrapper(bytes: Uint8Array, position: number): number {
  return scanToEnd(bytes, position, 1, true);
}

function endOfObject(
  bytes: Uint8Array,
  windows: AsciiWindows,
  start: number,
  isWrapped: boolean,
): number {
  if (isWrapped) return scanToEnd(bytes, start, 0, true);
  const end = endOfLine(bytes, windows, start);
  let last = end - 1;
  while (last > start && isBlank(bytes[last])) last -= 1;
  const isLine = bytes[last] === CLOSE && !hasObjectAfterObject(bytes, windows, start, end);
  return isLine ? last + 1 : scanToEnd(bytes, start, 0, false);
}

/** Whether `}` is followed by `{` somewhere: only then can a line hold more than one object. */
function hasObjectAfterObject(
  bytes: Uint8Array,
  windows: AsciiWindows,
  start: number,
  end: number,
): boolean {
  let open = windows.indexOf('{', start + 1);
  while (open >= 0 && open < end) {
    let before = open - 1;
    while (isBlank(bytes[before])) before -= 1;
    if (bytes[before] === CLOSE) return true;
    open = windows.indexOf('{', open + 1);
  }
  return false;
}

/**
 * Where the value ends whose brackets close at depth 0. Texts do not span lines, so an open one at
 * the end of a line is a broken record, and outside of a wrapper so is an object that has not ended
 * where a line begins with the next.
 */
function scanToEnd(
  bytes: Uint8Array,
  start: number,
  startDepth: number,
  isWrapped: boolean,
): number {
  let depth = startDepth;
  let isText = false;
  for (let position = start; position < bytes.length; position += 1) {
    const byte = bytes[position];
    if (isText) {
      if (byte === ESCAPE) position += 1;
      else if (byte === QUOTE) isText = false;
      else if (byte === NEWLINE) return position;
    } else if (byte === QUOTE) {
      isText = true;
    } else if (byte === OPEN || byte === OPEN_LIST) {
      depth += 1;
    } else if (byte === CLOSE || byte === CLOSE_LIST) {
      depth -= 1;
      if (depth <= 0) return position + 1;
    } else if (byte === NEWLINE && !isWrapped && bytes[position + 1] === OPEN) {
      return position;
    }
  }
  return bytes.length;
}

function endOfLine(bytes: Uint8Array, windows: AsciiWindows, start: number): number {
  const newline = windows.indexOf('\n', start);
  return newline < 0 ? bytes.length : newline;
}
