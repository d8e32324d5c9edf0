/** What new things may take of all there is room for. */
const SMALL_SHARE = 0.1;

/** There may be more than there should by a share of one in so many: counting takes a while. */
const UNCOUNTED_SHARE = 6;

/** Keys that are known of things that went, by what there is room for: a key is little. */
const GHOST_SHARE = 1 / 3;

interface Kept<T> {
  value: T;
  /** The round in which it came; being used again in the same one says nothing. */
  round: number;
  /** Whether it was used since it came, or since it was last spared. */
  isUsed: boolean;
}

/**
 * Things by their keys, up to a size of all of them; those stay that are used again. New ones have to be
 * used in a later round soon, or they go, for most never are again; of who comes back after that, it is
 * known that it does. This is S3-FIFO (Yang, Zhang, Qiu, Yue, Rashmi: "FIFO queues are all you need
 * for cache eviction", SOSP 2023), with sizes that can change and are counted now and then.
 */
export class S3Fifo<K, T> {
  readonly #small = new Map<K, Kept<T>>();
  readonly #main = new Map<K, Kept<T>>();
  /** Keys of what went without being used. */
  readonly #ghosts = new Set<K>();
  readonly #capacity: number;
  readonly #sizeOf: (value: T) => number;
  readonly #mostOf: (value: T) => T;
  #round = 0;
  /** How much, at most, came since all was last counted. */
  #uncounted = 0;

  /**
   * @param mostOf what is left of a thing that is spared: the part of it that is likeliest to be used
   *   again
   */
  constructor(capacity: number, sizeOf: (value: T) => number, mostOf = (value: T) => value) {
    this.#capacity = capacity;
    this.#sizeOf = sizeOf;
    this.#mostOf = mostOf;
  }

  /** A thing, if it is kept; asking for it uses it. */
  use(key: K): T | undefined {
    const kept = this.#find(key);
    if (kept !== undefined && kept.round !== this.#round) kept.isUsed = true;
    return kept?.value;
  }

  /** The same without using it. */
  peek(key: K): T | undefined {
    return this.#find(key)?.value;
  }

  set(key: K, value: T): void {
    this.#uncounted += this.#sizeOf(value);
    const kept = this.#find(key);
    if (kept !== undefined) {
      kept.value = value;
      return;
    }
    const queue = this.#ghosts.delete(key) ? this.#main : this.#small;
    queue.set(key, { value, round: this.#round, isUsed: false });
  }

  /** Says that a thing has become larger. */
  grow(size: number): void {
    this.#uncounted += size;
  }

  delete(key: K): void {
    if (!this.#small.delete(key)) this.#main.delete(key);
  }

  clear(): void {
    this.#small.clear();
    this.#main.clear();
    this.#ghosts.clear();
    this.#uncounted = 0;
  }

  /** Begins a round, and lets go what is too much. */
  nextRound(): void {
    this.#round += 1;
    if (this.#uncounted > this.#capacity / UNCOUNTED_SHARE) this.#trim();
  }

  /** Lets go what is too much before the round ends, where a round may bring any number of things. */
  trimWhenFull(): void {
    if (this.#uncounted > this.#capacity) this.#trim();
  }

  #trim(): void {
    this.#uncounted = 0;
    const small = this.#total(this.#small);
    const main = this.#total(this.#main);
    const moved = this.#trimSmall(small, main);
    this.#trimMain(main + moved);
    for (const key of this.#ghosts) {
      if (this.#ghosts.size <= this.#capacity * GHOST_SHARE) break;
      this.#ghosts.delete(key);
    }
  }

  #find(key: K): Kept<T> | undefined {
    return this.#main.get(key) ?? this.#small.get(key);
  }

  #total(queue: ReadonlyMap<K, Kept<T>>): number {
    let total = 0;
    for (const { value } of queue.values()) total += this.#sizeOf(value);
    return total;
  }

  /** Lets the oldest of the new things go, or lets them in. Returns how much it let in. */
  #trimSmall(before: number, main: number): number {
    let total = before;
    let moved = 0;
    for (const [key, kept] of this.#small) {
      const room = Math.max(this.#capacity * SMALL_SHARE, this.#capacity - main - moved);
      if (total <= room) break;
      this.#small.delete(key);
      total -= this.#sizeOf(kept.value);
      if (kept.isUsed) moved += this.#spare(key, kept);
      else this.#ghosts.add(key);
    }
    return moved;
  }

  #trimMain(before: number): void {
    const room = this.#capacity * (1 - SMALL_SHARE);
    let total = before;
    // What is spared is put behind the others, where it is come to again if these are not enough.
    for (const [key, kept] of this.#main) {
      if (total <= room) return;
      this.#main.delete(key);
      total -= this.#sizeOf(kept.value);
      if (kept.isUsed) total += this.#spare(key, kept);
    }
  }

  /** Lets a thing stay for another time. Returns its size. */
  #spare(key: K, { value }: Kept<T>): number {
    const most = this.#mostOf(value);
    this.#main.set(key, { value: most, round: this.#round, isUsed: false });
    return this.#sizeOf(most);
  }
}
