import type { ValueForms } from '../match-value.ts';
import type { Position } from '../language/text-pattern.ts';
import { foldDashes } from '../language/text-pattern.ts';
import { sharedPrefix } from './shared-prefix.ts';
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

/** From this length on, encoding a text into bytes is worth its fixed cost. */
const LONG_UNITS = 96;

/** From this length on, a text is compared with the one before. */
const WORTH_COMPARING = 1024;

/** Texts up to this length are read as bytes; only one is read at a time. */
const scratch = new Uint8Array(65_536);
const encoder = new TextEncoder();

const BEHIND = 3;
const BEFORE = -3;
const NOWHERE = 0;

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
  /** Three classes next to the mark, where the literal goes on: behind it, before it, or nowhere. */
  readonly #sides: Int8Array;
  readonly #neighbours: Int32Array;
  readonly #bits = new Int32Array(TRIGRAMS >> 5);
  /** Hash table: three characters to the place of their bucket. */
  readonly #keys: Int32Array;
  readonly #starts: Int32Array;
  /** Buckets: how many, then so many literals. */
  readonly #buckets: Int32Array;
  readonly #slotMask: number;
  /** The pass in which a literal was last found. */
  readonly #found: Int32Array;
  /** Where it ended then, at its first place. */
  readonly #ends: Int32Array;
  readonly #longest: number;
  /** The last long text that was read as bytes, and what stands in it. */
  #before = '';
  #foundBefore: readonly { readonly literal: number; readonly end: number }[] = [];
  #pass = 0;

  /** @param rarity how common three classes are; the rarest of a literal's becomes its mark */
  constructor(literals: readonly Literal[], rarity: (trigram: number) => number) {
    this.#texts = literals.map(({ text }) => text);
    this.#positions = Uint8Array.from(literals, ({ position }) => POSITION_CODES[position]);
    this.#dashes = Uint8Array.from(literals, ({ dash }) => (dash ? 1 : 0));
    this.#offsets = new Uint16Array(literals.length);
    this.#found = new Int32Array(literals.length);
    this.#ends = new Int32Array(literals.length);
    this.#longest = literals.reduce((most, { text }) => Math.max(most, text.length), 0);
    this.#sides = new Int8Array(literals.length);
    this.#neighbours = new Int32Array(literals.length);
    const byTrigram = this.#chooseMarks(literals, rarity);
    for (const [index, { text }] of literals.entries()) {
      const mark = this.#offsets[index] ?? 0;
      const side = mark + 6 <= text.length ? BEHIND : mark >= 3 ? BEFORE : NOWHERE;
      this.#sides[index] = side;
      if (side !== NOWHERE) this.#neighbours[index] = trigramAt(text, mark + side);
    }
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

  /**
   * Appends the numbers of the literals that stand in a value, each once. Returns whether all of
   * the value is known to be ASCII.
   */
  find(value: ValueForms, into: number[]): boolean {
    this.#pass++;
    const { text } = value;
    const known = into.length;
    if (this.#texts.length === 0) return false;
    if (text.length < LONG_UNITS || text.length > scratch.length) {
      return this.#findInUnits(value.lower, into);
    }
    const from = text.length < WORTH_COMPARING ? 0 : this.#continue(text, into);
    // Bytes are read in half the time that units of a string are. As long as there are as many
    // bytes as units, all is ASCII, and the classes take no account of case.
    const rest = from === 0 ? text : text.slice(from);
    const { written } = encoder.encodeInto(rest, scratch);
    if (written !== rest.length) {
      into.length = known;
      this.#pass++;
      return this.#findInUnits(value.lower, into);
    }
    const bits = this.#bits;
    let trigram = 0;
    for (let i = 0; i < written; i++) {
      trigram = ((trigram << CLASS_BITS) | (LATIN_CLASS[scratch[i] as number] as number)) & MASK;
      if (((bits[trigram >> 5] as number) >>> (trigram & 31)) & 1 && i >= 2) {
        this.#verify(value.lower, from + i - 2, trigram, into);
      }
    }
    if (text.length >= WORTH_COMPARING) {
      this.#before = text;
      const found = into.slice(known);
      this.#foundBefore = found.map((literal) => ({ literal, end: this.#ends[literal] ?? 0 }));
    }
    return true;
  }

  /**
   * Takes over what the last long text held where this one begins like it, as do the contexts of
   * PowerShell's commands, one after the other. Returns from where on the text is still to be read.
   */
  #continue(text: string, into: number[]): number {
    const shared = sharedPrefix(this.#before, text);
    const from = shared - this.#longest;
    if (from <= 0) return 0;
    for (const { literal, end } of this.#foundBefore) {
      const position = this.#positions[literal];
      // What must stand at the end is found again, for the end is always read.
      if (end > shared || position === ENDS || position === EQUALS) continue;
      this.#found[literal] = this.#pass;
      this.#ends[literal] = end;
      into.push(literal);
    }
    return from;
  }

  /** Forgets the last text. */
  forget(): void {
    this.#before = '';
    this.#foundBefore = [];
  }

  #findInUnits(lower: string, into: number[]): boolean {
    const bits = this.#bits;
    const { length } = lower;
    let trigram = 0;
    let units = 0;
    for (let i = 0; i < length; i++) {
      const unit = lower.charCodeAt(i);
      units |= unit;
      const kind = unit < 256 ? (LATIN_CLASS[unit] as number) : wideClass(unit);
      trigram = ((trigram << CLASS_BITS) | kind) & MASK;
      if (((bits[trigram >> 5] as number) >>> (trigram & 31)) & 1 && i >= 2) {
        this.#verify(lower, i - 2, trigram, into);
      }
    }
    return units < 128;
  }

  #verify(text: string, at: number, trigram: number, into: number[]): void {
    let slot = hash(trigram) & this.#slotMask;
    while (this.#keys[slot] !== trigram) slot = (slot + 1) & this.#slotMask;
    const start = this.#starts[slot] ?? 0;
    const end = start + (this.#buckets[start] ?? 0);
    const behind = at + 6 <= text.length ? trigramAt(text, at + BEHIND) : -1;
    const before = at >= 3 ? trigramAt(text, at + BEFORE) : -1;
    for (let i = start + 1; i <= end; i++) {
      const literal = this.#buckets[i] ?? 0;
      const side = this.#sides[literal];
      if (side !== NOWHERE && this.#neighbours[literal] !== (side === BEHIND ? behind : before)) {
        continue;
      }
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
      this.#ends[literal] = from + wanted.length;
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
