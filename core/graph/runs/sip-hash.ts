/**
 * A keyed 64-bit hash of bytes: HalfSipHash-1-3, by Jean-Philippe Aumasson and Daniel J.
 * Bernstein (github.com/veorq/SipHash). Values in keys are written by attackers: without the
 * secret they cannot prepare keys that meet in a table or a filter.
 */
export class SipHash {
  readonly #key0: number;
  readonly #key1: number;
  /** The first 32 bits of the last hash, unsigned. */
  low = 0;
  /** The other 32 bits of the last hash, unsigned. */
  high = 0;

  constructor(key: readonly [number, number]) {
    [this.#key0, this.#key1] = [key[0] | 0, key[1] | 0];
  }

  /** Hashes a range of bytes into `low` and `high`. */
  hash(bytes: Uint8Array, start: number, end: number): void {
    let v0 = this.#key0;
    let v1 = this.#key1 ^ 0xee; // marks the form with 64 bits of output
    let v2 = this.#key0 ^ 0x6c796765;
    let v3 = this.#key1 ^ 0x74656462;
    const tail = end - ((end - start) & 3);
    let rest = (end - start) << 24;
    for (let i = tail; i < end; i++) rest |= (bytes[i] ?? 0) << ((i - tail) * 8);
    // one round for each word, one for the rest, three to finish, three for the other half
    const rounds = ((tail - start) >> 2) + 7;
    let at = start;
    for (let round = 0; round < rounds; round++) {
      let word = 0;
      if (at < tail) {
        word =
          (bytes[at] ?? 0) |
          ((bytes[at + 1] ?? 0) << 8) |
          ((bytes[at + 2] ?? 0) << 16) |
          ((bytes[at + 3] ?? 0) << 24);
        at += 4;
      } else if (round === rounds - 7) word = rest;
      else if (round === rounds - 6) v2 ^= 0xee;
      else if (round === rounds - 3) {
        this.low = (v1 ^ v3) >>> 0;
        v1 ^= 0xdd;
      }
      v3 ^= word;
      v0 = (v0 + v1) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
      v0 ^= word;
    }
    this.high = (v1 ^ v3) >>> 0;
  }
}
