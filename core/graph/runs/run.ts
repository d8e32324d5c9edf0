import { compareBytes } from './bytes.ts';
import type { Entry } from './entry.ts';
import type { ExtentIndex } from './index-cache.ts';

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
  /** Its directory and filter while the index cache keeps them: asked too often to be looked up. */
  index: ExtentIndex | undefined;
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
  /** The beginnings of the extents' first keys, as numbers: faster to search than bytes. */
  readonly beginnings: Float64Array;
}

/** A run of extents, in order. */
export function makeRun(header: RunHeader, extents: readonly Extent[]): Run {
  const beginnings = Float64Array.from(extents, ({ firstKey }) =>
    beginning(firstKey, firstKey.length),
  );
  return { ...header, extents, beginnings };
}

/** The place in `extents` of the last that begins at or before a key; 0 when all are after. */
export function findExtent(run: Run, target: Entry): number {
  const { key, length } = target;
  const wanted = beginning(key, length);
  let low = 0;
  let high = run.extents.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    let order = (run.beginnings[middle] ?? 0) - wanted;
    if (order === 0) {
      const first = run.extents[middle]?.firstKey ?? key;
      order = compareBytes(first, 0, first.length, key, 0, length);
    }
    if (order <= 0) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The first six bytes of a key as a number; those that are missing count as zeros. */
function beginning(key: Uint8Array, length: number): number {
  let value = 0;
  for (let i = 0; i < 6; i++) value = value * 256 + (i < length ? (key[i] ?? 0) : 0);
  return value;
}
