import type { Directory } from './directory.ts';

/** What has to be known of an extent before any of its blocks is read. */
export interface ExtentIndex {
  readonly directory: Directory;
  readonly bloom: Uint8Array;
  readonly bytes: number;
  /** Whether it was asked for since the cache last thought of letting it go. */
  isUsed: boolean;
}

/** An extent holds its own index while that is cached. */
export interface IndexHolder {
  index: ExtentIndex | undefined;
}

/**
 * Keeps the indexes of extents, up to a number of bytes. Each lookup in the store asks several,
 * so asking must cost nothing: no order of use is kept, but what is to go gets a second chance
 * when it was asked for in the meantime (the CLOCK algorithm, Corbató 1968).
 */
export class IndexCache {
  readonly #capacityBytes: number;
  readonly #holders: IndexHolder[] = [];
  #bytes = 0;

  constructor(capacityBytes: number) {
    this.#capacityBytes = capacityBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get({ index }: IndexHolder): ExtentIndex | undefined {
    if (index !== undefined) index.isUsed = true;
    return index;
  }

  /** Keeps an index with a holder that has none, and lets others go for it. */
  add(holder: IndexHolder, index: ExtentIndex): void {
    holder.index = index;
    this.#holders.push(holder);
    this.#bytes += index.bytes;
    while (this.#bytes > this.#capacityBytes && this.#holders.length > 1) this.#letGo();
  }

  clear(): void {
    for (const holder of this.#holders) holder.index = undefined;
    this.#holders.length = 0;
    this.#bytes = 0;
  }

  #letGo(): void {
    const holder = this.#holders.shift();
    if (holder?.index === undefined) return;
    if (holder.index.isUsed) {
      holder.index.isUsed = false;
      this.#holders.push(holder);
      return;
    }
    this.#bytes -= holder.index.bytes;
    holder.index = undefined;
  }
}
