import { ByteWriter } from './byte-writer.ts';
import { copyBytes, sharedLength } from './bytes.ts';
import { MAX_KEY_BYTES } from './entry.ts';
import type { Entry } from './entry.ts';
import { BY_OBJECT, BY_SUBJECT, orderOf } from './keys.ts';

/**
 * Packs entries into a block. As in LevelDB's tables (Dean and Ghemawat), a key is written as
 * what differs from the one before, and once in a while as a whole: a restart, where a search
 * can begin. Their places follow the entries.
 *
 *   block    entry* restart(u32 le)* count(u32 le)
 *   entry    shared unshared bytes payload
 *   payload  1: first last upload record   2: first last   3: last length bytes
 *
 * Numbers are varints, times and uploads differences from the entry before.
 */
export class BlockBuilder {
  readonly #restartEntries: number;
  readonly #writer: ByteWriter;
  readonly #lastKey = new Uint8Array(MAX_KEY_BYTES);
  #lastLength = 0;
  #first = 0;
  #upload = 0;
  #restarts: number[] = [];
  #count = 0;

  constructor(capacityBytes: number, restartEntries: number) {
    this.#writer = new ByteWriter(capacityBytes);
    this.#restartEntries = restartEntries;
  }

  /** Entries since the last `finish`. */
  get count(): number {
    return this.#count;
  }

  /** About how long the block is. */
  get bytes(): number {
    return this.#writer.length + this.#restarts.length * 4;
  }

  /** Adds an entry. Only a block whose keys ascend can be searched. */
  add(entry: Entry): void {
    const writer = this.#writer;
    if (this.#count % this.#restartEntries === 0) {
      this.#restarts.push(writer.length);
      this.#lastLength = 0;
      this.#first = 0;
      this.#upload = 0;
    }
    this.#count++;
    const shared = sharedLength(this.#lastKey, this.#lastLength, entry.key, entry.length);
    writer.varint(shared);
    writer.varint(entry.length - shared);
    writer.raw(entry.key, shared, entry.length);
    copyBytes(entry.key, shared, entry.length, this.#lastKey, shared);
    this.#lastLength = entry.length;
    this.#addPayload(entry);
  }

  /** The block, and begins another. */
  finish(): Uint8Array {
    const places = new DataView(new ArrayBuffer(this.#restarts.length * 4 + 4));
    for (const [i, at] of this.#restarts.entries()) places.setUint32(i * 4, at, true);
    places.setUint32(this.#restarts.length * 4, this.#restarts.length, true);
    this.#writer.raw(new Uint8Array(places.buffer), 0, places.byteLength);
    const block = this.#writer.toBytes();
    this.#writer.clear();
    this.#restarts = [];
    this.#count = 0;
    return block;
  }

  #addPayload(entry: Entry): void {
    const writer = this.#writer;
    const order = orderOf(entry);
    if (order !== BY_SUBJECT && order !== BY_OBJECT) {
      writer.delta(entry.last, 0);
      writer.varint(entry.text.length);
      writer.raw(entry.text, 0, entry.text.length);
      return;
    }
    writer.delta(entry.first, this.#first);
    writer.delta(entry.last, entry.first);
    this.#first = entry.first;
    if (order === BY_OBJECT) return;
    writer.delta(entry.upload, this.#upload);
    writer.delta(entry.record, 0);
    this.#upload = entry.upload;
  }
}
