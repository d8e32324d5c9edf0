import { copyBytes } from './bytes.ts';
import type { Entry } from './entry.ts';
import { readWhole } from './ordered-numbers.ts';
import { REF_BYTES } from './ref-bytes.ts';
import { TEXT_HASH_BYTES } from './text-bytes.ts';

/*
 * Keys of the three orders, as byte strings that sort:
 *
 *   1 subject(16) predicate(2) object scope      all facts
 *   2 predicate(2) object subject(16) scope      edges and indexed properties
 *   3 hash(20) piece(2)                          long texts
 *
 * An object is a tag and then what the tag says. Texts end with 00 01, a NUL in them is 00 ff
 * (as in FoundationDB's tuple layer), so that no value is the beginning of another.
 */

/** The first byte of a key says the order. */
export const BY_SUBJECT = 1;
export const BY_OBJECT = 2;
export const TEXTS = 3;

/** The tag of an object in a key. */
export const NUMBER_TAG = 1;
export const REF_TAG = 2;
export const UTF8_TAG = 3;
export const UTF16_TAG = 4;
export const LONG_UTF8_TAG = 5;
export const LONG_UTF16_TAG = 6;

/** Where things are in a key by subject. */
export const SUBJECT_AT = 1;
export const PREDICATE_AT = SUBJECT_AT + REF_BYTES;
export const OBJECT_AT = PREDICATE_AT + 2;

/** Where the object is in a key by object. */
export const VALUE_AT = 3;

const TEXT_END = 1;
const NUL_ESCAPED = 0xff;

/** Writes a text's bytes so that they sort and end. Returns where they end. */
export function writeEscaped(bytes: Uint8Array, length: number, to: Uint8Array, at: number) {
  let end = at;
  for (let i = 0; i < length; i++) {
    const byte = bytes[i] ?? 0;
    to[end++] = byte;
    if (byte === 0) to[end++] = NUL_ESCAPED;
  }
  to[end++] = 0;
  to[end++] = TEXT_END;
  return end;
}

/** Reads what {@link writeEscaped} wrote between two places of a key. */
export function readEscaped(key: Uint8Array, at: number, end: number): Uint8Array {
  const bytes = new Uint8Array(end - 2 - at);
  let length = 0;
  for (let i = at; i < end - 2; i++) {
    const byte = key[i] ?? 0;
    bytes[length++] = byte;
    if (byte === 0) i++;
  }
  return bytes.subarray(0, length);
}

/** Where the object that begins at a place of a key ends. */
export function objectEnd(key: Uint8Array, at: number): number {
  switch (key[at]) {
    case NUMBER_TAG:
      return at + 1 + 8;
    case REF_TAG:
      return at + 1 + REF_BYTES;
    case LONG_UTF8_TAG:
    case LONG_UTF16_TAG:
      return at + 1 + TEXT_HASH_BYTES;
    default:
      return escapedEnd(key, at + 1);
  }
}

/**
 * Makes of a key by object the first key that can be of the next object: all that has the key's
 * object comes before it. No object's bytes are all 255, so there is always one.
 */
export function putAfterObject(entry: Entry, from: Entry): void {
  let last = objectEnd(from.key, VALUE_AT) - 1;
  copyBytes(from.key, 0, last + 1, entry.key, 0);
  while (entry.key[last] === 0xff) last -= 1;
  entry.key[last] = (entry.key[last] ?? 0) + 1;
  entry.length = last + 1;
}

/** The order of an entry's key. */
export function orderOf(entry: Entry): number {
  return entry.key[0] ?? 0;
}

/** Where the subject is in a key by subject or by object. */
export function subjectAt(entry: Entry): number {
  return orderOf(entry) === BY_SUBJECT ? SUBJECT_AT : objectEnd(entry.key, VALUE_AT);
}

/** The scope of a key by subject or by object. */
export function scopeOf(entry: Entry): number {
  const isBySubject = orderOf(entry) === BY_SUBJECT;
  const at = isBySubject ? objectEnd(entry.key, OBJECT_AT) : subjectAt(entry) + REF_BYTES;
  return readWhole(entry.key, at);
}

/** Whether a key by subject names a long text by its hash, which begins after the tag. */
export function isLongText(key: Uint8Array): boolean {
  const tag = key[OBJECT_AT];
  return tag === LONG_UTF8_TAG || tag === LONG_UTF16_TAG;
}

/**
 * Writes the key by object that says the same as a key by subject, which may lie anywhere.
 * Returns its length.
 */
export function writeObjectKey(
  from: Uint8Array,
  start: number,
  end: number,
  scopeStart: number,
  to: Uint8Array,
): number {
  to[0] = BY_OBJECT;
  copyBytes(from, start + PREDICATE_AT, scopeStart, to, 1);
  const subject = 1 + scopeStart - start - PREDICATE_AT;
  copyBytes(from, start + SUBJECT_AT, start + PREDICATE_AT, to, subject);
  copyBytes(from, scopeStart, end, to, subject + REF_BYTES);
  return end - start;
}

/** Puts the prefix of all facts of a subject into an entry, from one of them. */
export function putSubjectKey(entry: Entry, fact: Entry): void {
  copyBytes(fact.key, 0, PREDICATE_AT, entry.key, 0);
  entry.length = PREDICATE_AT;
}

/** Puts the key of one piece of a long text into an entry; without a piece, their prefix. */
export function putTextKey(entry: Entry, from: Uint8Array, hashAt: number, piece?: number): void {
  entry.key[0] = TEXTS;
  copyBytes(from, hashAt, hashAt + TEXT_HASH_BYTES, entry.key, 1);
  entry.length = 1 + TEXT_HASH_BYTES;
  if (piece === undefined) return;
  entry.key[entry.length++] = piece >> 8;
  entry.key[entry.length++] = piece & 0xff;
}

function escapedEnd(key: Uint8Array, at: number): number {
  for (let i = at; i + 1 < key.length; i++) {
    if (key[i] !== 0) continue;
    if (key[i + 1] === TEXT_END) return i + 2;
    i++;
  }
  throw new Error('a stored key has no end');
}
