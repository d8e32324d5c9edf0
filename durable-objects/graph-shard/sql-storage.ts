import type { RunStorage, SqlValue } from '../../core/graph/runs/run-storage.ts';

/** Rows that statements read and wrote: what Cloudflare bills. */
export interface RowMeters {
  rowsRead: number;
  rowsWritten: number;
}

/** A Durable Object's SQLite as the fact store needs it, counting the rows of every statement. */
export class SqlRunStorage implements RunStorage {
  readonly #storage: DurableObjectStorage;
  readonly #meters: RowMeters;

  /** @param meters counted up by every statement, also those of a transaction that is undone */
  constructor(storage: DurableObjectStorage, meters: RowMeters) {
    this.#storage = storage;
    this.#meters = meters;
  }

  exec(sql: string, ...bindings: readonly SqlValue[]): readonly (readonly SqlValue[])[] {
    const cursor = this.#storage.sql.exec(sql, ...bindings.map(toBinding));
    // Read to its end, always: an open cursor locks its table, even for later requests, and the
    // numbers of rows are right only when it is done.
    const rows = [...cursor.raw()].map((row) => row.map(fromColumn));
    this.#meters.rowsRead += cursor.rowsRead;
    this.#meters.rowsWritten += cursor.rowsWritten;
    return rows;
  }

  transaction<T>(body: () => T): T {
    return this.#storage.transactionSync(body);
  }
}

function toBinding(value: SqlValue): SqlStorageValue {
  if (!(value instanceof Uint8Array)) return value;
  // a binding is a whole buffer; a copy, because slice() of a Node buffer would still be a part
  return new Uint8Array(value).buffer;
}

function fromColumn(value: SqlStorageValue): SqlValue {
  return value instanceof ArrayBuffer ? new Uint8Array(value) : value;
}
