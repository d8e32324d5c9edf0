/** What a column may hold. */
export type SqlValue = null | number | string | Uint8Array;

/** The few things the store needs of SQLite, so that it runs on any. */
export interface RunStorage {
  /**
   * Runs one statement to its end and returns its rows, as arrays of columns. Nothing of the
   * statement stays open: an open cursor would lock its table against being dropped.
   */
  exec(sql: string, ...bindings: readonly SqlValue[]): readonly (readonly SqlValue[])[];
  /** Runs `body`; when it throws, undoes what it wrote (tables too) and throws the same. */
  transaction<T>(body: () => T): T;
}

/** A lossless compression of bytes, such as zstd. Results may be parts of larger buffers. */
export interface Compression {
  compress(bytes: Uint8Array): Uint8Array;
  decompress(bytes: Uint8Array): Uint8Array;
}

/**
 * The most bytes of one row. Durable Objects refuse 2 MB in production but not when run locally,
 * so the store has to be sure by itself.
 */
export const MAX_ROW_BYTES = 1_900_000;

/** Throws when the blobs of one row are together too large to be stored. */
export function assertRowFits(table: string, ...blobs: readonly Uint8Array[]): void {
  const bytes = blobs.reduce((sum, blob) => sum + blob.length, 0);
  if (bytes >= MAX_ROW_BYTES) throw new Error(`a row of ${table} has ${bytes} bytes`);
}

/** A column that must be a blob. */
export function blobColumn(value: SqlValue | undefined): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new Error('a stored column is not a blob');
}

/** A column that must be a number. */
export function numberColumn(value: SqlValue | undefined): number {
  if (typeof value === 'number') return value;
  throw new Error('a stored column is not a number');
}

/** A column that must be a text. */
export function textColumn(value: SqlValue | undefined): string {
  if (typeof value === 'string') return value;
  throw new Error('a stored column is not a text');
}
