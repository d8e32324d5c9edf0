import { BlockCursor } from './block-cursor.ts';
import { compareBytes } from './bytes.ts';
import { compareKeys, hasPrefix } from './cursor.ts';
import type { Cursor } from './cursor.ts';
import type { Entry } from './entry.ts';
import type { BlockSource, ExtentStore } from './extent-store.ts';
import { findExtent } from './run.ts';
import type { Extent, Run } from './run.ts';

/** The hash of a key or prefix, as the filters ask for it. */
export interface KeyHash {
  readonly low: number;
  readonly high: number;
}

/** Reads a run from a key on, to its end or as long as keys have a prefix. */
export class RunCursor implements Cursor {
  #run: Run;
  readonly #source: BlockSource;
  readonly #block = new BlockCursor();
  #prefix: Entry | undefined;
  #extent = 0;
  #index = 0;
  isValid = false;

  /** @param prefix with it, the run seems to end where keys do not have it any more */
  constructor(run: Run, source: BlockSource, prefix?: Entry) {
    this.#run = run;
    this.#source = source;
    this.#prefix = prefix;
  }

  /** Has another run and prefix from now on, and must be sent somewhere. */
  reset(run: Run, prefix: Entry): void {
    this.#run = run;
    this.#prefix = prefix;
    this.isValid = false;
  }

  get entry(): Entry {
    return this.#block.entry;
  }

  /** Goes to the first entry of an extent. */
  openExtent(extent: number): void {
    this.#openBlock(extent, 0);
  }

  /** Goes to the first entry after a key. */
  seekAfter(target: Entry): void {
    this.seek(target);
    if (this.isValid && compareKeys(this.entry, target) === 0) this.advance();
  }

  /** Goes to the first entry that is not before a key. */
  seek(target: Entry): void {
    this.#extent = findExtent(this.#run, target);
    const extent = this.#run.extents[this.#extent];
    this.isValid = false;
    if (extent === undefined) return;
    this.#index = this.#source.directory(extent).find(target);
    this.#block.seek(this.#source.block(extent, this.#index), target);
    this.#settle();
  }

  advance(): void {
    this.#block.advance();
    this.#settle();
  }

  /** Goes over to the next block or extent where one ends, and stops where the prefix does. */
  #settle(): void {
    if (!this.#block.isValid) {
      const extent = this.#run.extents[this.#extent];
      if (extent === undefined) return;
      const isLast = this.#index + 1 >= this.#source.directory(extent).count;
      this.#openBlock(isLast ? this.#extent + 1 : this.#extent, isLast ? 0 : this.#index + 1);
      return;
    }
    this.isValid = this.#prefix === undefined || hasPrefix(this.entry, this.#prefix);
  }

  #openBlock(extentAt: number, index: number): void {
    this.#extent = extentAt;
    this.#index = index;
    const extent = this.#run.extents[extentAt];
    this.isValid = false;
    if (extent === undefined) return;
    if (index === 0 && this.#prefix !== undefined && !beginsWith(extent, this.#prefix)) return;
    this.#block.open(this.#source.block(extent, index));
    this.#settle();
  }
}

/**
 * Cursors that are used again: each has room for the longest key, which is more than most reads
 * take in. Those that are taken are given back together, when what was asked has been answered.
 */
export class RunCursors {
  readonly #extents: ExtentStore;
  readonly #cursors: RunCursor[] = [];
  /** How many are taken. */
  #taken = 0;

  constructor(extents: ExtentStore) {
    this.#extents = extents;
  }

  /** Answers a question, for which cursors may be taken that are of no use afterwards. */
  answering<T>(answer: () => T): T {
    const before = this.#taken;
    try {
      return answer();
    } finally {
      this.#taken = before;
    }
  }

  /**
   * A cursor over the entries of a run that have a prefix and are not before `target`; undefined,
   * with nothing read, where filters say that there are none. `prefix` must stay as it is for as
   * long as the cursor is used.
   */
  openWithin(run: Run, prefix: Entry, target: Entry, hash: KeyHash): RunCursor | undefined {
    const at = findExtent(run, target);
    const extent = run.extents[at];
    if (extent === undefined) return undefined;
    if (this.#extents.mayHave(extent, hash.low, hash.high)) {
      const cursor = this.#take(run, prefix);
      cursor.seek(target);
      return cursor;
    }
    // what has the prefix may still begin with the extent after
    const next = run.extents[at + 1];
    if (next === undefined || !beginsWith(next, prefix)) return undefined;
    const cursor = this.#take(run, prefix);
    cursor.openExtent(at + 1);
    return cursor;
  }

  #take(run: Run, prefix: Entry): RunCursor {
    let cursor = this.#cursors[this.#taken];
    if (cursor === undefined) {
      cursor = new RunCursor(run, this.#extents, prefix);
      this.#cursors.push(cursor);
    }
    this.#taken += 1;
    cursor.reset(run, prefix);
    return cursor;
  }
}

/**
 * Finds the entry of a key in a run, reading at most one block. Returns undefined when the run
 * does not have it, and otherwise `cursor`'s entry.
 */
export function findInRun(
  run: Run,
  target: Entry,
  hash: KeyHash,
  extents: ExtentStore,
  cursor: BlockCursor,
): Entry | undefined {
  const extent = run.extents[findExtent(run, target)];
  if (extent === undefined || !extents.mayHave(extent, hash.low, hash.high)) return undefined;
  cursor.seek(extents.block(extent, extents.directory(extent).find(target)), target);
  return cursor.isValid && compareKeys(cursor.entry, target) === 0 ? cursor.entry : undefined;
}

/** Whether a run may have keys with the prefix that a filter knows: false is certain. */
export function mayHavePrefix(
  run: Run,
  prefix: Entry,
  hash: KeyHash,
  extents: ExtentStore,
): boolean {
  const at = findExtent(run, prefix);
  const extent = run.extents[at];
  if (extent === undefined) return false;
  if (extents.mayHave(extent, hash.low, hash.high)) return true;
  const next = run.extents[at + 1];
  return next !== undefined && beginsWith(next, prefix);
}

function beginsWith(extent: Extent, prefix: Entry): boolean {
  const { firstKey } = extent;
  if (firstKey.length < prefix.length) return false;
  return compareBytes(firstKey, 0, prefix.length, prefix.key, 0, prefix.length) === 0;
}
