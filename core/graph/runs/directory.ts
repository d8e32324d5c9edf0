import { compareBytes } from './bytes.ts';
import type { Entry } from './entry.ts';

/**
 * The blocks of an extent: where each lies and the key it begins with. Read in place, because a
 * shard has tens of thousands of blocks and an object for each would cost more than the bytes.
 *
 *   count(u32) (end of key, end of block)(u32, u32)* keys
 */
export class Directory {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** How many blocks there are. */
  readonly count: number;
  readonly #keysAt: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.count = this.#view.getUint32(0);
    this.#keysAt = 4 + this.count * 8;
  }

  /** Where a block begins in the extent's data. */
  blockStart(block: number): number {
    return block === 0 ? 0 : this.blockEnd(block - 1);
  }

  /** Where a block ends in the extent's data. */
  blockEnd(block: number): number {
    return this.#view.getUint32(8 + block * 8);
  }

  /** The last block that begins at or before a key; the first when all begin after it. */
  find(target: Entry): number {
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#compareFirst(middle, target) <= 0) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #compareFirst(block: number, target: Entry): number {
    const from = this.#keysAt + (block === 0 ? 0 : this.#view.getUint32(4 + (block - 1) * 8));
    const to = this.#keysAt + this.#view.getUint32(4 + block * 8);
    return compareBytes(this.#bytes, from, to, target.key, 0, target.length);
  }
}

/** Makes the bytes of a directory. */
export function buildDirectory(
  firstKeys: readonly Uint8Array[],
  blockEnds: readonly number[],
): Uint8Array {
  const keyBytes = firstKeys.reduce((sum, key) => sum + key.length, 0);
  const bytes = new Uint8Array(4 + firstKeys.length * 8 + keyBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, firstKeys.length);
  const keysAt = 4 + firstKeys.length * 8;
  let keyEnd = 0;
  for (const [i, key] of firstKeys.entries()) {
    bytes.set(key, keysAt + keyEnd);
    keyEnd += key.length;
    view.setUint32(4 + i * 8, keyEnd);
    view.setUint32(8 + i * 8, blockEnds[i] ?? 0);
  }
  return bytes;
}
