import { TRIGRAMS } from './char-classes.ts';
import { LiteralSet, trigramAt } from './literal-set.ts';
import type { Literal } from './literal-set.ts';

/** Units of text that a sample is full with: the values of some hundred records. */
const SAMPLE_UNITS = 64_000;

/** Units that one value may add, so that one long value does not stand for all. */
const MAX_VALUE_UNITS = 2000;

/** Keeps some texts of a field, to choose better marks by what they hold. */
export class LiteralSample {
  readonly #literals: readonly Literal[];
  readonly #before: (trigram: number) => number;
  readonly #texts: string[] = [];
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
    const part = text.slice(0, MAX_VALUE_UNITS);
    this.#texts.push(part);
    this.#units += part.length + 1;
  }

  /** The same literals, marked by what was seen to be rare. */
  learned(): LiteralSet {
    const counts = new Uint32Array(TRIGRAMS);
    for (const text of this.#texts) {
      for (let i = 0; i + 2 < text.length; i++) {
        const trigram = trigramAt(text, i);
        counts[trigram] = (counts[trigram] ?? 0) + 1;
      }
    }
    // A text of a hundred units is what rarity is a share of.
    const seen = (trigram: number) => (100 * (counts[trigram] ?? 0)) / this.#units;
    return new LiteralSet(this.#literals, (trigram) => seen(trigram) + this.#before(trigram) / 100);
  }
}
