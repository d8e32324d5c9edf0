import type { Ref } from '../id.ts';
import { BY_OBJECT, BY_SUBJECT, orderOf, subjectAt } from './keys.ts';
import type { Entry } from './entry.ts';
import { REF_BYTES, readRef, writeRef } from './ref-bytes.ts';

const PIN_BYTES = REF_BYTES + 8;

/** All pins are one row: so many fit. */
export const MAX_PINS = 75_000;

/**
 * What is too old to be known. A fact whose `last` is before the mark has expired, unless its
 * subject was pinned whenever the mark passed; what has once expired never comes back, pinned or
 * not. Immutable: a mark that moves is another one.
 */
export class Retention {
  /** Facts last seen before this have expired, those of pinned subjects aside. */
  readonly before: number;
  /** For each pinned subject, the mark that was there when it was pinned. */
  readonly #pinned: ReadonlyMap<Ref, number>;

  constructor(before = -Number.MAX_VALUE, pinned: ReadonlyMap<Ref, number> = new Map()) {
    this.before = before;
    this.#pinned = pinned;
  }

  /** Whether anything can have expired. */
  get isMoved(): boolean {
    return this.before > -Number.MAX_VALUE;
  }

  /** How many subjects are pinned. */
  get pins(): number {
    return this.#pinned.size;
  }

  /** The pinned subjects. */
  get subjects(): Iterable<Ref> {
    return this.#pinned.keys();
  }

  /** The mark moved on to `before`, never back, with these pins instead of the ones before. */
  moved(before: number, pinned: Iterable<Ref>): Retention {
    const marks = new Map<Ref, number>();
    for (const subject of pinned) marks.set(subject, this.#pinned.get(subject) ?? this.before);
    return new Retention(Math.max(before, this.before), marks);
  }

  /** Facts of a subject last seen before this have expired. */
  markOf(subject: Ref): number {
    return this.#pinned.get(subject) ?? this.before;
  }

  /** Whether an entry is that of a fact, and the fact has expired. */
  isExpired(entry: Entry): boolean {
    if (entry.last >= this.before) return false;
    const order = orderOf(entry);
    if (order !== BY_SUBJECT && order !== BY_OBJECT) return false;
    return (
      this.#pinned.size === 0 || entry.last < this.markOf(readRef(entry.key, subjectAt(entry)))
    );
  }

  /** The mark as bytes. */
  encode(): Uint8Array {
    const bytes = new Uint8Array(8 + this.#pinned.size * PIN_BYTES);
    const view = new DataView(bytes.buffer);
    view.setFloat64(0, this.before);
    let at = 8;
    for (const [subject, mark] of this.#pinned) {
      view.setFloat64(writeRef(subject, bytes, at), mark);
      at += PIN_BYTES;
    }
    return bytes;
  }

  /** Reads what `encode` wrote. */
  static decode(bytes: Uint8Array): Retention {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const pinned = new Map<Ref, number>();
    for (let at = 8; at < bytes.length; at += PIN_BYTES) {
      pinned.set(readRef(bytes, at), view.getFloat64(at + REF_BYTES));
    }
    return new Retention(view.getFloat64(0), pinned);
  }
}
