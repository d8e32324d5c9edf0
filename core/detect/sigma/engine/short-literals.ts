import type { Position } from '../language/text-pattern.ts';
import { foldDashes } from '../language/text-pattern.ts';

/** A literal of one or two units, too short for {@link LiteralSet}. */
export interface ShortLiteral {
  readonly text: string;
  readonly position: Position;
  readonly dash: boolean;
  /** What the literal stands for, handed back when it is found. */
  readonly id: number;
}

/**
 * Finds short literals that begin outside of ASCII. Rules about disguised commands list such
 * characters by the thousand, and texts hardly ever have one: so literals are looked up by the
 * characters of the text.
 */
export class ShortLiterals {
  readonly #byUnit = new Map<number, ShortLiteral[]>();

  constructor(literals: readonly ShortLiteral[]) {
    for (const literal of literals) {
      const unit = literal.text.charCodeAt(0);
      const known = this.#byUnit.get(unit);
      if (known === undefined) this.#byUnit.set(unit, [literal]);
      else known.push(literal);
    }
  }

  /** Appends the ids of the literals in a text, perhaps more than once. @param text lower case */
  find(text: string, into: number[]): void {
    if (this.#byUnit.size === 0) return;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit < 128) continue;
      for (const { text: wanted, position, dash, id } of this.#byUnit.get(unit) ?? []) {
        const value = dash ? foldDashes(text) : text;
        if (value.startsWith(wanted, i) && POSITIONS[position](value, wanted)) into.push(id);
      }
    }
  }
}

const POSITIONS: Readonly<Record<Position, (text: string, wanted: string) => boolean>> = {
  equals: (text, wanted) => text === wanted,
  startswith: (text, wanted) => text.startsWith(wanted),
  endswith: (text, wanted) => text.endsWith(wanted),
  contains: (text, wanted) => text.includes(wanted),
};
