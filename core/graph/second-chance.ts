/** Something that is kept while it is used. */
export interface Usable {
  /** Whether it was asked for since there was last too much. */
  isUsed: boolean;
}

/** Kept things may be more than they should by a share of one in so many: counting takes a while. */
const UNCOUNTED_SHARE = 6;

/**
 * Things by their keys, up to a size of all of them. When there is too much, the oldest go that were
 * not used since the last time; those that were get a second chance (the CLOCK algorithm, Corbató
 * 1968).
 */
export class SecondChance<K, T extends Usable> {
  readonly #things = new Map<K, T>();
  readonly #capacity: number;
  readonly #sizeOf: (thing: T) => number;
  readonly #mostOf: (thing: T) => T;
  /** How much, at most, came since all was last counted. */
  #uncounted = 0;

  /**
   * @param mostOf what is left of a thing that was used when there is too much: the part of it that is
   *   likeliest to be used again
   */
  constructor(capacity: number, sizeOf: (thing: T) => number, mostOf = (thing: T) => thing) {
    this.#capacity = capacity;
    this.#sizeOf = sizeOf;
    this.#mostOf = mostOf;
  }

  /** A thing, if it is kept; asking for it uses it. */
  use(key: K): T | undefined {
    const thing = this.#things.get(key);
    if (thing !== undefined) thing.isUsed = true;
    return thing;
  }

  /** The same without using it. */
  peek(key: K): T | undefined {
    return this.#things.get(key);
  }

  set(key: K, thing: T): void {
    this.#things.set(key, thing);
    this.#uncounted += this.#sizeOf(thing);
  }

  /** Says that a thing has become larger. */
  grow(size: number): void {
    this.#uncounted += size;
  }

  delete(key: K): void {
    this.#things.delete(key);
  }

  clear(): void {
    this.#things.clear();
    this.#uncounted = 0;
  }

  /** Lets go what is too much. */
  trim(): void {
    if (this.#uncounted <= this.#capacity / UNCOUNTED_SHARE) return;
    this.#uncounted = 0;
    let total = 0;
    for (const thing of this.#things.values()) total += this.#sizeOf(thing);
    // What was used is put behind the others, where it is come to again if these are not enough.
    for (const [key, thing] of this.#things) {
      if (total <= this.#capacity) return;
      this.#things.delete(key);
      total -= this.#sizeOf(thing);
      if (!thing.isUsed) continue;
      const most = this.#mostOf(thing);
      most.isUsed = false;
      this.#things.set(key, most);
      total += this.#sizeOf(most);
    }
  }
}
