import type { Fact, Value } from '../fact.ts';
import type { Ref } from '../id.ts';
import type { FactPage, Page, SubjectPage, ValuePage } from '../store.ts';
import { joined } from './bytes.ts';
import { compareKeys } from './cursor.ts';
import type { Cursor } from './cursor.ts';
import { Entry, MAX_KEY_BYTES } from './entry.ts';
import type { ExtentStore } from './extent-store.ts';
import type { FactCodec, TextOf } from './fact-codec.ts';
import {
  BY_SUBJECT,
  PREDICATE_AT,
  VALUE_AT,
  putAfterObject,
  putTextKey,
  scopeOf,
  subjectAt,
} from './keys.ts';
import type { Memtable } from './memtable.ts';
import { MergeCursor } from './merge-cursor.ts';
import { ObjectCursor } from './object-cursor.ts';
import { readRef, writeRef } from './ref-bytes.ts';
import type { Retention } from './retention.ts';
import { RunCursor, RunCursors } from './run-cursor.ts';
import type { Run } from './run.ts';
import type { SipHash } from './sip-hash.ts';

/** Where facts are, newest first, and which of them have expired. */
export interface Sources {
  readonly memtables: readonly Memtable[];
  readonly runs: readonly Run[];
  readonly retention: Retention;
}

const PAGE_TOKEN = /^([0-9a-f]{32}) (-?\d{1,16})$/;

/** Answers questions from all places that facts are in. Remembers nothing between two of them. */
export class FactReader {
  readonly #codec: FactCodec;
  readonly #extents: ExtentStore;
  readonly #hash: SipHash;
  readonly #cursors: RunCursors;
  /** Of the question that is being answered; one is answered to its end before the next. */
  readonly #prefix = new Entry();
  readonly #target = new Entry();

  constructor(codec: FactCodec, extents: ExtentStore, hash: SipHash) {
    this.#codec = codec;
    this.#extents = extents;
    this.#hash = hash;
    this.#cursors = new RunCursors(extents);
  }

  facts(sources: Sources, subject: Ref, predicate: string | undefined, page: Page = {}): FactPage {
    return this.#cursors.answering(() => this.#facts(sources, subject, predicate, page));
  }

  subjects(sources: Sources, predicate: string, object: Value, page: SubjectPage): FactPage {
    return this.#cursors.answering(() => this.#subjects(sources, predicate, object, page));
  }

