import { compareBytes } from './bytes.ts';
import type { Entry } from './entry.ts';

/** One row of packed blocks, as memory knows it; the rest is read when needed. */
export interface Extent {
  /** Different for all extents that a store has open. */
  readonly uid: number;
  readonly table: string;
  readonly id: number;
  readonly firstKey: Uint8Array;
  readonly entries: number;
  /** Entries by subject. */
  readonly facts: number;
  /** Bytes of the row. */
  readonly bytes: number;
  /** Half of its facts were last seen before this. */
  readonly medianLast: number;
}

/** What the manifest keeps of a run. */
export interface RunHeader {
  readonly id: number;
  /** How many times its entries were merged. */
  readonly level: number;
  /** The last memtable generation in it. Runs hold generations that follow each other. */
  readonly upTo: number;
  /** The retention mark that it was last held against. */
  readonly retained: number;
}

/** Sorted entries, never changed once written. */
export interface Run extends RunHeader {
  readonly extents: readonly Extent[];
}

/** The place in `extents` of the last that begins at or before a key; 0 when all are after. */
export function findExtent(run: Run, target: Entry): number {
  let low = 0;
  let high = run.extents.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const first = run.extents[middle]?.firstKey;
    if (first === undefined) break;
    if (compareBytes(first, 0, first.length, target.key, 0, target.length) <= 0) low = middle;
    else high = middle - 1;
  }
  return low;
}
