import type { RunStorage, SqlValue } from '../core/graph/runs/run-storage.ts';

/** Rows as billed. */
export interface RowMeters {
  readonly rowsWritten: number;
  readonly rowsRead: number;
}

/**
 * An object's SQLite, with every row counted that a statement writes or reads (law 8), also those
 * of a transaction that is undone. Statements are read to their end, always: an open cursor locks
 * its table, even for later requests, and the numbers of rows are right only when it is done.
 */
export class CountedSql implements RunStorage {
  readonly #storage: DurableObjectStorage;
  #rowsWritten = 0;
  #rowsRead = 0;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  exec(query: string, ...bindings: readonly SqlValue[]): readonly (readonly SqlValue[])[] {
    const cursor = this.#storage.sql.exec(query, ...bindings.map(toBinding));
    const rows = [...cursor.raw()].map((row) => row.map(fromColumn));
    this.#rowsWritten += cursor.rowsWritten;
    this.#rowsRead += cursor.rowsRead;
    return rows;
  }

  /** Runs a statement whose columns are known, and returns its rows in their order. */
  rows<T extends readonly SqlValue[]>(query: string, ...bindings: readonly SqlValue[]): T[] {
    return this.exec(query, ...bindings) as unknown as T[];
  }

  transaction<T>(work: () => T): T {
    return this.#storage.transactionSync(work);
  }

  /** Counts one row that the platform writes itself, such as an alarm's. */
  countWrite(): void {
    this.#rowsWritten += 1;
  }

  /** Returns what was counted since the last call. */
  takeMeters(): RowMeters {
    const meters = { rowsWritten: this.#rowsWritten, rowsRead: this.#rowsRead };
    this.#rowsWritten = 0;
    this.#rowsRead = 0;
    return meters;
  }
}

function toBinding(value: SqlValue): SqlStorageValue {
  if (!(value instanceof Uint8Array)) return value;
  // A binding is a whole buffer; a copy, because slice() of a Node buffer would still be a part.
  return new Uint8Array(value).buffer;
}

function fromColumn(value: SqlStorageValue): SqlValue {
  return value instanceof ArrayBuffer ? new Uint8Array(value) : value;
}
