import type { Cursor } from './cursor.ts';
import type { Entry } from './entry.ts';
import { BY_OBJECT } from './keys.ts';
import type { Memtable } from './memtable.ts';

/** Sorting so many facts takes about as long as moving one entry. */
const SORTED_PER_ENTRY = 4;

/**
 * All entries of a memtable, order after order. Each order is sorted when its turn comes, and
 * counted as work, so that no single step sorts both.
 */
export class FlushCursor implements Cursor {
  readonly #parts: (() => Cursor)[];
  #current: Cursor;
  /** The work that sorting was so far, in entries. */
  effort = 0;

  constructor(memtable: Memtable) {
    const byObject = () => {
      this.effort += Math.floor(memtable.count / SORTED_PER_ENTRY);
      return memtable.allByObject(BY_OBJECT);
    };
    this.#parts = [byObject, () => memtable.texts.cursor()];
    this.#current = memtable.allBySubject();
    this.#settle();
  }

  get isValid(): boolean {
    return this.#current.isValid;
  }

  get entry(): Entry {
    return this.#current.entry;
  }

  advance(): void {
    this.#current.advance();
    this.#settle();
  }

  #settle(): void {
    while (!this.#current.isValid) {
      const next = this.#parts.shift();
      if (next === undefined) return;
      this.#current = next();
    }
  }
}
