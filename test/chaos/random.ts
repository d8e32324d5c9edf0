/** Numbers from 0 to below 1, the same for the same seed (Mulberry32, by Tommy Ettinger; public domain). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function oneOf<T>(values: readonly T[], random: () => number): T {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new Error('there is nothing to choose from');
  return value;
}

/** The values in another order. */
export function shuffled<T>(values: readonly T[], random: () => number): T[] {
  const all = values.map((value) => ({ value, at: random() }));
  return all.sort((a, b) => a.at - b.at).map(({ value }) => value);
}
