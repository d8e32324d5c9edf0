import type { Ref } from '../id.ts';

/** Bytes of a reference in a key. */
export const REF_BYTES = 16;

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The value of each hex digit by its character code; 255 for what is none. */
const NIBBLES = new Uint8Array(128).fill(255);
for (let value = 0; value < 16; value++) NIBBLES[value.toString(16).charCodeAt(0)] = value;

/** Writes 32 hex digits as 16 bytes; anything else throws. Returns the end. */
export function writeRef(ref: string, to: Uint8Array, at: number): number {
  let isHex = ref.length === REF_BYTES * 2;
  for (let i = 0; isHex && i < REF_BYTES; i++) {
    const high = NIBBLES[ref.charCodeAt(i * 2)] ?? 255;
    const low = NIBBLES[ref.charCodeAt(i * 2 + 1)] ?? 255;
    isHex = (high | low) < 16;
    to[at + i] = high * 16 + low;
  }
  if (!isHex) throw new Error('a fact names what is not a reference');
  return at + REF_BYTES;
}

/** Reads a reference. */
export function readRef(from: Uint8Array, at: number): Ref {
  let ref = '';
  for (let i = at; i < at + REF_BYTES; i++) ref += HEX[from[i] ?? 0];
  return ref as Ref;
}
