import type { PartContext } from './parse-context.ts';

/** Larger records are rejected: one line is never a reason to hold a megabyte many times over. */
export const MAX_RECORD_BYTES = 1_048_576;

/** One record of an upload, byte for byte. */
export interface RawRecord {
  /** Its number in the upload, from 1. */
  readonly number: number;
  readonly bytes: Uint8Array;
  /** Their text, where it is known already. */
  readonly text?: string | undefined;
  /** Lines before it that name its columns: of a table it says nothing without them. */
  readonly header?: string | undefined;
  /**
   * Of a record of a binary event log: its event as XML, for which its bytes do not
   * suffice; undefined when it is damaged.
   */
  readonly xml?: (() => string | undefined) | undefined;
  /** What the part of the upload that it came in says of it. */
  readonly context?: PartContext | undefined;
}

const NEWLINE = 0x0a;
const WHITESPACE: ReadonlySet<number> = new Set([0x20, 0x09, 0x0d, NEWLINE]);

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
const windows1252 = new TextDecoder('windows-1252');

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

/** A text with one character a byte, so that positions in it are positions in the bytes. */
export function bytewise(bytes: Uint8Array): string {
  return windows1252.decode(bytes);
}

/** Whether a byte is white space between records. */
export function isBlank(byte: number | undefined): boolean {
  return byte !== undefined && WHITESPACE.has(byte);
}

/** The position of the first byte at or after a position that is no white space. */
export function skipBlanks(bytes: Uint8Array, from: number): number {
  let position = from;
  while (position < bytes.length && isBlank(bytes[position])) position += 1;
  return position;
}

/** A part of the bytes without white space at its ends. */
export function trimmed(bytes: Uint8Array, from: number, to: number): Uint8Array {
  const start = Math.min(skipBlanks(bytes, from), to);
  let end = to;
  while (end > start && isBlank(bytes[end - 1])) end -= 1;
  return bytes.subarray(start, end);
}
