import { ByteReader } from './byte-reader.ts';
import { compareBytes, copyBytes } from './bytes.ts';
import { compareKeys } from './cursor.ts';
import type { Cursor } from './cursor.ts';
import { Entry } from './entry.ts';
import { BY_OBJECT, BY_SUBJECT, orderOf } from './keys.ts';

/** Reads the entries of a block that a BlockBuilder made. */
export class BlockCursor implements Cursor {
  readonly entry = new Entry();
  isValid = false;
  #block: Uint8Array = new Uint8Array(0);
  #view = new DataView(this.#block.buffer);
  #reader = new ByteReader(this.#block);
  /** Where the entries end and the restarts begin. */
  #end = 0;
  #restarts = 0;
  /** The restart to come, and its place: there, differences begin anew. */
  #restart = 0;
  #nextRestart = 0;
  #first = 0;
  #upload = 0;

  /** Goes to the first entry of a block. */
  open(block: Uint8Array): void {
    this.#load(block);
    this.#goTo(0);
  }

  /** Goes to the first entry of a block whose key is not less than that of `target`. */
  seek(block: Uint8Array, target: Entry): void {
    this.#load(block);
    let low = 0;
    let high = this.#restarts - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#compareRestart(middle, target) <= 0) low = middle;
      else high = middle - 1;
    }
    this.#goTo(low);
    while (this.isValid && compareKeys(this.entry, target) < 0) this.advance();
  }

  advance(): void {
    const reader = this.#reader;
    this.isValid = reader.at < this.#end;
    if (!this.isValid) return;
    if (reader.at === this.#nextRestart) this.#beginAnew();
    const { entry } = this;
    const shared = reader.varint();
    const unshared = reader.varint();
    copyBytes(this.#block, reader.at, reader.at + unshared, entry.key, shared);
    entry.length = shared + unshared;
    reader.at += unshared;
    this.#readPayload();
  }

  #readPayload(): void {
    const { entry } = this;
    const reader = this.#reader;
    const order = orderOf(entry);
    if (order !== BY_SUBJECT) entry.upload = entry.record = 0;
    if (order !== BY_SUBJECT && order !== BY_OBJECT) {
      entry.first = 0;
      entry.last = reader.delta(0);
      const length = reader.varint();
      entry.text = this.#block.subarray(reader.at, reader.at + length);
      reader.at += length;
      return;
    }
    this.#first = reader.delta(this.#first);
    entry.first = this.#first;
    entry.last = reader.delta(this.#first);
    if (order === BY_OBJECT) return;
    this.#upload = reader.delta(this.#upload);
    entry.upload = this.#upload;
    entry.record = reader.delta(0);
  }

  #load(block: Uint8Array): void {
    this.#block = block;
    this.#view = new DataView(block.buffer, block.byteOffset, block.byteLength);
    this.#restarts = this.#view.getUint32(block.length - 4, true);
    this.#end = block.length - 4 - this.#restarts * 4;
  }

  #goTo(restart: number): void {
    const at = this.#restarts === 0 ? this.#end : this.#restartAt(restart);
    this.#reader.reset(this.#block, at);
    this.#restart = restart;
    this.#nextRestart = at;
    this.advance();
  }

  /** Passes a restart. */
  #beginAnew(): void {
    this.#first = 0;
    this.#upload = 0;
    this.#restart++;
    this.#nextRestart = this.#restart < this.#restarts ? this.#restartAt(this.#restart) : this.#end;
  }

  #restartAt(restart: number): number {
    return this.#view.getUint32(this.#end + restart * 4, true);
  }

  #compareRestart(restart: number, target: Entry): number {
    const reader = this.#reader;
    reader.reset(this.#block, this.#restartAt(restart));
    reader.varint(); // nothing is shared at a restart
    const length = reader.varint();
    return compareBytes(this.#block, reader.at, reader.at + length, target.key, 0, target.length);
  }
}
