import { MAX_UNIT, NEWLINE, WORD, complement } from './char-set.ts';
import type { CharSet } from './char-set.ts';
import type { Assertion, RegexNode } from './parse-regex.ts';

/** One step of a nondeterministic automaton. */
export type Instruction =
  | { readonly kind: 'chars'; readonly classes: Uint8Array; readonly next: number }
  | { readonly kind: 'split'; readonly next: readonly number[] }
  | { readonly kind: 'assert'; readonly assertion: Assertion; readonly next: number }
  | { readonly kind: 'match' };

/** A regular expression as an automaton (Thompson, 1968) over classes of characters. */
export interface Program {
  readonly instructions: readonly Instruction[];
  readonly start: number;
  /** Classes of units that the expression does not tell apart; at most 255. */
  readonly classCount: number;
  /** Class of each of the units 0 to 127. */
  readonly asciiClass: Uint8Array;
  /** Sorted first units of the runs of one class, and the class of each run. */
  readonly bounds: Uint16Array;
  readonly boundClass: Uint8Array;
  /** Whether classes hold word characters, or newlines; only told apart where it matters. */
  readonly isWord: Uint8Array;
  readonly isNewline: Uint8Array;
  /** Whether it asks what stands between characters. */
  readonly asserts: boolean;
  /** Whether it can only match at the start of the text. */
  readonly anchored: boolean;
}

/** Instructions of one expression: what a hostile text can keep busy at once. */
const MAX_INSTRUCTIONS = 3000;

/** Builds the automaton; undefined when it would be too large. */
export function buildProgram(node: RegexNode): Program | undefined {
  const sets: CharSet[] = [];
  const asserts = collect(node, sets);
  if (asserts) sets.push(WORD, complement(WORD), NEWLINE);
  const alphabet = partition(sets);
  if (alphabet === undefined) return undefined;
  const builder = new ProgramBuilder(alphabet);
  const match = builder.add({ kind: 'match' });
  const start = builder.build(node, match);
  if (start === undefined) return undefined;
  return {
    instructions: builder.instructions,
    start,
    ...alphabet,
    asserts,
    anchored: startsAnchored(node),
  };
}

/** The class of a unit outside of ASCII, by binary search. */
export function classOf(program: Program, unit: number): number {
  const { bounds, boundClass } = program;
  let low = 0;
  let high = bounds.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((bounds[middle] ?? 0) <= unit) low = middle;
    else high = middle - 1;
  }
  return boundClass[low] ?? 0;
}

type Alphabet = Pick<
  Program,
  'classCount' | 'asciiClass' | 'bounds' | 'boundClass' | 'isWord' | 'isNewline'
>;

/** Cuts the units at every border of a set, and joins runs that are in the same sets. */
function partition(sets: readonly CharSet[]): Alphabet | undefined {
  const unique = [...new Map(sets.map((set) => [JSON.stringify(set), set])).values()];
  const cuts = new Set([0]);
  for (const set of unique) {
    for (const [from, to] of set) {
      cuts.add(from);
      if (to < MAX_UNIT) cuts.add(to + 1);
    }
  }
  const bounds = [...cuts].sort((a, b) => a - b);
  const classes = new Map<string, number>();
  const boundClass = bounds.map((unit) => {
    const signature = unique.map((set) => (inSet(set, unit) ? '1' : '0')).join('');
    const known = classes.get(signature);
    if (known !== undefined) return known;
    classes.set(signature, classes.size);
    return classes.size - 1;
  });
  if (classes.size > 255) return undefined;
  const alphabet: Alphabet = {
    classCount: classes.size,
    asciiClass: new Uint8Array(128),
    bounds: Uint16Array.from(bounds),
    boundClass: Uint8Array.from(boundClass),
    isWord: new Uint8Array(classes.size),
    isNewline: new Uint8Array(classes.size),
  };
  for (const [index, unit] of bounds.entries()) {
    const id = boundClass[index] ?? 0;
    if (inSet(WORD, unit)) alphabet.isWord[id] = 1;
    if (unit === 0x0a) alphabet.isNewline[id] = 1;
    const end = bounds[index + 1] ?? MAX_UNIT + 1;
    for (let ascii = unit; ascii < end && ascii < 128; ascii++) alphabet.asciiClass[ascii] = id;
  }
  return alphabet;
}

