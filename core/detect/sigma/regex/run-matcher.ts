import { contains } from './char-set.ts';
import type { CharSet } from './char-set.ts';
import type { RegexNode } from './parse-regex.ts';

/** Finds a run of at least so many characters of one set, as `.{1000,}` asks for. */
export class RunMatcher {
  readonly #set: CharSet;
  readonly #ascii: Uint8Array;
  readonly #length: number;

  constructor(set: CharSet, length: number) {
    this.#set = set;
    this.#length = length;
    this.#ascii = Uint8Array.from({ length: 128 }, (_, unit) => (contains(set, unit) ? 1 : 0));
  }

  test(text: string): boolean {
    if (text.length < this.#length) return false;
    let run = 0;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      const inside = unit < 128 ? this.#ascii[unit] === 1 : contains(this.#set, unit);
      run = inside ? run + 1 : 0;
      if (run >= this.#length) return true;
    }
    return false;
  }
}

/**
 * The set and length when the whole expression is one repeated character. The automaton for it
 * would have as many threads as the run is long.
 */
export function asRun(node: RegexNode): RunMatcher | undefined {
  if (node.kind !== 'repeat' || node.min < 1) return undefined;
  return node.item.kind === 'chars' ? new RunMatcher(node.item.set, node.min) : undefined;
}
