import type { Cursor } from './cursor.ts';
import type { Entry } from './entry.ts';
import { BY_OBJECT } from './keys.ts';
import type { Memtable } from './memtable.ts';

/**
 * All entries of a memtable, order after order. Each order is sorted when its turn comes, so that
 * no single step has to sort them all.
 */
export class FlushCursor implements Cursor {
  readonly #parts: (() => Cursor)[];
  #current: Cursor;

  constructor(memtable: Memtable) {
    this.#parts = [() => memtable.allByObject(BY_OBJECT), () => memtable.texts.cursor()];
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
