/**
 * Row numbers by hash: an open-addressing table in two typed arrays. It knows no keys; whoever
 * looks something up walks the slots of its hash and compares:
 *
 *   for (let slot = index.start(hash); index.rowAt(slot) >= 0; slot = index.next(slot)) …
 */
export class HashIndex {
  #rows: Int32Array;
  #hashes: Uint32Array;
  #mask: number;
  #count = 0;

  /** @param capacity rows that fit before the table has to grow */
  constructor(capacity: number) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(16, capacity * 2)));
    this.#rows = new Int32Array(slots).fill(-1);
    this.#hashes = new Uint32Array(slots);
    this.#mask = slots - 1;
  }

  start(hash: number): number {
    return hash & this.#mask;
  }

  next(slot: number): number {
    return (slot + 1) & this.#mask;
  }

  /** The row in a slot; -1 when it is empty. */
  rowAt(slot: number): number {
    return this.#rows[slot] ?? -1;
  }

  hashAt(slot: number): number {
    return this.#hashes[slot] ?? 0;
  }

  /** Puts another row into a slot that is taken. */
  replace(slot: number, row: number): void {
    this.#rows[slot] = row;
  }

  /** Adds a row. Invalidates slots. */
  add(hash: number, row: number): void {
    if (this.#count * 2 > this.#mask) this.#grow();
    this.#count++;
    this.#put(hash, row);
  }

  /** All rows, in no order. */
  rows(): number[] {
    return Array.from(this.#rows.filter((row) => row >= 0));
  }

  #put(hash: number, row: number): void {
    let slot = this.start(hash);
    while (this.rowAt(slot) >= 0) slot = this.next(slot);
    this.#rows[slot] = row;
    this.#hashes[slot] = hash;
  }

  #grow(): void {
    const [rows, hashes] = [this.#rows, this.#hashes];
    this.#rows = new Int32Array(rows.length * 2).fill(-1);
    this.#hashes = new Uint32Array(rows.length * 2);
    this.#mask = rows.length * 2 - 1;
    for (const [slot, row] of rows.entries()) if (row >= 0) this.#put(hashes[slot] ?? 0, row);
  }
}
