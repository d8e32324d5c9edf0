import type { Cursor } from './cursor.ts';
import { Entry, NO_ENTRY } from './entry.ts';
import type { Memtable } from './memtable.ts';

/** Reads sorted rows of a memtable. */
export class MemtableCursor implements Cursor {
  readonly entry: Entry;
  isValid = false;
  readonly #memtable: Memtable;
  readonly #rows: readonly number[];
  readonly #order: number;
  #next = 0;

  constructor(memtable: Memtable, rows: readonly number[], order: number) {
    this.#memtable = memtable;
    this.#rows = rows;
    this.#order = order;
    // Most subjects are in one place only: where there is nothing, nothing is made.
    this.entry = rows.length === 0 ? NO_ENTRY : new Entry();
    this.advance();
  }

  advance(): void {
    const row = this.#rows[this.#next++];
    this.isValid = row !== undefined;
    if (row !== undefined) this.#memtable.loadRow(row, this.#order, this.entry);
  }
}
