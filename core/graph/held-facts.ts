import type { Fact } from './fact.ts';

/**
 * Facts that are too many to be remembered, held until the next append by their subject or object and
 * by predicate, up to a number of all of them. What is beyond is read for each question.
 */
export class HeldFacts<Key, Predicate> {
  readonly #facts = new Map<Key, Map<Predicate, readonly Fact[]>>();
  readonly #capacity: number;
  #count = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(key: Key, predicate: Predicate): readonly Fact[] | undefined {
    return this.#facts.get(key)?.get(predicate);
  }

  /** Holds facts, if there is room. */
  hold(key: Key, predicate: Predicate, facts: readonly Fact[]): void {
    if (this.#count + facts.length > this.#capacity) return;
    this.#count += facts.length;
    const ofKey = this.#facts.get(key);
    if (ofKey === undefined) this.#facts.set(key, new Map([[predicate, facts]]));
    else ofKey.set(predicate, facts);
  }

  clear(): void {
    this.#facts.clear();
    this.#count = 0;
  }
}
