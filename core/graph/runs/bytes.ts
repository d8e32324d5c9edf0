/** Compares two ranges of bytes as unsigned numbers, a shorter one before its continuation. */
export function compareBytes(
  a: Uint8Array,
  aFrom: number,
  aTo: number,
  b: Uint8Array,
  bFrom: number,
  bTo: number,
): number {
  const length = Math.min(aTo - aFrom, bTo - bFrom);
  for (let i = 0; i < length; i++) {
    const difference = (a[aFrom + i] ?? 0) - (b[bFrom + i] ?? 0);
    if (difference !== 0) return difference;
  }
  return aTo - aFrom - (bTo - bFrom);
}

/** How many bytes two keys have in common at their beginning. */
export function sharedLength(a: Uint8Array, aLength: number, b: Uint8Array, bLength: number) {
  const length = Math.min(aLength, bLength);
  let shared = 0;
  while (shared < length && a[shared] === b[shared]) shared++;
  return shared;
}

/** Copies bytes. A loop, because keys are short and a view for `set` costs more than the copy. */
export function copyBytes(
  from: Uint8Array,
  start: number,
  end: number,
  to: Uint8Array,
  at: number,
) {
  for (let i = start; i < end; i++) to[at + i - start] = from[i] ?? 0;
}

/** A copy of an array with room for at least `length` bytes. */
export function grown(bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(length, bytes.length * 2));
  larger.set(bytes);
  return larger;
}

/** Bytes one after another. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
