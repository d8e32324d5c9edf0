import { copyBytes, grown } from './bytes.ts';

/** Below this, twice a difference and one more is still an exact number. */
const MAX_DELTA = 2 ** 51;

/** Appends numbers and bytes to a buffer that grows. */
export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** Forgets what was written and keeps the buffer. */
  clear(): void {
    this.#length = 0;
  }

  /** A copy of what was written. */
  toBytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** Writes bytes as they are. */
  raw(bytes: Uint8Array, start: number, end: number): void {
    this.#reserve(end - start);
    if (end - start < 64) copyBytes(bytes, start, end, this.#bytes, this.#length);
    else this.#bytes.set(bytes.subarray(start, end), this.#length);
    this.#length += end - start;
  }

  /** Writes a whole number from 0 to 2^53 - 1 in seven-bit groups, lowest first (LEB128). */
  varint(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  /**
   * Writes any finite number as its difference from one that the reader knows; where that would
   * not be exact (fractions, times at the ends of the calendar) the number itself.
   */
  delta(value: number, base: number): void {
    const difference = value - base;
    const isExact =
      Number.isSafeInteger(value) &&
      Number.isSafeInteger(base) &&
      difference < MAX_DELTA &&
      difference > -MAX_DELTA;
    if (isExact) {
      // zigzag, plus one: zero says that a plain number follows
      this.varint(difference >= 0 ? difference * 2 + 1 : difference * -2);
      return;
    }
    this.varint(0);
    this.#reserve(8);
    new DataView(this.#bytes.buffer).setFloat64(this.#length, value);
    this.#length += 8;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed > this.#bytes.length) this.#bytes = grown(this.#bytes, needed);
  }
}
