const HOUR_MS = 3_600_000;

/** Counts what each analyzer did in the hour that is, and says once when it was more than it may. */
export class HourlyBudget {
  readonly #most: number;
  readonly #counts = new Map<string, number>();
  #hour = 0;

  /** @param most what each analyzer may in an hour */
  constructor(most: number) {
    this.#most = most;
  }

  /**
   * Counts.
   *
   * @param now ms since 1970
   * @returns whether the analyzer is over its budget since this call
   */
  spend(analyzer: string, count: number, now: number): boolean {
    const hour = Math.floor(now / HOUR_MS);
    if (hour !== this.#hour) {
      this.#hour = hour;
      this.#counts.clear();
    }
    const before = this.#counts.get(analyzer) ?? 0;
    this.#counts.set(analyzer, before + count);
    return before <= this.#most && before + count > this.#most;
  }
}
