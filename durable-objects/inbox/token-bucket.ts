/** A rate, and how much may come at once after a pause. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/**
 * A token bucket: lets through a steady rate and bursts after a pause. Kept in memory; a new one is
 * full.
 */
export class TokenBucket {
  readonly #rate: Rate;
  #level: number;
  #filledAt = 0;

  constructor(rate: Rate) {
    this.#rate = rate;
    this.#level = rate.burst;
  }

  /**
   * Takes an amount. One larger than the burst is taken when the bucket is full, and leaves it in
   * debt, so that nothing is refused for ever.
   *
   * @param now ms since 1970
   * @returns 0, or for how many ms to wait before asking again; then nothing was taken
   */
  take(amount: number, now: number): number {
    const { perSecond, burst } = this.#rate;
    const seconds = Math.max(0, now - this.#filledAt) / 1_000;
    this.#level = Math.min(burst, this.#level + seconds * perSecond);
    this.#filledAt = now;
    const missing = Math.min(amount, burst) - this.#level;
    if (missing > 0) return Math.ceil((missing / perSecond) * 1_000);
    this.#level -= amount;
    return 0;
  }
}
