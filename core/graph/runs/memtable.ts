import { compareBytes, copyBytes, grown } from './bytes.ts';
import type { Cursor } from './cursor.ts';
import { Entry } from './entry.ts';
import { HashIndex } from './hash-index.ts';
import {
  BY_SUBJECT,
  OBJECT_AT,
  PREDICATE_AT,
  SUBJECT_AT,
  objectEnd,
  writeObjectKey,
} from './keys.ts';
import { MemtableCursor } from './memtable-cursor.ts';
import { REF_BYTES } from './ref-bytes.ts';
import type { Retention } from './retention.ts';
import type { SipHash } from './sip-hash.ts';
import { TextTable } from './text-table.ts';

/** Bytes of a key on average: only decides the first size of the arena. */
const USUAL_KEY_BYTES = 48;

/**
 * The facts of one generation, before they are a run: keys in one arena, what is kept under them
 * in columns, and chains by subject and by object, so that reading costs what is read. Arrays of
 * numbers all of it: a fact takes about 110 bytes and gives the garbage collector nothing to do.
 */
export class Memtable {
  /** Counts generations; the journal of the same number can rebuild it. */
  readonly generation: number;
  readonly texts = new TextTable();
  readonly #hash: SipHash;
  #count = 0;
  #arena: Uint8Array;
  /** Where each key begins; the one after the last is where the next will. */
  #starts: Uint32Array;
  #scopeAt: Uint16Array;
  #first: Float64Array;
  #last: Float64Array;
  #upload: Float64Array;
  #record: Float64Array;
  /** The row with which the subject appeared; -1 where it may have been somewhere before. */
  #appearedAt: Int32Array;
  /** The row with the same subject, or the same predicate and object, that came before; or -1. */
  #sameSubject: Int32Array;
  #sameObject: Int32Array;
  readonly #byKey: HashIndex;
  readonly #bySubject: HashIndex;
  readonly #byObject: HashIndex;

  constructor(generation: number, capacity: number, hash: SipHash) {
    this.generation = generation;
    this.#hash = hash;
    this.#arena = new Uint8Array(capacity * USUAL_KEY_BYTES);
    this.#starts = new Uint32Array(capacity + 1);
    this.#scopeAt = new Uint16Array(capacity);
    this.#first = new Float64Array(capacity);
    this.#last = new Float64Array(capacity);
    this.#upload = new Float64Array(capacity);
    this.#record = new Float64Array(capacity);
    this.#appearedAt = new Int32Array(capacity);
    this.#sameSubject = new Int32Array(capacity);
    this.#sameObject = new Int32Array(capacity);
    this.#byKey = new HashIndex(capacity);
    this.#bySubject = new HashIndex(capacity >> 2);
    this.#byObject = new HashIndex(capacity >> 1);
  }

  /** How many facts there are. */
  get count(): number {
    return this.#count;
  }

  /** Bytes of the arrays and texts, without the hash tables. */
  get bytes(): number {
    return this.#arena.length + this.#first.length * 46 + this.texts.bytes;
  }

