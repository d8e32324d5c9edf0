import { compareKeys } from './cursor.ts';
import type { Cursor } from './cursor.ts';
import { NO_ENTRY } from './entry.ts';
import type { Entry } from './entry.ts';

/**
 * Merges cursors into one: keys in order, each once, what is kept under a key merged by law 1.
 * Entries that `keeps` refuses are passed over as if they were not there. It works on the cursors'
 * own entries.
 */
export class MergeCursor implements Cursor {
  isValid = false;
  /** How many entries were taken from the cursors. */
  taken = 0;
  /** By key, ascending; few enough that putting one in its place beats a heap. */
  readonly #cursors: Cursor[] = [];
  readonly #keeps: (entry: Entry) => boolean;

  constructor(cursors: readonly Cursor[], keeps: (entry: Entry) => boolean) {
    this.#keeps = keeps;
    for (const cursor of cursors) {
      if (!cursor.isValid) continue;
      this.#cursors.unshift(cursor);
      this.#sink(0);
    }
    this.#settle();
  }

  /** That of the first cursor, with what others have under its key merged in. */
  get entry(): Entry {
    return this.#cursors[0]?.entry ?? NO_ENTRY;
  }

  advance(): void {
    this.#take(0);
    this.#settle();
  }

  /** Goes to the next entry that is kept, if the first is not. */
  #settle(): void {
    this.isValid = false;
    for (;;) {
      const head = this.#cursors[0];
      if (head === undefined) return;
      this.isValid = this.#keeps(head.entry);
      this.#mergeEqual(head.entry);
      if (this.isValid) return;
      this.#take(0);
    }
  }

  #mergeEqual(entry: Entry): void {
    for (;;) {
      const other = this.#cursors[1];
      if (other === undefined || compareKeys(other.entry, entry) !== 0) return;
      if (this.#keeps(other.entry)) {
        if (this.isValid) entry.merge(other.entry);
        else entry.copyPayload(other.entry);
        this.isValid = true;
      }
      this.#take(1);
    }
  }

  /** Moves a cursor on. */
  #take(at: number): void {
    const cursor = this.#cursors[at];
    if (cursor === undefined) return;
    this.taken++;
    cursor.advance();
    if (cursor.isValid) this.#sink(at);
    else this.#cursors.splice(at, 1);
  }

  /** Puts a cursor in its place among those after it. */
  #sink(from: number): void {
    const cursors = this.#cursors;
    const moved = cursors[from];
    if (moved === undefined) return;
    let at = from;
    for (;;) {
      const next = cursors[at + 1];
      if (next === undefined || compareKeys(moved.entry, next.entry) <= 0) break;
      cursors[at] = next;
      at++;
    }
    cursors[at] = moved;
  }
}
