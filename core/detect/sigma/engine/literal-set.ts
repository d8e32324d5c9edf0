import type { Position } from '../language/text-pattern.ts';
import { foldDashes } from '../language/text-pattern.ts';
import { CLASS_BITS, LATIN_CLASS, TRIGRAMS, classOfUnit, wideClass } from './char-classes.ts';

/** A literal to look for in texts in lower case. */
export interface Literal {
  /** In lower case, and with dashes folded when `dash` is set. At least three units. */
  readonly text: string;
  readonly position: Position;
  readonly dash: boolean;
}

/** The shortest literal that can be looked for. */
export const MIN_LITERAL = 3;

const CONTAINS = 0;
const STARTS = 1;
const ENDS = 2;
const EQUALS = 3;

const MASK = TRIGRAMS - 1;

/**
 * Finds which of thousands of literals stand in a text, in one pass. Each literal is known by its
 * rarest three characters; a table of bits says for every three characters of the text whether
 * some literal is known by them, and only then is the text compared. (Wu and Manber, 1994, with
 * the block chosen by rarity instead of by place, and without shifts: most literals are short.)
 */
export class LiteralSet {
  readonly #texts: readonly string[];
  readonly #positions: Uint8Array;
  readonly #dashes: Uint8Array;
  readonly #offsets: Uint16Array;
  readonly #bits = new Int32Array(TRIGRAMS >> 5);
  /** Hash table: three characters to the place of their bucket. */
  readonly #keys: Int32Array;
  readonly #starts: Int32Array;
  /** Buckets: how many, then so many literals. */
  readonly #buckets: Int32Array;
  readonly #slotMask: number;
  /** The pass in which a literal was last found. */
  readonly #found: Int32Array;
  #pass = 0;

  /** @param rarity how common three classes are; the rarest of a literal's becomes its mark */
  constructor(literals: readonly Literal[], rarity: (trigram: number) => number) {
    this.#texts = literals.map(({ text }) => text);
    this.#positions = Uint8Array.from(literals, ({ position }) => POSITION_CODES[position]);
    this.#dashes = Uint8Array.from(literals, ({ dash }) => (dash ? 1 : 0));
    this.#offsets = new Uint16Array(literals.length);
    this.#found = new Int32Array(literals.length);
    const byTrigram = this.#chooseMarks(literals, rarity);
    const slots = 2 ** Math.ceil(Math.log2(Math.max(2, byTrigram.size * 2)));
    this.#slotMask = slots - 1;
    this.#keys = new Int32Array(slots).fill(-1);
    this.#starts = new Int32Array(slots);
    const buckets: number[] = [];
    for (const [trigram, members] of byTrigram) {
      this.#bits[trigram >> 5] = (this.#bits[trigram >> 5] ?? 0) | (1 << (trigram & 31));
      let slot = hash(trigram) & this.#slotMask;
      while (this.#keys[slot] !== -1) slot = (slot + 1) & this.#slotMask;
      this.#keys[slot] = trigram;
      this.#starts[slot] = buckets.length;
      buckets.push(members.length, ...members);
    }
    this.#buckets = Int32Array.from(buckets);
  }

  /** Appends the numbers of the literals that stand in the text, each once. @param text lower case */
  find(text: string, into: number[]): void {
    const bits = this.#bits;
    const { length } = text;
    if (length < MIN_LITERAL) return;
    this.#pass++;
    let trigram = 0;
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i);
      const kind = unit < 256 ? (LATIN_CLASS[unit] as number) : wideClass(unit);
      trigram = ((trigram << CLASS_BITS) | kind) & MASK;
      if (((bits[trigram >> 5] as number) >>> (trigram & 31)) & 1 && i >= 2) {
        this.#verify(text, i - 2, trigram, into);
      }
    }
  }

  #verify(text: string, at: number, trigram: number, into: number[]): void {
    let slot = hash(trigram) & this.#slotMask;
    while (this.#keys[slot] !== trigram) slot = (slot + 1) & this.#slotMask;
    const start = this.#starts[slot] ?? 0;
    const end = start + (this.#buckets[start] ?? 0);
    for (let i = start + 1; i <= end; i++) {
      const literal = this.#buckets[i] ?? 0;
      if (this.#found[literal] === this.#pass) continue;
      const from = at - (this.#offsets[literal] ?? 0);
      if (from < 0) continue;
      const wanted = this.#texts[literal] ?? '';
      const position = this.#positions[literal];
      if (position !== CONTAINS) {
        if (position !== ENDS && from !== 0) continue;
        if (position !== STARTS && from + wanted.length !== text.length) continue;
      }
      const same =
        this.#dashes[literal] === 0
          ? text.startsWith(wanted, from)
          : foldDashes(text.slice(from, from + wanted.length)) === wanted;
      if (!same) continue;
      this.#found[literal] = this.#pass;
      into.push(literal);
    }
  }

  #chooseMarks(
    literals: readonly Literal[],
    rarity: (trigram: number) => number,
  ): ReadonlyMap<number, number[]> {
    const byTrigram = new Map<number, number[]>();
    for (const [index, { text }] of literals.entries()) {
      let best = -1;
      let bestCost = Infinity;
      for (let i = 0; i + 2 < text.length; i++) {
        const trigram = trigramAt(text, i);
        const cost = rarity(trigram) + (byTrigram.get(trigram)?.length ?? 0) * CROWDING_COST;
        if (cost >= bestCost) continue;
        best = trigram;
        bestCost = cost;
        this.#offsets[index] = i;
      }
      const members = byTrigram.get(best);
      if (members === undefined) byTrigram.set(best, [index]);
      else members.push(index);
    }
    return byTrigram;
  }
}

/** What another literal in a bucket costs, as a share of texts: keeps buckets short. */
const CROWDING_COST = 0.0005;

/** The index of the three classes at a place of a text. */
export function trigramAt(text: string, at: number): number {
  return (
    (classOfUnit(text.charCodeAt(at)) << (2 * CLASS_BITS)) |
    (classOfUnit(text.charCodeAt(at + 1)) << CLASS_BITS) |
    classOfUnit(text.charCodeAt(at + 2))
  );
}

const POSITION_CODES: Readonly<Record<Position, number>> = {
  contains: CONTAINS,
  startswith: STARTS,
  endswith: ENDS,
  equals: EQUALS,
};

/** Multiplicative hashing (Knuth, TAOCP 3, 6.4). */
function hash(trigram: number): number {
  return Math.imul(trigram, 0x9e3779b1) >>> 12;
}
