import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Compression, RunStorage, SqlValue } from '../run-storage.ts';

const CHUNK = { chunkSize: 20_480 };
const LEVEL = { ...CHUNK, params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** As the Durable Object compresses. */
export const zstd: Compression = {
  compress: (bytes) => zstdCompressSync(bytes, LEVEL),
  decompress: (bytes) => zstdDecompressSync(bytes, CHUNK),
};

/** Statements kept prepared; tables come and go, and with them their statements. */
const MAX_STATEMENTS = 200;

/** SQLite in Node: the storage of tests and measurements. Counts rows as a Durable Object does. */
export class NodeStorage implements RunStorage {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #isInTransaction = false;
  /** What a Durable Object would be billed for; undone transactions included. */
  rowsWritten = 0;
  /** Bytes of all values bound to statements that write. */
  bytesWritten = 0;

  constructor(path = ':memory:') {
    this.#database = new DatabaseSync(path);
    this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF');
  }

  exec(sql: string, ...bindings: readonly SqlValue[]): readonly (readonly SqlValue[])[] {
    const statement = this.#prepare(sql);
    if (/^\s*SELECT/.test(sql)) {
      return statement.all(...bindings).map((row) => Object.values(row) as SqlValue[]);
    }
    const result = statement.run(...bindings);
    for (const value of bindings)
      this.bytesWritten += value instanceof Uint8Array ? value.length : 8;
    // measured in workerd: a new table counts two rows, a dropped one none
    if (/^\s*CREATE/.test(sql)) this.rowsWritten += 2;
    else if (!/^\s*DROP/.test(sql)) this.rowsWritten += Number(result.changes);
    return [];
  }

  transaction<T>(body: () => T): T {
    if (this.#isInTransaction) return body();
    this.#isInTransaction = true;
    this.#database.exec('BEGIN');
    try {
      const result = body();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    } finally {
      this.#isInTransaction = false;
    }
  }

  /** Bytes of the database without its free pages. */
  get databaseBytes(): number {
    const read = (name: string) => Number(this.exec(`SELECT * FROM pragma_${name}`)[0]?.[0]);
    return (read('page_count') - read('freelist_count')) * read('page_size');
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    if (this.#statements.size >= MAX_STATEMENTS) this.#statements.clear();
    this.#statements.set(sql, statement);
    return statement;
  }
}
