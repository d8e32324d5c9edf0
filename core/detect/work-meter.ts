/**
 * Neighbours that one analyzer may look at in one call of a detector: some tenths of a second. An
 * analyzer that needs more is stopped for the rest of the call, and the call says so.
 */
export const MAX_STEPS_PER_CALL = 500_000;

/** What an analyzer cost in one call. */
export interface AnalyzerWork {
  readonly analyzer: string;
  /** Searches that were begun. */
  readonly starts: number;
  /** Neighbours that were looked at. */
  readonly steps: number;
  /** Whether it was stopped, so that hits of this call may be missing. */
  readonly isStopped: boolean;
}

/** Counts the work of each analyzer, and stops those that do too much. */
export class WorkMeter {
  readonly #work = new Map<string, { starts: number; steps: number; isStopped: boolean }>();

  /** Counts a search of an analyzer. */
  add(analyzer: string, steps: number): void {
    let counted = this.#work.get(analyzer);
    if (counted === undefined) {
      counted = { starts: 0, steps: 0, isStopped: false };
      this.#work.set(analyzer, counted);
    }
    counted.starts += 1;
    counted.steps += steps;
    if (counted.steps > MAX_STEPS_PER_CALL) counted.isStopped = true;
  }

  isStopped(analyzer: string): boolean {
    return this.#work.get(analyzer)?.isStopped === true;
  }

  work(): readonly AnalyzerWork[] {
    return [...this.#work].map(([analyzer, counted]) => ({ analyzer, ...counted }));
  }
}