  /** The row of a key by subject; -1 when there is none. `low` is the first half of its hash. */
  find(entry: Entry, low: number): number {
    const index = this.#byKey;
    for (let slot = index.start(low); index.rowAt(slot) >= 0; slot = index.next(slot)) {
      if (index.hashAt(slot) !== low) continue;
      const row = index.rowAt(slot);
      if (this.#compareKey(row, 0, this.#length(row), entry.key, 0, entry.length) === 0) return row;
    }
    return -1;
  }

  /** A row with the subject of a key by subject; -1 when there is none. */
  findSubject(entry: Entry): number {
    return this.#head(this.#bySubject, entry, SUBJECT_AT, PREDICATE_AT, SUBJECT_AT);
  }

  /** The row with which a row's subject appeared, where it was said to be nowhere before; or -1. */
  appearedAt(row: number): number {
    return this.#appearedAt[row] ?? -1;
  }

  /**
   * Adds a fact by subject that `find` does not find. `isNewSubject` counts for the first of a
   * subject.
   */
  add(entry: Entry, low: number, isIndexed: boolean, isNewSubject: boolean): void {
    const row = this.#count;
    if (row === this.#first.length) this.#growColumns();
    const start = this.#starts[row] ?? 0;
    const end = start + entry.length;
    if (end > this.#arena.length) this.#arena = grown(this.#arena, end);
    copyBytes(entry.key, 0, entry.length, this.#arena, start);
    this.#starts[row + 1] = end;
    this.#scopeAt[row] = objectEnd(entry.key, OBJECT_AT);
    this.#count++;
    this.set(row, entry);
    this.#byKey.add(low, row);
    this.#sameSubject[row] = this.#chain(this.#bySubject, row, SUBJECT_AT, PREDICATE_AT);
    const before = this.#sameSubject[row] ?? -1;
    if (before >= 0) this.#appearedAt[row] = this.#appearedAt[before] ?? -1;
    else this.#appearedAt[row] = isNewSubject ? row : -1;
    if (!isIndexed) return;
    const scopeAt = this.#scopeAt[row] ?? 0;
    this.#sameObject[row] = this.#chain(this.#byObject, row, PREDICATE_AT, scopeAt);
  }

  /** Replaces what is kept under a row's key. */
  set(row: number, entry: Entry): void {
    this.#first[row] = entry.first;
    this.#last[row] = entry.last;
    this.#upload[row] = entry.upload;
    this.#record[row] = entry.record;
  }

  /** Puts what is kept under a row's key into an entry. */
  load(row: number, entry: Entry): void {
    entry.first = this.#first[row] ?? 0;
    entry.last = this.#last[row] ?? 0;
    entry.upload = this.#upload[row] ?? 0;
    entry.record = this.#record[row] ?? 0;
  }

  /** Puts a row into an entry, its key by subject or by object. Evidence is only by subject. */
  loadRow(row: number, order: number, entry: Entry): void {
    this.load(row, entry);
    const start = this.#starts[row] ?? 0;
    const end = this.#starts[row + 1] ?? 0;
    if (order === BY_SUBJECT) {
      copyBytes(this.#arena, start, end, entry.key, 0);
      entry.length = end - start;
    } else {
      const scopeStart = start + (this.#scopeAt[row] ?? 0);
      entry.length = writeObjectKey(this.#arena, start, end, scopeStart, entry.key);
      entry.upload = entry.record = 0;
    }
  }

  /**
   * The facts whose key by subject has a prefix, at least a subject, and that have not expired:
   * those that do not come before `target`, and of them at least the first `limit`.
   */
  withSubject(prefix: Entry, target: Entry, limit: number, retention: Retention): Cursor {
    const head = this.#head(this.#bySubject, prefix, SUBJECT_AT, PREDICATE_AT, SUBJECT_AT);
    const compare = (row: number, to: number, { key, length }: Entry) =>
      this.#compareKey(row, PREDICATE_AT, to, key, PREDICATE_AT, length);
    const rows = this.#chained(head, this.#sameSubject).filter(
      (row) =>
        compare(row, prefix.length, prefix) === 0 && compare(row, this.#length(row), target) >= 0,
    );
    const first = smallest(this.#alive(rows, retention), limit, this.#compareInSubject);
    return new MemtableCursor(this, first, BY_SUBJECT);
  }

  /**
   * The facts of a predicate and object, by object, that have not expired: those that do not come
   * before `target`, and of them at least the first `limit`.
   */
  withObject(prefix: Entry, target: Entry, limit: number, retention: Retention): Cursor {
    const head = this.#head(this.#byObject, prefix, 1, prefix.length, PREDICATE_AT);
    let rows = this.#chained(head, this.#sameObject);
    if (target.length > prefix.length) {
      rows = rows.filter((row) => this.#compareInObjectTo(row, target, prefix.length) >= 0);
    }
    const first = smallest(this.#alive(rows, retention), limit, this.#compareInObject);
    return new MemtableCursor(this, first, prefix.key[0] ?? 0);
  }

  /**
   * One fact that has not expired of each object of a predicate, by object: of those objects that
   * do not come before `target`.
   */
  objects(prefix: Entry, target: Entry, retention: Retention): Cursor {
    const rows = this.#byObject
      .rows()
      .filter(
        (head) =>
          this.#compareKey(head, PREDICATE_AT, OBJECT_AT, prefix.key, 1, prefix.length) === 0 &&
          this.#compareKey(
            head,
            PREDICATE_AT,
            this.#scopeAt[head] ?? 0,
            target.key,
            1,
            target.length,
          ) >= 0,
      )
      .flatMap((head) => this.#alive(this.#chained(head, this.#sameObject), retention).slice(0, 1))
      .sort((a, b) => {
        const [endA, endB] = [this.#scopeAt[a] ?? 0, this.#scopeAt[b] ?? 0];
        return this.#compareRows(a, PREDICATE_AT, endA, b, PREDICATE_AT, endB);
      });
    return new MemtableCursor(this, rows, prefix.key[0] ?? 0);
  }

  /** All facts by subject. */
  allBySubject(): Cursor {
    const heads = this.#bySubject.rows().sort((a, b) => {
      return this.#compareRows(a, SUBJECT_AT, PREDICATE_AT, b, SUBJECT_AT, PREDICATE_AT);
    });
    const rows = heads.flatMap((head) => {
      return this.#chained(head, this.#sameSubject).sort(this.#compareInSubject);
    });
    return new MemtableCursor(this, rows, BY_SUBJECT);
  }

  /** All indexed facts by object. */
  allByObject(order: number): Cursor {
    const heads = this.#byObject.rows().sort((a, b) => {
      const [endA, endB] = [this.#scopeAt[a] ?? 0, this.#scopeAt[b] ?? 0];
      return this.#compareRows(a, PREDICATE_AT, endA, b, PREDICATE_AT, endB);
    });
    const rows = heads.flatMap((head) => {
      return this.#chained(head, this.#sameObject).sort(this.#compareInObject);
    });
    return new MemtableCursor(this, rows, order);
  }

  readonly #compareInSubject = (a: number, b: number): number =>
    this.#compareRows(a, PREDICATE_AT, this.#length(a), b, PREDICATE_AT, this.#length(b));

  readonly #compareInObject = (a: number, b: number): number => {
    const order = this.#compareRows(a, SUBJECT_AT, PREDICATE_AT, b, SUBJECT_AT, PREDICATE_AT);
    if (order !== 0) return order;
    const [scopeA, scopeB] = [this.#scopeAt[a] ?? 0, this.#scopeAt[b] ?? 0];
    return this.#compareRows(a, scopeA, this.#length(a), b, scopeB, this.#length(b));
  };

  /** Compares a row of an object with the part of a key by object after its prefix. */
  #compareInObjectTo(row: number, target: Entry, from: number): number {
    const { key, length } = target;
    const split = Math.min(length, from + REF_BYTES);
    const order = this.#compareKey(row, SUBJECT_AT, PREDICATE_AT, key, from, split);
    if (order !== 0) return order;
    return this.#compareKey(row, this.#scopeAt[row] ?? 0, this.#length(row), key, split, length);
  }

  /** Puts a row before those that have the same bytes in a range of their keys. */
  #chain(index: HashIndex, row: number, from: number, to: number): number {
    const start = this.#starts[row] ?? 0;
    this.#hash.hash(this.#arena, start + from, start + to);
    const { low } = this.#hash;
    const slot = this.#slot(index, low, from, to - from, this.#arena, start + from);
    const before = index.rowAt(slot);
    if (before >= 0) index.replace(slot, row);
    else index.add(low, row);
    return before;
  }

  #head(index: HashIndex, prefix: Entry, from: number, to: number, rowFrom: number): number {
    this.#hash.hash(prefix.key, from, to);
    const slot = this.#slot(index, this.#hash.low, rowFrom, to - from, prefix.key, from);
    return index.rowAt(slot);
  }

  /** The slot of the rows with these bytes at `from`, or the empty one where they would be. */
  #slot(
    index: HashIndex,
    low: number,
    from: number,
    length: number,
    bytes: Uint8Array,
    at: number,
  ): number {
    let slot = index.start(low);
    for (; index.rowAt(slot) >= 0; slot = index.next(slot)) {
      if (index.hashAt(slot) !== low) continue;
      const row = index.rowAt(slot);
      const end = from === PREDICATE_AT ? (this.#scopeAt[row] ?? 0) : from + length;
      if (this.#compareKey(row, from, end, bytes, at, at + length) === 0) break;
    }
    return slot;
  }

  /** The rows that have not expired. */
  #alive(rows: number[], retention: Retention): number[] {
    if (!retention.isMoved) return rows;
    const entry = new Entry();
    return rows.filter((row) => {
      this.loadRow(row, BY_SUBJECT, entry);
      return !retention.isExpired(entry);
    });
  }

  #chained(head: number, next: Int32Array): number[] {
    const rows: number[] = [];
    for (let row = head; row >= 0; row = next[row] ?? -1) rows.push(row);
    return rows;
  }

  #length(row: number): number {
    return (this.#starts[row + 1] ?? 0) - (this.#starts[row] ?? 0);
  }

  #compareKey(row: number, from: number, to: number, bytes: Uint8Array, at: number, end: number) {
    const start = this.#starts[row] ?? 0;
    return compareBytes(this.#arena, start + from, start + to, bytes, at, end);
  }

  #compareRows(a: number, fromA: number, toA: number, b: number, fromB: number, toB: number) {
    const start = this.#starts[b] ?? 0;
    return this.#compareKey(a, fromA, toA, this.#arena, start + fromB, start + toB);
  }

  #growColumns(): void {
    const capacity = this.#first.length * 2;
    this.#starts = wider(new Uint32Array(capacity + 1), this.#starts);
    this.#scopeAt = wider(new Uint16Array(capacity), this.#scopeAt);
    this.#first = wider(new Float64Array(capacity), this.#first);
    this.#last = wider(new Float64Array(capacity), this.#last);
    this.#upload = wider(new Float64Array(capacity), this.#upload);
    this.#record = wider(new Float64Array(capacity), this.#record);
    this.#appearedAt = wider(new Int32Array(capacity), this.#appearedAt);
    this.#sameSubject = wider(new Int32Array(capacity), this.#sameSubject);
    this.#sameObject = wider(new Int32Array(capacity), this.#sameObject);
  }
}

/**
 * The first `limit` of some rows, sorted. A popular node may have all rows of a memtable, of which
 * a page needs few: they are put in place one by one instead of sorting all.
 */
function smallest(
  rows: number[],
  limit: number,
  compare: (a: number, b: number) => number,
): number[] {
  if (rows.length <= limit * 4) return rows.sort(compare);
  const found = rows.slice(0, limit).sort(compare);
  for (const row of rows.slice(limit)) {
    const largest = found.at(-1);
    if (largest === undefined || compare(row, largest) > 0) continue;
    let low = 0;
    let high = found.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(row, found[middle] ?? row) > 0) low = middle + 1;
      else high = middle;
    }
    found.pop();
    found.splice(low, 0, row);
  }
  return found;
}

/** Copies a column into a longer one. */
function wider<A extends Float64Array | Int32Array | Uint32Array | Uint16Array | Uint8Array>(
  to: A,
  from: A,
): A {
  to.set(from);
  return to;
}
