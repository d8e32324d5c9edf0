import { compareBytes } from './bytes.ts';
import type { Cursor } from './cursor.ts';
import { Entry } from './entry.ts';
import { VALUE_AT, objectEnd, putAfterObject } from './keys.ts';

/** So many entries of one object are gone through before the rest of them is leapt over. */
const STEPS_BEFORE_LEAP = 8;

/** A cursor over keys by object that may be able to leap. */
interface LeapingCursor extends Cursor {
  seek?(target: Entry): void;
}

/**
 * Goes through keys by object from several cursors, standing at one entry of each object that has
 * any that is kept. What one object has many of is leapt over, so it costs what there are objects.
 */
export class ObjectCursor implements Cursor {
  isValid = false;
  readonly entry = new Entry();
  readonly #cursors: readonly LeapingCursor[];
  readonly #keeps: (entry: Entry) => boolean;
  readonly #target = new Entry();

  constructor(cursors: readonly LeapingCursor[], keeps: (entry: Entry) => boolean) {
    this.#cursors = cursors;
    this.#keeps = keeps;
    this.advance();
  }

  advance(): void {
    this.isValid = false;
    while (!this.isValid) {
      const least = this.#least();
      if (least === undefined) return;
      this.entry.copyFrom(least.entry);
      for (const cursor of this.#cursors) this.#pass(cursor);
    }
  }

  /** The cursor whose object comes first. */
  #least(): LeapingCursor | undefined {
    let least: LeapingCursor | undefined;
    for (const cursor of this.#cursors) {
      if (!cursor.isValid) continue;
      if (least === undefined || compareObjects(cursor.entry, least.entry) < 0) least = cursor;
    }
    return least;
  }

  /** Moves a cursor past the object, noting whether any entry of it is kept. */
  #pass(cursor: LeapingCursor): void {
    for (let steps = 0; cursor.isValid && compareObjects(cursor.entry, this.entry) === 0; steps++) {
      this.isValid ||= this.#keeps(cursor.entry);
      if (this.isValid && steps >= STEPS_BEFORE_LEAP && cursor.seek !== undefined) {
        putAfterObject(this.#target, this.entry);
        cursor.seek(this.#target);
        return;
      }
      cursor.advance();
    }
  }
}

function compareObjects(a: Entry, b: Entry): number {
  const [endA, endB] = [objectEnd(a.key, VALUE_AT), objectEnd(b.key, VALUE_AT)];
  return compareBytes(a.key, 0, endA, b.key, 0, endB);
}