  #facts(sources: Sources, subject: Ref, predicate: string | undefined, page: Page): FactPage {
    const { limit = Infinity, after } = page;
    const [prefix, target] = [this.#prefix, this.#target];
    this.#codec.putSubjectPrefix(prefix, subject, predicate);
    target.copyFrom(prefix);
    if (after !== undefined) putPosition(target, after);
    const { retention } = sources;
    // one more to see whether there are more, and one that the page before ended with
    const cursors = sources.memtables.map((memtable) =>
      memtable.withSubject(prefix, target, limit + 2, retention),
    );
    // filters know subjects, not their predicates
    cursors.push(...this.#inRuns(sources.runs, prefix, target, PREDICATE_AT));
    const merged = this.#merge(sources, cursors);
    if (merged.isValid && compareKeys(merged.entry, target) === 0) merged.advance();
    const textOf = this.#texts(sources);
    const facts: Fact[] = [];
    let next: string | undefined;
    for (; merged.isValid && facts.length < limit; merged.advance()) {
      facts.push(this.#codec.decode(merged.entry, textOf, subject));
      if (facts.length === limit) next = positionOf(merged.entry);
    }
    return merged.isValid ? { facts, next } : { facts };
  }

  #subjects(sources: Sources, predicate: string, object: Value, page: SubjectPage): FactPage {
    const { limit = Infinity, after, from } = page;
    const [prefix, target] = [this.#prefix, this.#target];
    this.#codec.putObjectPrefix(prefix, predicate, object);
    target.copyFrom(prefix);
    if (after !== undefined) this.#putToken(target, prefix, after);
    else if (from !== undefined) target.length = writeRef(from, target.key, prefix.length);
    // one more to see whether there are more, and one that the page before ended with
    const cursors = sources.memtables.map((memtable) =>
      memtable.withObject(prefix, target, limit + 2, sources.retention),
    );
    cursors.push(...this.#inRuns(sources.runs, prefix, target, prefix.length));
    const merged = this.#merge(sources, cursors);
    if (merged.isValid && compareKeys(merged.entry, target) === 0) merged.advance();
    const facts: Fact[] = [];
    let next: string | undefined;
    for (; merged.isValid && facts.length < limit; merged.advance()) {
      facts.push(this.#codec.decodeByObject(merged.entry, predicate, object));
      next = tokenOf(merged.entry);
    }
    return merged.isValid ? { facts, next } : { facts };
  }

  values(sources: Sources, predicate: string, page: Page): ValuePage {
    const { limit = Infinity, after } = page;
    const prefix = new Entry();
    const target = new Entry();
    this.#codec.putPredicatePrefix(prefix, predicate);
    if (after === undefined) target.copyFrom(prefix);
    else putValuePosition(target, prefix, after);
    const cursors: Cursor[] = sources.memtables.map((memtable) =>
      memtable.objects(prefix, target, sources.retention),
    );
    for (const run of sources.runs) {
      const cursor = new RunCursor(run, this.#extents, prefix);
      cursor.seek(target);
      cursors.push(cursor);
    }
    const objects = new ObjectCursor(cursors, (entry) => !sources.retention.isExpired(entry));
    const textOf = this.#texts(sources);
    const values: Value[] = [];
    let next: string | undefined;
    for (; objects.isValid && values.length < limit; objects.advance()) {
      values.push(this.#codec.decodeObject(objects.entry, textOf));
      if (values.length === limit) next = valuePositionOf(objects.entry);
    }
    return objects.isValid ? { values, next } : { values };
  }

  *scan(sources: Sources, from?: Ref): Iterable<Fact> {
    const prefix = new Entry();
    prefix.key[0] = BY_SUBJECT;
    prefix.length = 1;
    const target = new Entry();
    target.copyFrom(prefix);
    if (from !== undefined) target.length = writeRef(from, target.key, prefix.length);
    const cursors: Cursor[] = sources.memtables.map((memtable) => {
      const cursor = memtable.allBySubject();
      while (cursor.isValid && compareKeys(cursor.entry, target) < 0) cursor.advance();
      return cursor;
    });
    for (const run of sources.runs) {
      const cursor = new RunCursor(run, this.#extents.stream(), prefix);
      if (from === undefined) cursor.openExtent(0);
      else cursor.seek(target);
      cursors.push(cursor);
    }
    const merged = this.#merge(sources, cursors);
    const textOf = this.#texts(sources);
    for (; merged.isValid; merged.advance()) yield this.#codec.decode(merged.entry, textOf);
  }

  #texts(sources: Sources): TextOf {
    return (key, hashAt) => this.#textOf(sources, key, hashAt);
  }

  #merge(sources: Sources, cursors: readonly Cursor[]): MergeCursor {
    return new MergeCursor(cursors, (entry) => !sources.retention.isExpired(entry));
  }

  /** Cursors over what runs have within a prefix, of which the first bytes are in the filters. */
  #inRuns(runs: readonly Run[], prefix: Entry, target: Entry, filtered: number): RunCursor[] {
    this.#hash.hash(prefix.key, 0, filtered);
    const { low, high } = this.#hash;
    return runs.flatMap(
      (run) => this.#cursors.openWithin(run, prefix, target, { low, high }) ?? [],
    );
  }

  #textOf(sources: Sources, key: Uint8Array, hashAt: number): Uint8Array {
    return this.#cursors.answering(() => this.#readText(sources, key, hashAt));
  }

  #readText(sources: Sources, key: Uint8Array, hashAt: number): Uint8Array {
    for (const memtable of sources.memtables) {
      const bytes = memtable.texts.get(key, hashAt);
      if (bytes !== undefined) return bytes;
    }
    const prefix = new Entry();
    putTextKey(prefix, key, hashAt);
    this.#hash.hash(prefix.key, 0, prefix.length);
    const { low, high } = this.#hash;
    for (const run of sources.runs) {
      const cursor = this.#cursors.openWithin(run, prefix, prefix, { low, high });
      if (cursor === undefined) continue;
      const pieces: Uint8Array[] = [];
      for (; cursor.isValid; cursor.advance()) pieces.push(cursor.entry.text);
      if (pieces.length > 0) return joined(pieces);
    }
    throw new Error('a fact names a text that is not stored');
  }

  #putToken(target: Entry, prefix: Entry, token: string): void {
    const [, subject, scope] = PAGE_TOKEN.exec(token) ?? [];
    if (subject === undefined) throw new Error('not a page token of subjects');
    this.#codec.putObjectKey(target, prefix, subject as Ref, Number(scope));
  }
}

function tokenOf(entry: Entry): string {
  return `${readRef(entry.key, subjectAt(entry))} ${scopeOf(entry)}`;
}

/** A place among the facts of a subject: the rest of a key. */
function positionOf(entry: Entry): string {
  return hexOf(entry, PREDICATE_AT, entry.length);
}

/** Any bytes are a place to go on from, so a made-up position does no harm. */
function putPosition(target: Entry, position: string): void {
  putHex(target, PREDICATE_AT, position);
}

/** A place among the values of a predicate: where the next value can begin. */
function valuePositionOf(entry: Entry): string {
  const after = new Entry();
  putAfterObject(after, entry);
  return hexOf(after, VALUE_AT, after.length);
}

function putValuePosition(target: Entry, prefix: Entry, position: string): void {
  target.copyFrom(prefix);
  putHex(target, VALUE_AT, position);
}

/** Bytes of a key as hex digits. */
function hexOf(entry: Entry, from: number, to: number): string {
  let hex = '';
  for (let i = from; i < to; i++) hex += (entry.key[i] ?? 0).toString(16).padStart(2, '0');
  return hex;
}

/** Ends a key with the bytes that hex digits say. */
function putHex(target: Entry, at: number, hex: string): void {
  const bytes = hex.length / 2;
  if (!/^([0-9a-f]{2})*$/.test(hex) || bytes > MAX_KEY_BYTES - at) {
    throw new Error('not a page token');
  }
  target.length = at + bytes;
  for (let i = 0; i < bytes; i++) {
    target.key[at + i] = Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16);
  }
}
