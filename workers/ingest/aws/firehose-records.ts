import { Buffer } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import { IngestFault } from '../ingest-fault.ts';
import { jsonObjects } from '../json-objects.ts';
import { MAX_CONTENT_BYTES } from '../limits.ts';

const NEWLINE = 0x0a;
const OPEN = 0x7b;
const GZIP = [0x1f, 0x8b];

const encoder = new TextEncoder();

/**
 * The records of a Firehose delivery, one a line. What a producer put is text, one or more records
 * of it; what CloudWatch Logs puts is gzip of an object with many events, each of which is a record
 * with the group and stream that it is of. Throws the fault of data that is too much uncompressed.
 *
 * @param data what each record of the delivery has, in base64
 */
export function firehoseLines(data: readonly string[]): Uint8Array[] {
  let left = MAX_CONTENT_BYTES;
  return data.flatMap((text) => {
    const bytes = content(fromBase64(text), left);
    left -= bytes.length;
    return bytes[0] === OPEN ? objectLines(bytes) : textLines(bytes);
  });
}

/** Uncompressed, where it is gzip. */
function content(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const isGzip = bytes[0] === GZIP[0] && bytes[1] === GZIP[1];
  if (!isGzip && bytes.length <= maxBytes) return bytes;
  if (!isGzip || maxBytes <= 0) throw tooMuch();
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_BUFFER_TOO_LARGE' || error instanceof RangeError) throw tooMuch();
    return bytes; // It only began like gzip; what it is instead, the parsers say.
  }
}

function tooMuch(): IngestFault {
  return new IngestFault(
    'too-large',
    `A delivery has at most ${MAX_CONTENT_BYTES} bytes uncompressed: lower its buffer size.`,
  );
}

/** Objects one after another; from where they are none any more, lines. */
function objectLines(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (const object of jsonObjects(bytes)) {
    if (object === 'broken') return textLines(bytes);
    const events = cloudWatchEvents(object.value);
    if (events === undefined) lines.push(object.line);
    else lines.push(...events);
  }
  return lines;
}

/**
 * The events of a message of CloudWatch Logs ("Subscription filters" in its documentation);
 * undefined of any other object, and none of the messages with which it tries a destination.
 */
function cloudWatchEvents(object: Readonly<Record<string, unknown>>): Uint8Array[] | undefined {
  const { messageType, logEvents, owner, logGroup, logStream } = object;
  if (messageType === 'CONTROL_MESSAGE') return [];
  if (messageType !== 'DATA_MESSAGE' || !Array.isArray(logEvents)) return undefined;
  return logEvents.map((event: unknown) => {
    const fields = typeof event === 'object' && event !== null ? event : {};
    return encoder.encode(JSON.stringify({ ...fields, owner, logGroup, logStream }));
  });
}

function textLines(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline < 0 ? bytes.length : newline;
    if (bytes.subarray(start, end).some((byte) => byte > 0x20)) {
      lines.push(bytes.subarray(start, end));
    }
    start = end + 1;
  }
  return lines;
}

function fromBase64(text: string): Uint8Array {
  return Buffer.from(text, 'base64');
}
