import { sha256 } from '@noble/hashes/sha2.js';

/** Longer texts are named by their hash in keys, so that keys stay short. */
export const MAX_INLINE_BYTES = 256;

/** Enough of SHA-256 that nobody makes two texts meet (80 bits of work). */
export const TEXT_HASH_BYTES = 20;

/** Long texts repeat within minutes; this much of them need not be hashed again. */
const CACHE_BYTES = 2_000_000;

/** A text as bytes, and the hash that names it. */
export interface LongText {
  readonly hash: Uint8Array;
  readonly bytes: Uint8Array;
}

/**
 * Texts as bytes, two different texts never the same: UTF-8, or the UTF-16 code units where a
 * text holds half a surrogate pair, for which UTF-8 has no form (it would become U+FFFD).
 */
export class TextBytes {
  readonly #encoder = new TextEncoder();
  readonly #longTexts = new Map<string, LongText>();
  #longBytes = 0;
  /** The bytes of the last short text. */
  readonly bytes = new Uint8Array(MAX_INLINE_BYTES * 3);
  length = 0;

  /** Puts a short text into `bytes`; false when it is a long one. */
  encodeShort(text: string): boolean {
    if (text.length > MAX_INLINE_BYTES) return false;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= 0x80) return this.#encodeWide(text);
      this.bytes[i] = unit; // most texts are ASCII and short: faster than the encoder
    }
    this.length = text.length;
    return true;
  }

  /** A long text's bytes and hash. */
  encodeLong(text: string): LongText {
    const known = this.#longTexts.get(text);
    if (known !== undefined) return known;
    const bytes = text.isWellFormed() ? this.#encoder.encode(text) : utf16Bytes(text);
    const long = { hash: sha256(bytes).subarray(0, TEXT_HASH_BYTES), bytes };
    this.#longBytes += text.length + bytes.length;
    if (this.#longBytes > CACHE_BYTES) {
      this.#longTexts.clear();
      this.#longBytes = text.length + bytes.length;
    }
    this.#longTexts.set(text, long);
    return long;
  }

  #encodeWide(text: string): boolean {
    if (text.isWellFormed()) {
      this.length = this.#encoder.encodeInto(text, this.bytes).written;
    } else {
      const bytes = utf16Bytes(text);
      this.bytes.set(bytes);
      this.length = bytes.length;
    }
    return this.length <= MAX_INLINE_BYTES;
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of bytes. */
export function decodeText(bytes: Uint8Array, isUtf8: boolean): string {
  if (isUtf8) return decoder.decode(bytes);
  let text = '';
  for (let i = 0; i < bytes.length; i += 2) {
    text += String.fromCharCode((bytes[i] ?? 0) * 256 + (bytes[i + 1] ?? 0));
  }
  return text;
}

function utf16Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  for (let i = 0; i < text.length; i++) {
    bytes[i * 2] = text.charCodeAt(i) >> 8;
    bytes[i * 2 + 1] = text.charCodeAt(i) & 0xff;
  }
  return bytes;
}
