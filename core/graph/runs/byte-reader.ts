/** Reads what {@link ByteWriter} wrote. Reading past the end throws. */
export class ByteReader {
  #bytes: Uint8Array;
  /** Where the next read begins. */
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.at = at;
  }

  /** Goes on in other bytes. */
  reset(bytes: Uint8Array, at: number): void {
    this.#bytes = bytes;
    this.at = at;
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.#bytes[this.at++];
      if (byte === undefined) throw new Error('stored bytes end within a number');
      if (byte < 0x80) return value + byte * scale;
      value += (byte - 0x80) * scale;
      scale *= 0x80;
    }
  }

  /** Reads a number written as its difference from `base`. */
  delta(base: number): number {
    const zigzag = this.varint();
    if (zigzag === 0) return this.#float();
    return zigzag % 2 === 1 ? base + (zigzag - 1) / 2 : base - zigzag / 2;
  }

  #float(): number {
    const view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset + this.at, 8);
    this.at += 8;
    return view.getFloat64(0);
  }
}
