import { cutEvtx, isEvtx } from './evtx/evtx-file.ts';
import { skipBlanks } from './raw-record.ts';
import type { RawRecord } from './raw-record.ts';
import { isJsonStart, objectsOf, reopened } from './split-json.ts';
import type { OpenLists } from './split-json.ts';
import { splitLines } from './split-lines.ts';
import { isXmlStart, splitXml } from './split-xml.ts';

/** Where content is cut, and what its rest needs before it to be read by itself. */
export interface WindowCut {
  readonly at: number;
  readonly header: Uint8Array;
}

const NEWLINE = 0x0a;
const utf8 = new TextEncoder();

/**
 * Cuts content that is too large for memory, as late as can be: an event log file behind its last
 * whole chunk, all else before its last record, which may not be whole. The window before the cut,
 * and the rest behind its header, are read one after the other and have together the records of the
 * whole, so that records keep their numbers wherever it is cut. The header names the columns of a
 * table, or opens the lists again that JSON was cut in. Undefined when there is no such place.
 */
export function cutWindow(bytes: Uint8Array): WindowCut | undefined {
  if (isEvtx(bytes)) return cutEvtx(bytes);
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const start = skipBlanks(bytes, hasMark ? 3 : 0);
  if (isXmlStart(bytes, start)) return cutBeforeLast(bytes, splitXml(bytes, start), () => '');
  if (isJsonStart(bytes, start)) {
    const lists: OpenLists = [];
    return cutBeforeLast(bytes, objectsOf(bytes, start, lists), () => reopened(lists));
  }
  // Whether a line belongs to the record before it, only the whole line tells.
  const lines = bytes.subarray(0, bytes.lastIndexOf(NEWLINE) + 1);
  return cutBeforeLast(lines, splitLines(lines, start), columnNames);
}

/** @param headerOf is asked for each record, when it is the last so far */
function cutBeforeLast(
  bytes: Uint8Array,
  records: Iterable<RawRecord>,
  headerOf: (record: RawRecord) => string,
): WindowCut | undefined {
  let at = 0;
  let header = '';
  for (const record of records) {
    if (record.number === 1) continue;
    at = record.bytes.byteOffset - bytes.byteOffset;
    header = headerOf(record);
  }
  return at === 0 ? undefined : { at, header: utf8.encode(header) };
}

function columnNames({ header }: RawRecord): string {
  return header === undefined ? '' : `${header}\n`;
}
