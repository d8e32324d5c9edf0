import { literalPart } from './literal-part.ts';
import type { Match } from '../rule.ts';

/** Characters in the order in which logs hold them, common ones first. */
const COMMON_FIRST = ' etsiaonrcmldpu\\w.hyf:0132"-vg5468bx97k=_;,zj(){$&|\'%+[<*@!^`q~#';

/** The longest part of a keyword that is looked for; a rare start decides, not the length. */
const MAX_PART = 5;

/** Parts of keywords that are looked for; for more, every text is worth testing. */
const MAX_PARTS = 24;

/**
 * Says quickly that no keyword can stand in a text. Looks for a few short parts such that every
 * keyword holds one of them, with the platform's own search: an alternation of literals, which
 * takes linear time.
 */
export class KeywordScan {
  /** Undefined when some keyword has no part that could be looked for. */
  readonly #parts: RegExp | undefined;
  /** What is looked for where a part was found: the literals that the parts are of. */
  readonly #literals: RegExp | undefined;
  /** Units of the shortest keyword: shorter values need no scan. */
  readonly minUnits: number;
  /** Whether a number, written out, could hold some keyword. */
  readonly mayFindInNumbers: boolean;

  constructor(matches: readonly Match[]) {
    const texts = matches.map((match) => longestAscii(literalPart(match)?.toLowerCase() ?? ''));
    const known = texts.filter((text) => text.length >= 2);
    const parts = chooseParts(known);
    const usable = known.length === texts.length && parts.length <= MAX_PARTS;
    this.#parts = usable ? anyOf(parts) : undefined;
    this.#literals = usable ? anyOf(known) : undefined;
    this.mayFindInNumbers = !usable || known.some((text) => /^[-+.e\d]+$/.test(text));
    this.minUnits = usable ? Math.min(...known.map((text) => text.length), Infinity) : 0;
  }

  /** Whether some keyword may stand in the text, whatever its case. */
  mayFind(text: string): boolean {
    if (this.#parts === undefined || this.#literals === undefined) return true;
    return this.#parts.test(text) && this.#literals.test(text);
  }
}

/**
 * The longest run of ASCII: what case means elsewhere depends on the language and the place, and
 * an expression's `i` does not go by it.
 */
function longestAscii(text: string): string {
  let longest = '';
  for (const [run] of text.matchAll(/[\0-\x7f]+/g)) if (run.length > longest.length) longest = run;
  return longest;
}

/** Two characters outside of ASCII have lower cases that begin inside: the Kelvin sign, and İ. */
function anyOf(parts: readonly string[]): RegExp {
  const escaped = parts.map((part) =>
    part
      .replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
      .replaceAll('k', '[k\u212a]')
      .replaceAll('i', '[i\u0130]'),
  );
  return new RegExp(escaped.join('|'), 'i');
}

/** Greedy set cover (Chvátal, 1979): the part that covers most keywords for its cost, again. */
function chooseParts(keywords: readonly string[]): readonly string[] {
  const covers = new Map<string, Set<number>>();
  for (const [index, keyword] of keywords.entries()) {
    for (let from = 0; from + 2 <= keyword.length; from++) {
      for (let length = 2; length <= MAX_PART && from + length <= keyword.length; length++) {
        const part = keyword.slice(from, from + length);
        const covered = covers.get(part);
        if (covered === undefined) covers.set(part, new Set([index]));
        else covered.add(index);
      }
    }
  }
  const left = new Set(keywords.keys());
  const parts: string[] = [];
  while (left.size > 0) {
    let best = '';
    let bestValue = 0;
    for (const [part, covered] of covers) {
      let count = 0;
      for (const index of covered) if (left.has(index)) count++;
      const value = count / costOf(part);
      if (value > bestValue) [best, bestValue] = [part, value];
    }
    for (const index of covers.get(best) ?? []) left.delete(index);
    covers.delete(best);
    parts.push(best);
  }
  return parts;
}

/** A pass over the text, and a stop at each of its first character; a second one if it repeats. */
function costOf(part: string): number {
  const rank = COMMON_FIRST.indexOf(part.charAt(0));
  const first = rank < 0 ? 0 : 1 - rank / COMMON_FIRST.length;
  let common = 1;
  for (const char of part) {
    const place = COMMON_FIRST.indexOf(char);
    common *= place < 0 ? 0.2 : 1 - (0.8 * place) / COMMON_FIRST.length;
  }
  return 1 + 8 * first * first + 20 * common;
}
