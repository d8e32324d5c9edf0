const MINUTE_MS = 60_000;

/** Counts what arrives, and tells how much it was in the last whole minute. Kept in memory. */
export class RateMeter {
  #minute = 0;
  #count = 0;
  #lastCount = 0;

  /** @param now ms since 1970 */
  add(count: number, now: number): void {
    this.#turn(now);
    this.#count += count;
  }

  /** @param now ms since 1970 */
  perMinute(now: number): number {
    this.#turn(now);
    return this.#lastCount;
  }

  #turn(now: number): void {
    const minute = Math.floor(now / MINUTE_MS);
    if (minute === this.#minute) return;
    this.#lastCount = minute === this.#minute + 1 ? this.#count : 0;
    this.#count = 0;
    this.#minute = minute;
  }
}
