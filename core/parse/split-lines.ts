import { MAX_RECORD_BYTES, bytewise, skipBlanks, trimmed } from './raw-record.ts';
import type { RawRecord } from './raw-record.ts';

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const HASH = 0x23;

/** How far into a line its audit id, or the names of its columns, begin at the latest. */
const PREFIX_LENGTH = 320;

/** Longer headers are no tables'. */
const MAX_HEADER_LENGTH = 16_384;

/** `audit(1615114232.375:15558)`: the time and serial number of an audit event. */
const AUDIT_ID = /\baudit\((\d{1,12}\.\d{1,3}:\d{1,12})\)/;

/** The first columns of tables without a comment sign: VPC flow logs, and comma-separated values. */
const NAMED_COLUMNS = /^(?:version account-id |account-id |(?:"?[A-Za-z][\w .]{0,40}"?,){5})/;

/**
 * Cuts lines into records. Lines with the same audit id, one after another, are one record: they
 * are one event, which its parts do not say alone. Lines that name columns (`#fields` of Zeek, the
 * first line of a VPC flow log or of comma-separated values) are kept with the records below them.
 */
export function* splitLines(bytes: Uint8Array, start: number): Iterable<RawRecord> {
  let number = 0;
  let header: string | undefined;
  let audit: { readonly id: string; readonly start: number; readonly end: number } | undefined;
  let position = start;
  while (position < bytes.length) {
    const newline = bytes.indexOf(NEWLINE, position);
    const end = newline < 0 ? bytes.length : newline;
    const content = skipBlanks(bytes, position);
    const isFirst = position === start;
    const from = position;
    position = end + 1;
    if (content >= end) continue;
    const prefix = bytewise(bytes.subarray(from, Math.min(end, from + PREFIX_LENGTH)));
    const id = prefix.includes('audit(') ? AUDIT_ID.exec(prefix)?.[1] : undefined;
    if (audit !== undefined) {
      if (id === audit.id && end - audit.start <= MAX_RECORD_BYTES) {
        audit = { id, start: audit.start, end };
        continue;
      }
      yield { number: ++number, bytes: trimmed(bytes, audit.start, audit.end) };
      audit = undefined;
    }
    if (id !== undefined) {
      audit = { id, start: from, end };
    } else if (bytes[from] === HASH && isHeaderLine(prefix)) {
      header = extendHeader(
        header,
        bytewise(bytes.subarray(from, Math.min(end, from + MAX_HEADER_LENGTH))),
      );
    } else if (isFirst && NAMED_COLUMNS.test(prefix)) {
      header = bytewise(bytes.subarray(from, Math.min(end, from + MAX_HEADER_LENGTH))).trimEnd();
    } else {
      // Of a table's line only the line's end is no field.
      const line =
        header === undefined ? trimmed(bytes, from, end) : withoutReturn(bytes, from, end);
      yield { number: ++number, bytes: line, header };
    }
  }
  if (audit !== undefined)
    yield { number: ++number, bytes: trimmed(bytes, audit.start, audit.end) };
}

/** Zeek and W3C extended logs describe themselves in lines like `#fields`. */
function isHeaderLine(line: string): boolean {
  return /^#(?:separator|set_separator|empty_field|unset_field|path|open|close|fields|types|Software|Version|Date|Fields|Start-Date|End-Date)\b/.test(
    line,
  );
}

/** Keeps the lines that matter for reading, of the table that they begin. */
function extendHeader(header: string | undefined, line: string): string | undefined {
  if (line.startsWith('#separator') || line.startsWith('#Software')) return line.trimEnd();
  if (!/^#(?:path|fields|Fields)\b/.test(line)) return header;
  const kept = header?.split('\n').filter((other) => other.slice(0, 5) !== line.slice(0, 5)) ?? [];
  return [...kept, line.trimEnd()].join('\n');
}

function withoutReturn(bytes: Uint8Array, from: number, end: number): Uint8Array {
  return bytes.subarray(from, bytes[end - 1] === RETURN ? end - 1 : end);
}
