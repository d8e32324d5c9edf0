import { BlockCursor } from './block-cursor.ts';
import type { Cursor } from './cursor.ts';
import { Entry } from './entry.ts';
import type { ExtentStore } from './extent-store.ts';
import { BY_OBJECT, BY_SUBJECT, OBJECT_AT, isLongText, orderOf } from './keys.ts';
import type { JobHeader } from './manifest.ts';
import { MergeCursor } from './merge-cursor.ts';
import type { Retention } from './retention.ts';
import { RunCursor } from './run-cursor.ts';
import type { RunWriter } from './run-writer.ts';
import type { Extent, Run } from './run.ts';
import { hashName } from './text-table.ts';

/** This many bytes of a text cost about as much to move as an entry without one. */
const TEXT_BYTES_PER_ENTRY = 256;

/**
 * Turns sorted entries, of a memtable or of other runs, into a run, a few at a time. What has
 * expired is left out.
 */
export class MergeJob {
  readonly header: JobHeader;
  /** The runs that the output takes the place of. */
  readonly inputs: readonly Run[];
  readonly #writer: RunWriter;
  readonly #merged: MergeCursor;
  /** Stays the same for the whole job, so that a fact that was kept finds its text kept. */
  readonly #retention: Retention;
  /** Texts of facts that only a pin keeps. */
  readonly #pinnedTexts = new Set<string>();
  /** The cursor that does more than read, if one does. */
  readonly #sorting: Cursor | undefined;
  #textBytes = 0;
  isDone = false;

  constructor(
    header: JobHeader,
    inputs: readonly Run[],
    cursors: readonly Cursor[],
    writer: RunWriter,
    retention: Retention,
  ) {
    this.header = header;
    this.inputs = inputs;
    this.#writer = writer;
    this.#retention = retention;
    this.#sorting = cursors.find((cursor) => cursor.effort !== undefined);
    // a job taken up again cannot know which pins it met: it drops no text, the next merge may
    const keepsTexts = writer.extents.length > 0;
    this.#merged = new MergeCursor(cursors, (entry) => this.#keeps(entry, keepsTexts));
  }

  /** What was written so far. */
  get extents(): readonly Extent[] {
    return this.#writer.extents;
  }

  /** Entries taken in since the job began or was taken up again. */
  get taken(): number {
    return this.#merged.taken;
  }

  /** Moves about so many entries on; returns how many they were. */
  advance(budget: number): number {
    const before = this.#work;
    while (this.#merged.isValid && this.#work - before < budget) {
      const { entry } = this.#merged;
      this.#textBytes += entry.text.length;
      this.#writer.add(entry);
      this.#merged.advance();
    }
    if (!this.#merged.isValid && !this.isDone) {
      this.#writer.finish();
      this.isDone = true;
    }
    return this.#work - before;
  }

  get #work(): number {
    const effort = this.#sorting?.effort ?? 0;
    return this.#merged.taken + effort + Math.floor(this.#textBytes / TEXT_BYTES_PER_ENTRY);
  }

  #keeps(entry: Entry, keepsTexts: boolean): boolean {
    const order = orderOf(entry);
    const isOld = entry.last < this.#retention.before;
    if (!isOld) return true;
    if (order !== BY_SUBJECT && order !== BY_OBJECT) {
      return keepsTexts || this.#pinnedTexts.has(hashName(entry.key, 1));
    }
    if (this.#retention.isExpired(entry)) return false;
    if (order === BY_SUBJECT && isLongText(entry.key)) {
      this.#pinnedTexts.add(hashName(entry.key, OBJECT_AT + 1));
    }
    return true;
  }
}

/** Cursors over runs that are to be merged, after what was already written. */
export function openInputs(
  inputs: readonly Run[],
  written: readonly Extent[],
  extents: ExtentStore,
): Cursor[] {
  const lastExtent = written.at(-1);
  const last = lastExtent === undefined ? undefined : lastEntry(lastExtent, extents);
  return inputs.map((run) => {
    const cursor = new RunCursor(run, extents.stream());
    if (last === undefined) cursor.openExtent(0);
    else cursor.seekAfter(last);
    return cursor;
  });
}

function lastEntry(extent: Extent, extents: ExtentStore): Entry {
  const source = extents.stream();
  const cursor = new BlockCursor();
  const last = new Entry();
  cursor.open(source.block(extent, source.directory(extent).count - 1));
  for (; cursor.isValid; cursor.advance()) last.copyFrom(cursor.entry);
  return last;
}
