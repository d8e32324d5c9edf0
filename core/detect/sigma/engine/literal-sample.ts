import { TRIGRAMS } from './char-classes.ts';
import { LiteralSet, trigramAt } from './literal-set.ts';
import type { Literal } from './literal-set.ts';

/** Units of text that a sample is full with: the values of some thousand records. */
const SAMPLE_UNITS = 200_000;

/** Units that one value may add, so that one long value does not stand for all. */
const MAX_VALUE_UNITS = 4000;

/** Counts which three characters the texts of a field hold, to choose better marks. */
export class LiteralSample {
  readonly #literals: readonly Literal[];
  readonly #before: (trigram: number) => number;
  readonly #counts = new Uint32Array(TRIGRAMS);
  #units = 0;

  /** @param before what was thought of rarity, for what the sample does not hold */
  constructor(literals: readonly Literal[], before: (trigram: number) => number) {
    this.#literals = literals;
    this.#before = before;
  }

  get isFull(): boolean {
    return this.#units >= SAMPLE_UNITS;
  }

  /** @param text in lower case */
  add(text: string): void {
    const length = Math.min(text.length, MAX_VALUE_UNITS);
    for (let i = 0; i + 2 < length; i++) {
      const trigram = trigramAt(text, i);
      this.#counts[trigram] = (this.#counts[trigram] ?? 0) + 1;
    }
    this.#units += length;
  }

  /** The same literals, marked by what was seen to be rare. */
  learned(): LiteralSet {
    const units = Math.max(1, this.#units);
    // A text of a hundred units is what rarity is a share of.
    const seen = (trigram: number) => (100 * (this.#counts[trigram] ?? 0)) / units;
    return new LiteralSet(this.#literals, (trigram) => seen(trigram) + this.#before(trigram) / 100);
  }
}
