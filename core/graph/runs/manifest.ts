import type { RunHeader } from './run.ts';
import { assertRowFits, blobColumn } from './run-storage.ts';
import type { RunStorage } from './run-storage.ts';
import { Retention } from './retention.ts';
import { STATE_TABLE } from './table-names.ts';

/** A merge under way. What it has written so far are the extents of its output. */
export interface JobHeader {
  readonly output: RunHeader;
  /** Runs to be merged, by id. */
  readonly inputs: readonly number[];
}

/** What the store consists of: one row, so that it changes from one moment to the next. */
export interface Manifest {
  /** Key of the hash in filters and tables. */
  readonly secret: readonly [number, number];
  readonly nextRun: number;
  /** Generations up to this are in runs, and their journals are of no more use. */
  readonly flushed: number;
  readonly runs: readonly RunHeader[];
  readonly jobs: readonly JobHeader[];
}

/** The few values that a store keeps by name. */
export class StateTable {
  readonly #storage: RunStorage;

  constructor(storage: RunStorage) {
    this.#storage = storage;
  }

  /** The manifest; undefined in a storage where no store was before. */
  load(): Manifest | undefined {
    this.#storage.exec(
      `CREATE TABLE IF NOT EXISTS ${STATE_TABLE} (name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID`,
    );
    const bytes = this.#get('manifest');
    return bytes === undefined ? undefined : JSON.parse(new TextDecoder().decode(bytes));
  }

  save(manifest: Manifest): void {
    this.#set('manifest', new TextEncoder().encode(JSON.stringify(manifest)));
  }

  loadRetention(): Retention {
    const bytes = this.#get('retention');
    return bytes === undefined ? new Retention() : Retention.decode(bytes);
  }

  saveRetention(retention: Retention): void {
    this.#set('retention', retention.encode());
  }

  #get(name: string): Uint8Array | undefined {
    const [row] = this.#storage.exec(`SELECT value FROM ${STATE_TABLE} WHERE name = ?`, name);
    return row === undefined ? undefined : blobColumn(row[0]);
  }

  #set(name: string, value: Uint8Array): void {
    assertRowFits(STATE_TABLE, value);
    this.#storage.exec(`INSERT OR REPLACE INTO ${STATE_TABLE} VALUES (?, ?)`, name, value);
  }
}
