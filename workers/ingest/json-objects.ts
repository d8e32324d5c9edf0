const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const ESCAPE = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const TAB = 0x09;

/** One JSON object of a body: its bytes on one line, and its value. */
export interface JsonObjectText {
  readonly line: Uint8Array;
  readonly value: Readonly<Record<string, unknown>>;
}

const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/**
 * The JSON objects of a body, one after another with or without anything between them, or in one
 * list: what Splunk's collector takes. `broken` comes last, when what follows is no object.
 */
export function* jsonObjects(bytes: Uint8Array): Generator<JsonObjectText | 'broken'> {
  let position = skip(bytes, 0);
  const isList = bytes[position] === OPEN_LIST;
  if (isList) position = skip(bytes, position + 1);
  while (position < bytes.length) {
    if (isList && bytes[position] === CLOSE_LIST) {
      if (skip(bytes, position + 1) < bytes.length) yield 'broken';
      return;
    }
    const end = endOfObject(bytes, position);
    const value = end === undefined ? undefined : parse(bytes.subarray(position, end));
    if (end === undefined || value === undefined) {
      yield 'broken';
      return;
    }
    yield { line: onOneLine(bytes.subarray(position, end)), value };
    position = skip(bytes, end);
    if (isList && bytes[position] === COMMA) position = skip(bytes, position + 1);
  }
  if (isList) yield 'broken'; // The list does not end.
}

/** A JSON object in bytes; undefined when they are something else. */
export function parse(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text.decode(bytes));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // Neither UTF-8 nor JSON: the sender is told which of its objects it is.
  }
}

/** White space between JSON's words is any; as spaces it leaves an object on its line. */
function onOneLine(bytes: Uint8Array): Uint8Array {
  if (!bytes.includes(NEWLINE) && !bytes.includes(RETURN)) return bytes;
  return bytes.map((byte) => (byte === NEWLINE || byte === RETURN ? SPACE : byte));
}

function skip(bytes: Uint8Array, from: number): number {
  let position = from;
  for (;;) {
    const byte = bytes[position];
    if (byte !== SPACE && byte !== NEWLINE && byte !== RETURN && byte !== TAB) return position;
    position += 1;
  }
}

function endOfObject(bytes: Uint8Array, start: number): number | undefined {
  if (bytes[start] !== OPEN) return undefined;
  let depth = 0;
  let isText = false;
  for (let position = start; position < bytes.length; position += 1) {
    const byte = bytes[position];
    if (isText) {
      if (byte === ESCAPE) position += 1;
      else if (byte === QUOTE) isText = false;
    } else if (byte === QUOTE) {
      isText = true;
    } else if (byte === OPEN || byte === OPEN_LIST) {
      depth += 1;
    } else if (byte === CLOSE || byte === CLOSE_LIST) {
      depth -= 1;
      if (depth === 0) return position + 1;
    }
  }
  return undefined;
}
