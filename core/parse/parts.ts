import type { PartContext } from './parse-context.ts';
import { trimmed } from './raw-record.ts';
import type { RawRecord } from './raw-record.ts';
import { splitRecords } from './records.ts';

/** How an upload's content is made up: one body as it was sent, or parts from several requests. */
export type UploadForm = 'body' | 'parts';

/** Records that came together, and what is known of them beside. */
export interface Part {
  readonly context: PartContext;
  /** `lines`: each line is one record, whatever is in it. Otherwise records are told by content. */
  readonly framing?: 'lines' | undefined;
  readonly bytes: Uint8Array;
}

/** A part but for its bytes, of which it has the number. */
type PartHeader = PartContext & { readonly bytes: number } & Pick<Part, 'framing'>;

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
export function packPart({ context, framing, bytes }: Part): Uint8Array {
  const { defaultHost, receivedAt, time, program } = context;
  const header = { bytes: bytes.length, framing, defaultHost, receivedAt, time, program };
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
    const header = JSON.parse(text.decode(content.subarray(position, end))) as PartHeader;
    const { bytes: size, framing, ...context } = header;
    const bytes = content.subarray(end + 1, end + 1 + size);
    if (bytes.length !== size) throw new Error('a part is cut');
    yield framing === undefined ? { context, bytes } : { context, framing, bytes };
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
  for (const part of unpackParts(content)) {
    for (const record of splitPart(part)) {
      yield { ...record, number: ++number, context: part.context };
    }
  }
}

/** How many records a part has. */
export function countRecords(part: Part): number {
  let count = 0;
  for (const record of splitPart(part)) count = record.number;
  return count;
}

function splitPart({ framing, bytes }: Part): Iterable<RawRecord> {
  return framing === 'lines' ? plainLines(bytes) : splitRecords(bytes);
}

function* plainLines(bytes: Uint8Array): Iterable<RawRecord> {
  let number = 0;
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline < 0 ? bytes.length : newline;
    const line = trimmed(bytes, start, end);
    if (line.length > 0) yield { number: ++number, bytes: line };
    start = end + 1;
  }
}
