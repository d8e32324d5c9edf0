import { bloomMayHave } from './bloom-filter.ts';
import { Directory } from './directory.ts';
import { IndexCache } from './index-cache.ts';
import type { ExtentIndex } from './index-cache.ts';
import { LruCache } from './lru-cache.ts';
import type { RunParameters } from './run-parameters.ts';
import { assertRowFits, blobColumn, numberColumn } from './run-storage.ts';
import type { Compression, RunStorage } from './run-storage.ts';
import type { Extent } from './run.ts';
import { extentTable } from './table-names.ts';

/** What a writer puts into a row. */
export interface ExtentContent {
  readonly firstKey: Uint8Array;
  readonly entries: number;
  readonly facts: number;
  readonly medianLast: number;
  readonly directory: Uint8Array;
  readonly bloom: Uint8Array;
  readonly data: Uint8Array;
}

/** Where a cursor gets blocks from. */
export interface BlockSource {
  directory(extent: Extent): Directory;
  block(extent: Extent, index: number): Uint8Array;
}

/** More than an extent has blocks, so that (extent, block) is one number. */
const MAX_BLOCKS = 65_536;

/** Extents in tables: the only SQL about them, and the caches that reads go through. */
export class ExtentStore implements BlockSource {
  readonly #storage: RunStorage;
  readonly #compression: Compression;
  readonly #tableExtents: number;
  readonly #blocks: LruCache<Uint8Array>;
  readonly #indexes: IndexCache;
  #nextUid = 1;

  constructor(storage: RunStorage, compression: Compression, parameters: RunParameters) {
    this.#storage = storage;
    this.#compression = compression;
    this.#tableExtents = parameters.tableExtents;
    this.#blocks = new LruCache(parameters.blockCacheBytes);
    this.#indexes = new IndexCache(parameters.indexCacheBytes);
  }

  /** Bytes held by the caches. */
  get cachedBytes(): number {
    return this.#blocks.bytes + this.#indexes.bytes;
  }

  /** Forgets all cached blocks and filters. */
  clearCaches(): void {
    this.#blocks.clear();
    this.#indexes.clear();
  }

  /** Writes an extent of a run: one row, and two more for the table that every few need. */
  write(run: number, index: number, content: ExtentContent): Extent {
    const table = extentTable(run, Math.floor(index / this.#tableExtents));
    const { firstKey, entries, facts, medianLast, directory, bloom, data } = content;
    assertRowFits(table, firstKey, directory, bloom, data);
    if (index % this.#tableExtents === 0) {
      // the small columns first: they are read without the pages of the large ones
      this.#storage.exec(
        `CREATE TABLE ${table} (id INTEGER PRIMARY KEY, first_key BLOB, entries INTEGER,
          facts INTEGER, bytes INTEGER, median_last REAL, directory BLOB, bloom BLOB, data BLOB)`,
      );
    }
    const bytes = firstKey.length + directory.length + bloom.length + data.length;
    this.#storage.exec(
      `INSERT INTO ${table} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      index,
      firstKey,
      entries,
      facts,
      bytes,
      medianLast,
      directory,
      bloom,
      data,
    );
    const uid = this.#nextUid++;
    return { uid, table, id: index, firstKey, entries, facts, bytes, medianLast, index: undefined };
  }

  /** The extents of a run, in order, from its tables. */
  list(tables: readonly string[]): Extent[] {
    const extents: Extent[] = [];
    for (const table of tables) {
      const rows = this.#storage.exec(
        `SELECT id, first_key, entries, facts, bytes, median_last FROM ${table} ORDER BY id`,
      );
      for (const [id, firstKey, entries, facts, bytes, medianLast] of rows) {
        extents.push({
          uid: this.#nextUid++,
          table,
          id: numberColumn(id),
          firstKey: blobColumn(firstKey),
          entries: numberColumn(entries),
          facts: numberColumn(facts),
          bytes: numberColumn(bytes),
          medianLast: numberColumn(medianLast),
          index: undefined,
        });
      }
    }
    return extents;
  }

  /** Whether an extent may have the key with this hash: false is certain. */
  mayHave(extent: Extent, low: number, high: number): boolean {
    return bloomMayHave(this.#index(extent).bloom, low, high);
  }

  directory(extent: Extent): Directory {
    return this.#index(extent).directory;
  }

  /** A block, decompressed, from the cache when it is there. */
  block(extent: Extent, index: number): Uint8Array {
    const cacheKey = extent.uid * MAX_BLOCKS + index;
    const cached = this.#blocks.get(cacheKey);
    if (cached !== undefined) return cached;
    const directory = this.directory(extent);
    const start = directory.blockStart(index);
    const [row] = this.#storage.exec(
      `SELECT substr(data, ?, ?) FROM ${extent.table} WHERE id = ?`,
      start + 1,
      directory.blockEnd(index) - start,
      extent.id,
    );
    // a copy, because what decompress returns may be a small part of a large buffer
    const block = new Uint8Array(this.#compression.decompress(blobColumn(row?.[0])));
    this.#blocks.add(cacheKey, block, block.length);
    return block;
  }

  /** A reader that goes through whole extents and leaves the caches alone: for merges and scans. */
  stream(): BlockSource {
    let current: Extent | undefined;
    let directory: Directory | undefined;
    let data = new Uint8Array(0);
    const load = (extent: Extent): Directory => {
      if (current === extent && directory !== undefined) return directory;
      const sql = `SELECT directory, data FROM ${extent.table} WHERE id = ?`;
      const [row] = this.#storage.exec(sql, extent.id);
      current = extent;
      directory = new Directory(blobColumn(row?.[0]));
      data = new Uint8Array(blobColumn(row?.[1]));
      return directory;
    };
    return {
      directory: load,
      block: (extent, index) => {
        const known = load(extent);
        const packed = data.subarray(known.blockStart(index), known.blockEnd(index));
        return this.#compression.decompress(packed);
      },
    };
  }

  #index(extent: Extent): ExtentIndex {
    const cached = this.#indexes.get(extent);
    if (cached !== undefined) return cached;
    const sql = `SELECT directory, bloom FROM ${extent.table} WHERE id = ?`;
    const [row] = this.#storage.exec(sql, extent.id);
    const [directory, bloom] = [blobColumn(row?.[0]), blobColumn(row?.[1])];
    const bytes = directory.length + bloom.length;
    const index = { directory: new Directory(directory), bloom, bytes, isUsed: true };
    this.#indexes.add(extent, index);
    return index;
  }
}
