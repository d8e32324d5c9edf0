import type { Position } from '../language/text-pattern.ts';
import { foldDashes } from '../language/text-pattern.ts';

/** A literal with a unit outside of ASCII. */
export interface WideLiteral {
  readonly text: string;
  readonly position: Position;
  readonly dash: boolean;
  /** What the literal stands for, handed back when it is found. */
  readonly id: number;
}

interface Placed extends WideLiteral {
  /** Where in the literal its first unit outside of ASCII is. */
  readonly offset: number;
}

const FIRST_WIDE = 128;

/**
 * Finds literals with characters outside of ASCII. Rules about disguised commands list such
 * characters and emoji by the thousand, and texts hardly ever have one: so literals are looked up
 * by the characters of the text, two units together because emoji share their first.
 */
export class WideLiterals {
  readonly #byUnit = new Map<number, Placed[]>();
  readonly #byPair = new Map<number, Placed[]>();

  constructor(literals: readonly WideLiteral[]) {
    for (const literal of literals) {
      const offset = firstWide(literal.text);
      const unit = literal.text.charCodeAt(offset);
      const isLast = offset + 1 >= literal.text.length;
      const map = isLast ? this.#byUnit : this.#byPair;
      const key = isLast ? unit : pairKey(unit, literal.text.charCodeAt(offset + 1));
      const known = map.get(key);
      if (known === undefined) map.set(key, [{ ...literal, offset }]);
      else known.push({ ...literal, offset });
    }
  }

  /** Appends the ids of the literals in a text, perhaps more than once. @param lower the text */
  find(lower: string, into: number[]): void {
    if (this.#byUnit.size === 0 && this.#byPair.size === 0) return;
    // Folding keeps the length, and also makes of the wide dashes what literals have of them.
    let folded: string | undefined;
    for (let i = 0; i < lower.length; i++) {
      const unit = lower.charCodeAt(i);
      if (unit < FIRST_WIDE) continue;
      const pair = this.#byPair.get(pairKey(unit, lower.charCodeAt(i + 1)));
      const single = this.#byUnit.get(unit);
      if (pair === undefined && single === undefined) continue;
      folded ??= foldDashes(lower);
      if (pair !== undefined) putThoseAt(pair, lower, folded, i, into);
      if (single !== undefined) putThoseAt(single, lower, folded, i, into);
    }
  }
}

/** Whether a literal belongs here: some unit is outside of ASCII even with its dashes folded. */
export function isWide(text: string): boolean {
  return firstWide(text) < text.length;
}

function firstWide(text: string): number {
  let at = 0;
  while (at < text.length && text.charCodeAt(at) < FIRST_WIDE) at++;
  return at;
}

function pairKey(unit: number, next: number): number {
  return unit * 0x1_0000 + next;
}

function putThoseAt(
  literals: readonly Placed[],
  lower: string,
  folded: string,
  at: number,
  into: number[],
): void {
  for (const { text, position, dash, offset, id } of literals) {
    const from = at - offset;
    const value = dash ? folded : lower;
    if (from < 0 || !value.startsWith(text, from)) continue;
    if ((position === 'startswith' || position === 'equals') && from !== 0) continue;
    const isAtEnd = from + text.length === value.length;
    if ((position === 'endswith' || position === 'equals') && !isAtEnd) continue;
    into.push(id);
  }
}