function inSet(set: CharSet, unit: number): boolean {
  return set.some(([from, to]) => unit >= from && unit <= to);
}

function collect(node: RegexNode, sets: CharSet[]): boolean {
  switch (node.kind) {
    case 'chars':
      sets.push(node.set);
      return false;
    case 'assert':
      return true;
    case 'repeat':
      return collect(node.item, sets);
    default: {
      let asserts = false;
      for (const item of node.items) if (collect(item, sets)) asserts = true;
      return asserts;
    }
  }
}

function startsAnchored(node: RegexNode): boolean {
  switch (node.kind) {
    case 'assert':
      return node.assertion === 'start';
    case 'sequence': {
      const first = node.items.find(
        (item) => !(item.kind === 'sequence' && item.items.length === 0),
      );
      return first !== undefined && startsAnchored(first);
    }
    case 'choice':
      return node.items.length > 0 && node.items.every(startsAnchored);
    default:
      return false;
  }
}

class ProgramBuilder {
  readonly instructions: Instruction[] = [];
  readonly #alphabet: Alphabet;
  readonly #sets = new Map<CharSet, Uint8Array>();

  constructor(alphabet: Alphabet) {
    this.#alphabet = alphabet;
  }

  add(instruction: Instruction): number {
    this.instructions.push(instruction);
    return this.instructions.length - 1;
  }

  /** Adds what matches the node and goes on at `next`; returns where it starts. */
  build(node: RegexNode, next: number): number | undefined {
    if (this.instructions.length > MAX_INSTRUCTIONS) return undefined;
    switch (node.kind) {
      case 'chars':
        return this.add({ kind: 'chars', classes: this.#classes(node.set), next });
      case 'assert':
        return this.add({ kind: 'assert', assertion: node.assertion, next });
      case 'sequence': {
        let at: number | undefined = next;
        for (const item of node.items.toReversed()) {
          if (at === undefined) return undefined;
          at = this.build(item, at);
        }
        return at;
      }
      case 'choice': {
        const starts = node.items.map((item) => this.build(item, next));
        const found = starts.filter((start) => start !== undefined);
        return found.length < starts.length ? undefined : this.add({ kind: 'split', next: found });
      }
      case 'repeat':
        return this.#repeat(node.item, node.min, node.max, next);
    }
  }

  #repeat(item: RegexNode, min: number, max: number, next: number): number | undefined {
    let at: number | undefined = next;
    if (max === Infinity) {
      const loop: { kind: 'split'; next: number[] } = { kind: 'split', next: [next] };
      at = this.add(loop);
      const body = this.build(item, at);
      if (body === undefined) return undefined;
      loop.next.push(body);
    } else {
      for (let i = min; i < max && at !== undefined; i++) {
        const body: number | undefined = this.build(item, at);
        at = body === undefined ? undefined : this.add({ kind: 'split', next: [body, next] });
      }
    }
    for (let i = 0; i < min && at !== undefined; i++) at = this.build(item, at);
    return at;
  }

  #classes(set: CharSet): Uint8Array {
    const known = this.#sets.get(set);
    if (known !== undefined) return known;
    const classes = new Uint8Array(this.#alphabet.classCount);
    for (const [index, unit] of this.#alphabet.bounds.entries()) {
      if (inSet(set, unit)) classes[this.#alphabet.boundClass[index] ?? 0] = 1;
    }
    this.#sets.set(set, classes);
    return classes;
  }
}
