import { isEvtx, splitEvtx } from './evtx/evtx-file.ts';
import { decodeText, skipBlanks } from './raw-record.ts';
import type { RawRecord } from './raw-record.ts';
import { isJsonStart, splitJson } from './split-json.ts';
import { splitLines } from './split-lines.ts';
import { isXmlStart, splitXml } from './split-xml.ts';

export { MAX_RECORD_BYTES, decodeText } from './raw-record.ts';
export type { RawRecord } from './raw-record.ts';

/**
 * Cuts an upload into its records: a binary event log into its readable records, XML into its
 * `<Event>` elements, whatever wraps them, JSON into its objects, one a line, pretty-printed, one
 * after another, or in a list, and everything else into lines. Blank lines and lines that only name
 * columns are no records; the lines of one audit event are one. The same bytes always give the same
 * numbers, which is what evidence relies on.
 */
export function splitRecords(bytes: Uint8Array): Iterable<RawRecord> {
  if (isEvtx(bytes)) return splitEvtx(bytes);
  const start = firstContent(bytes);
  if (isXmlStart(bytes, start)) return splitXml(bytes, start);
  if (isJsonStart(bytes, start)) return splitJson(bytes, start);
  return splitLines(bytes, start);
}

/** The record of a number, from 1; undefined when the upload has fewer. */
export function recordAt(bytes: Uint8Array, number: number): RawRecord | undefined {
  for (const record of splitRecords(bytes)) if (record.number === number) return record;
  return undefined;
}

/** A record as people read it: its text, and of a binary one its event as XML. */
export function recordText(record: RawRecord): string {
  return record.xml?.() ?? record.text ?? decodeText(record.bytes);
}

/** Where the content begins, after a byte order mark and white space. */
function firstContent(bytes: Uint8Array): number {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return skipBlanks(bytes, hasMark ? 3 : 0);
}
