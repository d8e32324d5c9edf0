/** Something wrong with a rule, where it is, and what would be right. */
export interface Fault {
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly message: string;
  /** What to write instead, where that can be said. */
  readonly fix?: string | undefined;
}

/** A value, or every fault that stands in its way. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** A rule with more faults than this is not worth listing further. */
const MAX_FAULTS = 50;

/** Collects the faults and warnings of one document, so that a rule shows all of them at once. */
export class FaultList {
  readonly faults: Fault[] = [];
  readonly warnings: Fault[] = [];
  readonly #locate: (offset: number) => { line: number; col: number };

  /** @param locate turns a character offset into a line and a column, both from 1 */
  constructor(locate: (offset: number) => { line: number; col: number }) {
    this.#locate = locate;
  }

  /** Reports what makes the rule unusable. */
  add(offset: number, message: string, fix?: string): void {
    if (this.faults.length < MAX_FAULTS) this.faults.push(this.#at(offset, message, fix));
  }

  /** Reports what is odd but does not stop the rule. */
  warn(offset: number, message: string, fix?: string): void {
    if (this.warnings.length < MAX_FAULTS) this.warnings.push(this.#at(offset, message, fix));
  }

  get clean(): boolean {
    return this.faults.length === 0;
  }

  #at(offset: number, message: string, fix: string | undefined): Fault {
    const { line, col } = this.#locate(offset);
    return fix === undefined ? { line, column: col, message } : { line, column: col, message, fix };
  }
}

/** One line for people: `3:7: message; write …`. */
export function describeFault(fault: Fault): string {
  const fix = fault.fix === undefined ? '' : `; ${fault.fix}`;
  return `${fault.line}:${fault.column}: ${fault.message}${fix}`;
}

/** The candidate closest to what was written, when it is close enough to be what was meant. */
export function closest(written: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  // Two letters that changed places are two edits, even in a short word.
  let bestDistance = Math.max(written.length < 4 ? 1 : 2, Math.floor(written.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - written.length) >= bestDistance) continue;
    const distance = editDistance(written.slice(0, 40), candidate.slice(0, 40));
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** Levenshtein's distance by the row method (Wagner and Fischer, 1974). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const replace = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(replace, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
