/**
 * Bits for each key. With these probes one answer in five hundred is a needless look; each look at
 * a block that is not cached costs as much as forty answers.
 */
const BITS_PER_KEY = 13;
const PROBES = 9;

/**
 * Builds a Bloom filter (Bloom 1970) over keys given by their 64-bit hashes. The probes are
 * combinations of the two halves, as good as independent ones: Kirsch and Mitzenmacher,
 * "Less hashing, same performance" (2006).
 *
 * @param hashes low and high halves, in turn
 */
export function buildBloom(hashes: Uint32Array, count: number): Uint8Array {
  const bits = Math.max(64, count * BITS_PER_KEY);
  const filter = new Uint8Array(Math.ceil(bits / 8));
  const size = filter.length * 8;
  for (let key = 0; key < count; key++) {
    let probe = hashes[key * 2] ?? 0;
    const step = (hashes[key * 2 + 1] ?? 0) | 1;
    for (let i = 0; i < PROBES; i++) {
      const bit = probe % size;
      filter[bit >> 3] = (filter[bit >> 3] ?? 0) | (1 << (bit & 7));
      probe = (probe + step) >>> 0;
    }
  }
  return filter;
}

/** Whether a key may be in the filter: false is certain. */
export function bloomMayHave(filter: Uint8Array, low: number, high: number): boolean {
  const size = filter.length * 8;
  let probe = low;
  const step = high | 1;
  for (let i = 0; i < PROBES; i++) {
    const bit = probe % size;
    if (((filter[bit >> 3] ?? 0) & (1 << (bit & 7))) === 0) return false;
    probe = (probe + step) >>> 0;
  }
  return true;
}
