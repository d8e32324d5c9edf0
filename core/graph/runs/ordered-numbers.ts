/*
 * Numbers as bytes that sort as the numbers do.
 */

const view = new DataView(new ArrayBuffer(8));

/** Eight bytes of a finite number. Zero has one form, whatever its sign. Returns the end. */
export function writeFloat(value: number, to: Uint8Array, at: number): number {
  view.setFloat64(0, value + 0); // + 0 makes a zero of minus zero
  const flip = view.getUint8(0) >= 0x80 ? 0xff : 0;
  to[at] = view.getUint8(0) ^ (flip | 0x80);
  for (let i = 1; i < 8; i++) to[at + i] = view.getUint8(i) ^ flip;
  return at + 8;
}

/** Reads what {@link writeFloat} wrote. */
export function readFloat(from: Uint8Array, at: number): number {
  const flip = (from[at] ?? 0) >= 0x80 ? 0 : 0xff;
  view.setUint8(0, (from[at] ?? 0) ^ (flip | 0x80));
  for (let i = 1; i < 8; i++) view.setUint8(i, (from[at + i] ?? 0) ^ flip);
  return view.getFloat64(0);
}

/**
 * One to eight bytes of a whole number: how many follow, and for negative ones the complement
 * (as FoundationDB's tuple layer does). Anything else throws. Returns the end.
 */
export function writeWhole(value: number, to: Uint8Array, at: number): number {
  if (!Number.isSafeInteger(value)) throw new Error(`not a whole number: ${value}`);
  let rest = Math.abs(value);
  let count = 0;
  for (let n = rest; n > 0; n = Math.floor(n / 256)) count++;
  const flip = value < 0 ? 0xff : 0;
  to[at] = value < 0 ? 0x80 - count : 0x80 + count;
  for (let i = count; i > 0; i--) {
    to[at + i] = (rest % 256) ^ flip;
    rest = Math.floor(rest / 256);
  }
  return at + 1 + count;
}

/** Reads what {@link writeWhole} wrote. */
export function readWhole(from: Uint8Array, at: number): number {
  const head = (from[at] ?? 0) - 0x80;
  const flip = head < 0 ? 0xff : 0;
  let value = 0;
  for (let i = 1; i <= Math.abs(head); i++) value = value * 256 + ((from[at + i] ?? 0) ^ flip);
  return head < 0 ? -value : value;
}
