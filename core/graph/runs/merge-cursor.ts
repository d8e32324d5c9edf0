import { compareKeys } from './cursor.ts';
import type { Cursor } from './cursor.ts';
import { Entry } from './entry.ts';

/**
 * Merges cursors into one: keys in order, each once, what is kept under a key merged by law 1.
 * Entries that `keeps` refuses are passed over as if they were not there.
 */
export class MergeCursor implements Cursor {
  readonly entry = new Entry();
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
      this.#sink();
    }
    this.advance();
  }

  advance(): void {
    this.isValid = false;
    let head = this.#cursors[0];
    while (head !== undefined && !this.isValid) {
      this.entry.copyFrom(head.entry);
      this.isValid = this.#keeps(head.entry);
      head = this.#take(head);
      while (head !== undefined && compareKeys(head.entry, this.entry) === 0) {
        if (this.#keeps(head.entry)) this.#mergeIn(head.entry);
        head = this.#take(head);
      }
    }
  }

  #mergeIn(other: Entry): void {
    if (this.isValid) this.entry.merge(other);
    else this.entry.copyPayload(other);
    this.isValid = true;
  }

  /** Moves the first cursor on; returns the one that is first then. */
  #take(head: Cursor): Cursor | undefined {
    this.taken++;
    head.advance();
    if (head.isValid) this.#sink();
    else this.#cursors.shift();
    return this.#cursors[0];
  }

  /** Puts the first cursor in its place. */
  #sink(): void {
    const cursors = this.#cursors;
    const moved = cursors[0];
    if (moved === undefined) return;
    let at = 0;
    for (;;) {
      const next = cursors[at + 1];
      if (next === undefined || compareKeys(moved.entry, next.entry) <= 0) break;
      cursors[at] = next;
      at++;
    }
    cursors[at] = moved;
  }
}
