/** Numbers that are the same in every run (Marsaglia's xorshift32). @param seed not 0 */
export function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    yield state >>> 0;
  }
}

/** What means something to one format or another. */
const PIECES = ['"', '{', '}', '[', ']', '<', '>', '=', ',', '\n', '\0', '&#x41;', '\u2028']
  .concat(['-1', '1e999', 'null', '\\u0000', '%', '__proto__', '9'.repeat(40), '../', 'é'])
  .map((piece) => Buffer.from(piece));

/** Bytes with some changed, put in, taken out, doubled, or cut off. */
export function mutated(body: Uint8Array, random: Generator<number, never>): Buffer<ArrayBuffer> {
  const next = (limit: number): number => random.next().value % limit;
  let bytes: Buffer<ArrayBuffer> = Buffer.from(body);
  for (let changes = 1 + next(4); changes > 0; changes -= 1) {
    const at = next(bytes.length + 1);
    const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
    const kind = next(6);
    if (kind === 0) bytes = Buffer.concat([before, Uint8Array.of(next(256)), after.subarray(1)]);
    else if (kind === 1) bytes = Buffer.concat([before, after.subarray(1 + next(8))]);
    else if (kind === 2) {
      const noise = Uint8Array.from({ length: 1 + next(4) }, () => next(256));
      bytes = Buffer.concat([before, noise, after]);
    } else if (kind === 3) {
      const piece = PIECES[next(PIECES.length)] ?? Buffer.alloc(0);
      bytes = Buffer.concat([before, piece, after.subarray(next(2) * piece.length)]);
    } else if (kind === 4) bytes = Buffer.concat([bytes, after.subarray(0, 400)]);
    else bytes = Buffer.from(before);
  }
  return bytes;
}

/** In place of a value: other types, extremes, and what means something elsewhere. */
const VALUES: readonly unknown[] = [
  null,
  true,
  '',
  0,
  -1,
  1e308,
  2 ** 53,
  [],
  {},
  '0x7fffffffffffffff',
]
  .concat(['-', '::1', '999.999.999.999', '\u0000\u202e', '..\\..\\', '__proto__', 'S-1-5-18'])
  .concat(['2024-13-45T99:99:99Z', '%%1936', 'a'.repeat(70_000), '"'.repeat(5_000)])
  .concat([[[[{}]]], { constructor: { name: 1 } }, '{"a":[', '<Event>', '\ud800']);

/** JSON with some of its values changed, at any depth, which is JSON still. */
export function mutatedValues(text: string, random: Generator<number, never>): Buffer<ArrayBuffer> {
  const next = (limit: number): number => random.next().value % limit;
  const root: unknown = JSON.parse(text);
  for (let changes = 1 + next(3); changes > 0; changes -= 1) {
    let holder = root as Record<string, unknown>;
    for (;;) {
      const keys = Object.keys(holder);
      const key = keys[next(keys.length || 1)] ?? 'x';
      const value = holder[key];
      if (typeof value === 'object' && value !== null && next(4) > 0) {
        holder = value as Record<string, unknown>;
        continue;
      }
      const kind = next(4);
      if (kind === 0) delete holder[key];
      else if (kind === 1) holder[`${key}x`] = value;
      else if (kind === 2) holder[key] = mutated(Buffer.from(String(value)), random).toString();
      else holder[key] = structuredClone(VALUES[next(VALUES.length)]);
      break;
    }
  }
  return Buffer.from(JSON.stringify(root));
}

/** A sample changed in its bytes or, where it is JSON, as often in its values. */
export function mutatedSample(
  sample: Buffer<ArrayBuffer>,
  random: Generator<number, never>,
): Buffer<ArrayBuffer> {
  const isJson = sample[0] === 0x7b && random.next().value % 2 === 0;
  return isJson ? mutatedValues(sample.toString(), random) : mutated(sample, random);
}
