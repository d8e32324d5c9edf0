/** Large enough that few records lie in two windows, and small enough to stay in the caches. */
const WINDOW_BYTES = 65_536;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The text of an upload, a window at a time, where it is plain ASCII: there a place in the text is
 * the same place in the bytes. To look for a byte in a text, and to cut a record's text out of one
 * that is decoded already, is several times faster than in bytes; and most windows of most logs are
 * ASCII. The others are searched as bytes.
 */
export class AsciiWindows {
  readonly #bytes: Uint8Array;
  #start = 0;
  #end = 0;
  /** The window's text; undefined when it is not all ASCII. */
  #text: string | undefined;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The first place at or after another that has an ASCII character; -1 when none has. */
  indexOf(character: string, from: number): number {
    for (let at = from; at < this.#bytes.length; at = this.#end) {
      this.#moveTo(at);
      const found = this.#find(character, at - this.#start);
      if (found >= 0) return this.#start + found;
    }
    return -1;
  }

  /** The text between two places, where the window last looked at has all of it in ASCII. */
  textOf(start: number, end: number): string | undefined {
    if (start < this.#start || end > this.#end) return undefined;
    return this.#text?.slice(start - this.#start, end - this.#start);
  }

  #find(character: string, from: number): number {
    if (this.#text !== undefined) return this.#text.indexOf(character, from);
    return this.#bytes.subarray(this.#start, this.#end).indexOf(character.charCodeAt(0), from);
  }

  #moveTo(at: number): void {
    if (at >= this.#start && at < this.#end) return;
    this.#start = at;
    this.#end = Math.min(at + WINDOW_BYTES, this.#bytes.length);
    this.#text = asciiText(this.#bytes.subarray(this.#start, this.#end));
  }
}

/** The text of bytes that are all ASCII: in UTF-8, every other character is several bytes. */
function asciiText(bytes: Uint8Array): string | undefined {
  try {
    const text = utf8.decode(bytes);
    return text.length === bytes.length ? text : undefined;
  } catch {
    return undefined; // A character is cut by the window's end, or the bytes are not UTF-8.
  }
}
