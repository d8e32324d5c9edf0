import type { PartContext } from './parse-context.ts';
import type { RawRecord } from './raw-record.ts';
import { splitRecords } from './records.ts';

/** How an upload's content is made up: one body as it was sent, or parts from several requests. */
export type UploadForm = 'body' | 'parts';

/** Records that came together, and what is known of them beside. */
export interface Part {
  readonly context: PartContext;
  readonly bytes: Uint8Array;
}

const NEWLINE = 0x0a;

/** A header is `{"bytes":…}` with three short texts at most. */
const MAX_HEADER_BYTES = 4_096;

const utf8 = new TextEncoder();
const text = new TextDecoder();

/**
 * A part as uploads hold it: a line of JSON with its length in bytes and its context, its bytes, and
 * the end of a line. Parts one after another are the content of an upload. The same part always
 * gives the same bytes.
 */
export function packPart({ context, bytes }: Part): Uint8Array {
  const { defaultHost, receivedAt, time, program } = context;
  const header = { bytes: bytes.length, defaultHost, receivedAt, time, program };
  const line = utf8.encode(`${JSON.stringify(header)}\n`);
  const packed = new Uint8Array(line.length + bytes.length + 1);
  packed.set(line);
  packed.set(bytes, line.length);
  packed[packed.length - 1] = NEWLINE;
  return packed;
}

/**
 * The parts of an upload's content. The service itself packed them; content that is not so is a
 * broken invariant, and throws.
 */
export function* unpackParts(content: Uint8Array): Iterable<Part> {
  let position = 0;
  while (position < content.length) {
    const end = content.indexOf(NEWLINE, position);
    if (end < 0 || end - position > MAX_HEADER_BYTES) throw new Error('a part has no header');
    const header = JSON.parse(text.decode(content.subarray(position, end))) as PartContext & {
      bytes: number;
    };
    const { bytes: size, ...context } = header;
    const bytes = content.subarray(end + 1, end + 1 + size);
    if (bytes.length !== size) throw new Error('a part is cut');
    yield { context, bytes };
    position = end + 1 + size + 1;
  }
}

/**
 * Cuts an upload of any form into its records, numbered through.
 *
 * @param after how many records the windows before this one had
 */
export function* splitUpload(
  content: Uint8Array,
  form: UploadForm,
  after = 0,
): Iterable<RawRecord> {
  if (form === 'body') {
    for (const record of splitRecords(content)) {
      yield after === 0 ? record : { ...record, number: record.number + after };
    }
    return;
  }
  let number = after;
  for (const { context, bytes } of unpackParts(content)) {
    for (const record of splitRecords(bytes)) yield { ...record, number: ++number, context };
  }
}

/** How many records a body has. */
export function countRecords(bytes: Uint8Array): number {
  let count = 0;
  for (const record of splitRecords(bytes)) count = record.number;
  return count;
}
