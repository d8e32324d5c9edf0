import { recordText, splitRecords } from '../core/parse/records.ts';
import type { RawRecord } from '../core/parse/records.ts';
import { logFiles } from './log-files.ts';
import { UsageError } from './scan-options.ts';
import type { ScanOptions } from './scan-options.ts';

/** Where a record of an upload comes from. */
export interface RecordOrigin {
  readonly file: string;
  /** Its number in the file, from 1. */
  readonly record: number;
}

/** An upload, and where its records come from. */
export interface ScanUpload {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly origins: readonly RecordOrigin[];
  /** The number that the service gave it; 0 before it is sent. */
  number: number;
}

interface OriginalRecord {
  readonly bytes: Uint8Array;
  readonly origin: RecordOrigin;
  /** Only records of one form can share an upload: XML, JSON, lines, or rows of one header. */
  readonly form: string;
  /** The lines that a table's rows are read by. */
  readonly header: string;
}

const utf8 = new TextEncoder();
const NEWLINE = '\n'.charCodeAt(0);

/** Cuts files into records, puts these in the order asked for, and packs them into uploads. */
export function makeUploads(options: ScanOptions): ScanUpload[] {
  const records: OriginalRecord[] = [];
  try {
    for (const { name, bytes } of logFiles(options.paths)) {
      for (const record of splitRecords(bytes)) {
        const origin = { file: name, record: record.number };
        records.push({ ...alone(record), origin });
      }
    }
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isMissing) throw new UsageError(error.message, { cause: error });
    throw error;
  }
  if (options.shuffleSeed !== undefined) shuffle(records, options.shuffleSeed);
  const sent = options.twice ? [...records, ...records] : records;
  const uploads: ScanUpload[] = [];
  const byForm = Map.groupBy(sent, ({ form }) => form);
  for (const ofForm of byForm.values()) {
    for (let from = 0; from < ofForm.length; from += options.batch) {
      uploads.push(packUpload(ofForm.slice(from, from + options.batch), uploads.length));
    }
  }
  return uploads;
}

/** A record as it can be sent without the rest of its file: one of an event log as its XML. */
function alone(record: RawRecord): Omit<OriginalRecord, 'origin'> {
  const { header, xml } = record;
  if (header !== undefined)
    return { bytes: record.bytes, form: `table: ${header}`, header: `${header}\n` };
  const bytes = xml === undefined ? record.bytes : utf8.encode(recordText(record));
  const start = String.fromCharCode(...bytes.subarray(0, 2));
  const form = start.startsWith('{') ? 'json' : /^<\D/.test(start) ? 'xml' : 'lines';
  return { bytes, form, header: '' };
}

/**
 * One body of several records. It ends in blank lines, a different number for each upload: the
 * service takes the same bytes only once, and a record sent twice is to arrive twice.
 */
function packUpload(records: readonly OriginalRecord[], index: number): ScanUpload {
  const header = utf8.encode(records[0]?.header);
  const size = records.reduce((sum, { bytes }) => sum + bytes.length + 1, header.length + index);
  const body = new Uint8Array(size).fill(NEWLINE);
  body.set(header);
  let at = header.length;
  for (const { bytes } of records) {
    body.set(bytes, at);
    at += bytes.length + 1;
  }
  return { body, origins: records.map(({ origin }) => origin), number: 0 };
}

/** Fisher and Yates's shuffle, with numbers from a seed (Marsaglia's xorshift32). */
function shuffle(items: OriginalRecord[], seed: number): void {
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1;
  for (let last = items.length - 1; last > 0; last -= 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state = (state ^ (state << 5)) >>> 0;
    const other = state % (last + 1);
    const a = items[last];
    const b = items[other];
    if (a === undefined || b === undefined) continue;
    items[last] = b;
    items[other] = a;
  }
}
