/** A set of UTF-16 units: sorted, separate, inclusive ranges. */
export type CharSet = readonly (readonly [number, number])[];

export const MAX_UNIT = 0xffff;

export const ALL: CharSet = [[0, MAX_UNIT]];
export const NEWLINE: CharSet = [[0x0a, 0x0a]];
export const DIGIT: CharSet = [[0x30, 0x39]];
export const WORD: CharSet = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
];
export const SPACE: CharSet = [
  [0x09, 0x0d],
  [0x20, 0x20],
];

/** Sorts ranges and joins those that touch. */
export function charSet(ranges: Iterable<readonly [number, number]>): CharSet {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
  const joined: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

export function complement(set: CharSet): CharSet {
  const rest: [number, number][] = [];
  let next = 0;
  for (const [from, to] of set) {
    if (from > next) rest.push([next, from - 1]);
    next = to + 1;
  }
  if (next <= MAX_UNIT) rest.push([next, MAX_UNIT]);
  return rest;
}

export function contains(set: CharSet, unit: number): boolean {
  return set.some(([from, to]) => unit >= from && unit <= to);
}

/** Every unit that differs from one of the set only in case, as ECMAScript's `i` flag sees it. */
export function ignoreCase(set: CharSet): CharSet {
  const ranges: [number, number][] = [];
  // No unit outside of ASCII is a variant of one inside, so the table is seldom needed.
  const other = set.every(([, to]) => to < 128) ? ASCII_VARIANTS : caseVariants();
  for (const [from, to] of set) {
    ranges.push([from, to]);
    if (to - from === MAX_UNIT) continue;
    for (let unit = from; unit <= to; unit++) {
      for (const variant of other.get(unit) ?? []) ranges.push([variant, variant]);
    }
  }
  return charSet(ranges);
}

const ASCII_VARIANTS: ReadonlyMap<number, readonly number[]> = new Map(
  Array.from({ length: 26 }, (_, letter) => [0x41 + letter, 0x61 + letter]).flatMap((pair) =>
    pair.map((unit) => [unit, pair] as const),
  ),
);

let variants: ReadonlyMap<number, readonly number[]> | undefined;

/** ECMA-262 §22.2.2.7.3 (Canonicalize without `u`): equal when their upper cases are. */
function caseVariants(): ReadonlyMap<number, readonly number[]> {
  if (variants !== undefined) return variants;
  const byUpper = new Map<number, number[]>();
  for (let unit = 0; unit <= MAX_UNIT; unit++) {
    const upper = canonical(unit);
    const group = byUpper.get(upper);
    if (group === undefined) byUpper.set(upper, [unit]);
    else group.push(unit);
  }
  const made = new Map<number, readonly number[]>();
  for (const group of byUpper.values()) {
    if (group.length > 1) for (const unit of group) made.set(unit, group);
  }
  variants = made;
  return made;
}

function canonical(unit: number): number {
  const upper = String.fromCharCode(unit).toUpperCase();
  if (upper.length !== 1) return unit;
  const code = upper.charCodeAt(0);
  return unit >= 128 && code < 128 ? unit : code;
}
