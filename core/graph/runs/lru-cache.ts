/** Keeps what was used most recently, up to a number of bytes. */
export class LruCache<V> {
  readonly #capacityBytes: number;
  /** Maps iterate in order of insertion, so the first is the one unused for longest. */
  readonly #kept = new Map<number, { readonly value: V; readonly bytes: number }>();
  #bytes = 0;

  constructor(capacityBytes: number) {
    this.#capacityBytes = capacityBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(key: number): V | undefined {
    const kept = this.#kept.get(key);
    if (kept === undefined) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return kept.value;
  }

  /** Keeps a value that the cache does not have. */
  add(key: number, value: V, bytes: number): void {
    this.#kept.set(key, { value, bytes });
    this.#bytes += bytes;
    for (const [oldest, { bytes: freed }] of this.#kept) {
      if (this.#bytes <= this.#capacityBytes) return;
      this.#kept.delete(oldest);
      this.#bytes -= freed;
    }
  }

  clear(): void {
    this.#kept.clear();
    this.#bytes = 0;
  }
}
