import type { Cursor } from './cursor.ts';
import { Entry } from './entry.ts';
import { putTextKey } from './keys.ts';
import { TEXT_HASH_BYTES } from './text-bytes.ts';

/** Long texts are stored in pieces of this many bytes, so that no entry is large. */
export const TEXT_PIECE_BYTES = 4096;

interface StoredText {
  readonly hash: Uint8Array;
  readonly bytes: Uint8Array;
  last: number;
}

/** The long texts that the facts of a memtable name. */
export class TextTable {
  readonly #byHash = new Map<string, StoredText>();
  #bytes = 0;

  /** Bytes of the texts. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The bytes of the text whose hash is at a place of a key. */
  get(key: Uint8Array, hashAt: number): Uint8Array | undefined {
    return this.#byHash.get(hashName(key, hashAt))?.bytes;
  }

  /** Says that a text was seen until `last`; false when the table does not have it. */
  touch(key: Uint8Array, hashAt: number, last: number): boolean {
    const text = this.#byHash.get(hashName(key, hashAt));
    if (text === undefined) return false;
    text.last = Math.max(text.last, last);
    return true;
  }

  /** Adds a text that the table does not have. */
  add(hash: Uint8Array, bytes: Uint8Array, last: number): void {
    this.#byHash.set(hashName(hash, 0), { hash, bytes, last });
    this.#bytes += bytes.length;
  }

  /** All pieces, in order. */
  cursor(): Cursor {
    const names = [...this.#byHash.keys()].sort();
    const texts = names.flatMap((name) => this.#byHash.get(name) ?? []);
    return new TextCursor(texts);
  }
}

/** Reads the pieces of texts. */
export class TextCursor implements Cursor {
  readonly entry = new Entry();
  isValid = false;
  readonly #texts: readonly StoredText[];
  #text = 0;
  #piece = 0;

  constructor(texts: readonly StoredText[]) {
    this.#texts = texts;
    this.advance();
  }

  advance(): void {
    const text = this.#texts[this.#text];
    this.isValid = text !== undefined;
    if (text === undefined) return;
    const start = this.#piece * TEXT_PIECE_BYTES;
    putTextKey(this.entry, text.hash, 0, this.#piece);
    this.entry.last = text.last;
    this.entry.text = text.bytes.subarray(start, start + TEXT_PIECE_BYTES);
    this.#piece++;
    if (start + TEXT_PIECE_BYTES < text.bytes.length) return;
    this.#text++;
    this.#piece = 0;
  }
}

/** A hash as a key of maps. */
export function hashName(key: Uint8Array, at: number): string {
  return String.fromCharCode(...key.subarray(at, at + TEXT_HASH_BYTES));
}
