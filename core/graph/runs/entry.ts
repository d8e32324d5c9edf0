import { isEarlier } from '../fact.ts';
import { copyBytes } from './bytes.ts';

/** Room for the longest key: a text of {@link MAX_INLINE_BYTES}, every byte of it escaped. */
export const MAX_KEY_BYTES = 600;

const NO_TEXT = new Uint8Array(0);

/**
 * One key and what is kept under it, in a buffer that is used again and again: the inner loops of
 * the store make no garbage. Which fields mean something depends on the key's order.
 */
export class Entry {
  readonly key = new Uint8Array(MAX_KEY_BYTES);
  /** Bytes of the key. */
  length = 0;
  first = 0;
  last = 0;
  upload = 0;
  record = 0;
  /** A piece of a long text. */
  text: Uint8Array = NO_TEXT;

  /** Takes over all of another entry. */
  copyFrom(other: Entry): void {
    copyBytes(other.key, 0, other.length, this.key, 0);
    this.length = other.length;
    this.copyPayload(other);
  }

  /** Takes over what is kept under another entry's key. */
  copyPayload(other: Entry): void {
    this.first = other.first;
    this.last = other.last;
    this.upload = other.upload;
    this.record = other.record;
    this.text = other.text;
  }

  /** Merges another entry of the same key into this one by law 1; whether that changed it. */
  merge(other: Entry): boolean {
    let isChanged = false;
    if (isEarlier(other, this)) {
      this.first = other.first;
      this.upload = other.upload;
      this.record = other.record;
      isChanged = true;
    }
    if (other.last > this.last) {
      this.last = other.last;
      isChanged = true;
    }
    return isChanged;
  }
}

/** Stands where there is no entry; never written to. */
export const NO_ENTRY = new Entry();
