/** The sizes that decide what the store costs; docs/design/store.md has the measurements. */
export interface RunParameters {
  /** Facts in a memtable before it is sealed and flushed. Two memtables are in memory. */
  readonly memtableRows: number;
  /** Bytes of long texts in a memtable before it is sealed all the same. */
  readonly memtableTextBytes: number;
  /** Journal rows of one memtable: bounds how long an object takes to start again. */
  readonly journalRows: number;
  /** Bytes in one journal row before compression; a larger batch takes several rows. */
  readonly journalRowBytes: number;
  /** Bytes in a block before compression: the least that a read has to decompress. */
  readonly blockBytes: number;
  /** A block's entries stand on their own once in so many, so that a search can begin there. */
  readonly restartEntries: number;
  /** Compressed bytes of blocks packed in one row. */
  readonly extentBytes: number;
  /** Rows in one table: what can be dropped at once, for nothing, and in milliseconds. */
  readonly tableExtents: number;
  /** Runs of one level that are merged into one of the next. */
  readonly fan: number;
  /** Entries that an append flushes or merges at least, while there is work. */
  readonly stepEntries: number;
  /** Entries that an append flushes or merges at most; what is owed beyond them waits. */
  readonly maxStepEntries: number;
  /**
   * Entries owed to flushing and merging for each that comes into the memtable. Must be more than
   * how often an entry is rewritten (once when flushed and once a level), or what is owed grows.
   */
  readonly stepPerEntry: number;
  /** Decompressed blocks kept for reads. */
  readonly blockCacheBytes: number;
  /** Bloom filters and block directories kept for reads. */
  readonly indexCacheBytes: number;
}

/** Parameters for a shard of one Durable Object (128 MB of memory). */
export const RUN_PARAMETERS: RunParameters = {
  memtableRows: 65_536,
  memtableTextBytes: 4_000_000,
  journalRows: 2_000,
  journalRowBytes: 1_000_000,
  blockBytes: 8_192,
  restartEntries: 16,
  extentBytes: 110_000, // SQLite loads all of a row's data to read a part of it
  tableExtents: 16,
  fan: 6,
  stepEntries: 3_000,
  maxStepEntries: 16_000,
  stepPerEntry: 6,
  blockCacheBytes: 12_000_000,
  indexCacheBytes: 20_000_000,
};
