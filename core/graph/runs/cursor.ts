import { compareBytes } from './bytes.ts';
import type { Entry } from './entry.ts';

/** Entries in ascending order of their keys, each key once. */
export interface Cursor {
  /** Whether there is an entry; when not, `entry` means nothing. */
  readonly isValid: boolean;
  /** The entry it stands at, until the next `advance`. */
  readonly entry: Entry;
  /** Work done besides going through the entries, in entries, where it is worth counting. */
  readonly effort?: number;
  /** Goes to the next entry. */
  advance(): void;
}

/** Compares the keys of two entries. */
export function compareKeys(a: Entry, b: Entry): number {
  return compareBytes(a.key, 0, a.length, b.key, 0, b.length);
}

/** Whether the key of an entry begins with that of another. */
export function hasPrefix(entry: Entry, prefix: Entry): boolean {
  if (entry.length < prefix.length) return false;
  return compareBytes(entry.key, 0, prefix.length, prefix.key, 0, prefix.length) === 0;
}
