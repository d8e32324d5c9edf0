/** Rows as billed. */
export interface RowMeters {
  readonly rowsWritten: number;
  readonly rowsRead: number;
}

/**
 * An object's SQLite, with every row counted that a statement writes or reads (law 8). Cursors are
 * always drained: one left open would keep its table locked.
 */
export class CountedSql {
  readonly #storage: DurableObjectStorage;
  #rowsWritten = 0;
  #rowsRead = 0;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  /** Runs a statement for its effect. */
  exec(query: string, ...bindings: SqlStorageValue[]): void {
    this.rows(query, ...bindings);
  }

  /** Runs a statement, and returns its rows as arrays in the order of the columns. */
  rows<T extends SqlStorageValue[]>(query: string, ...bindings: SqlStorageValue[]): T[] {
    const cursor = this.#storage.sql.exec(query, ...bindings);
    const rows = [...cursor.raw<T>()];
    this.#rowsWritten += cursor.rowsWritten;
    this.#rowsRead += cursor.rowsRead;
    return rows;
  }

  /** Everything that `work` writes, or, if it throws, nothing. */
  transaction<T>(work: () => T): T {
    return this.#storage.transactionSync(work);
  }

  /** Returns what was counted since the last call. */
  takeMeters(): RowMeters {
    const meters = { rowsWritten: this.#rowsWritten, rowsRead: this.#rowsRead };
    this.#rowsWritten = 0;
    this.#rowsRead = 0;
    return meters;
  }
}
