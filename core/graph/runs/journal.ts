import { BlockBuilder } from './block-builder.ts';
import { BlockCursor } from './block-cursor.ts';
import type { Entry } from './entry.ts';
import type { RunParameters } from './run-parameters.ts';
import { assertRowFits, blobColumn, numberColumn } from './run-storage.ts';
import type { Compression, RunStorage } from './run-storage.ts';
import { journalTable } from './table-names.ts';

/**
 * What was appended and is in no run yet, one row for each append: what makes an append durable.
 * A generation's journal is a table of its own, because dropping a table costs no rows.
 */
export class Journal {
  readonly #storage: RunStorage;
  readonly #compression: Compression;
  readonly #rowBytes: number;
  readonly #block: BlockBuilder;
  #table = '';
  /** Rows of the open journal. */
  rows = 0;

  constructor(storage: RunStorage, compression: Compression, parameters: RunParameters) {
    this.#storage = storage;
    this.#compression = compression;
    this.#rowBytes = parameters.journalRowBytes;
    this.#block = new BlockBuilder(65_536, parameters.restartEntries);
  }

  /** Begins the journal of a generation (2 rows). */
  create(generation: number): void {
    this.#table = journalTable(generation);
    this.rows = 0;
    this.#storage.exec(`CREATE TABLE ${this.#table} (id INTEGER PRIMARY KEY, entries BLOB)`);
  }

  /** Goes on with a journal that exists. */
  resume(generation: number): void {
    this.#table = journalTable(generation);
    const [row] = this.#storage.exec(`SELECT count(*) FROM ${this.#table}`);
    this.rows = numberColumn(row?.[0]);
  }

  /** Adds an entry to the row that `commit` will write. */
  add(entry: Entry): void {
    this.#block.add(entry);
    if (this.#block.bytes >= this.#rowBytes) this.commit();
  }

  /** Writes what was added, if anything (1 row). */
  commit(): void {
    if (this.#block.count === 0) return;
    const packed = this.#compression.compress(this.#block.finish());
    assertRowFits(this.#table, packed);
    this.#storage.exec(`INSERT INTO ${this.#table} (entries) VALUES (?)`, packed);
    this.rows++;
  }

  /** Shows every entry of a generation, in the order in which they were added. */
  replay(generation: number, visit: (entry: Entry) => void): void {
    const table = journalTable(generation);
    const cursor = new BlockCursor();
    const [row] = this.#storage.exec(`SELECT max(id) FROM ${table}`);
    const lastId = row?.[0] ?? 0;
    for (let id = 1; id <= Number(lastId); id++) {
      const [found] = this.#storage.exec(`SELECT entries FROM ${table} WHERE id = ?`, id);
      if (found === undefined) continue;
      cursor.open(this.#compression.decompress(blobColumn(found[0])));
      for (; cursor.isValid; cursor.advance()) visit(cursor.entry);
    }
  }
}
