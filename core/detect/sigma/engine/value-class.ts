/**
 * What is true of a value: the predicates of one field that hold, in ascending order. Values of
 * which the same holds share one class, unless they are too long to be remembered.
 */
export class ValueClass {
  readonly predicates: readonly number[];
  /** Candidates that this class suggests, by slot (see `route.ts`); filled when first asked. */
  readonly candidates = new Map<object, readonly number[]>();

  constructor(predicates: readonly number[]) {
    this.predicates = predicates;
  }

  holds(predicate: number): boolean {
    const { predicates } = this;
    let low = 0;
    let high = predicates.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = predicates[middle] ?? 0;
      if (found === predicate) return true;
      if (found < predicate) low = middle + 1;
      else high = middle - 1;
    }
    return false;
  }

  /** Whether one of them holds; looks at the smaller side. */
  holdsAny(wanted: ReadonlySet<number>): boolean {
    if (wanted.size < this.predicates.length) {
      for (const predicate of wanted) if (this.holds(predicate)) return true;
      return false;
    }
    for (const predicate of this.predicates) if (wanted.has(predicate)) return true;
    return false;
  }
}

export const NOTHING = new ValueClass([]);
