import { ALWAYS } from '../fact.ts';
import type { Fact, Value } from '../fact.ts';
import type { Ref } from '../id.ts';
import type {
  Change,
  FactPage,
  FactStore,
  Page,
  PredicateTable,
  SubjectPage,
  ValuePage,
} from '../store.ts';
import { BlockCursor } from './block-cursor.ts';
import type { Compaction } from './compaction.ts';
import { Entry } from './entry.ts';
import { ExtentStore } from './extent-store.ts';
import { FactCodec } from './fact-codec.ts';
import { FactReader } from './fact-reader.ts';
import type { Sources } from './fact-reader.ts';
import { Journal } from './journal.ts';
import { OBJECT_AT, putSubjectKey } from './keys.ts';
import { StateTable } from './manifest.ts';
import { Memtable } from './memtable.ts';
import { recover } from './recovery.ts';
import { MAX_PINS } from './retention.ts';
import type { Retention } from './retention.ts';
import { findInRun, mayHavePrefix } from './run-cursor.ts';
import { RUN_PARAMETERS } from './run-parameters.ts';
import type { RunParameters } from './run-parameters.ts';
import type { Compression, RunStorage } from './run-storage.ts';
import type { SipHash } from './sip-hash.ts';
import type { LongText } from './text-bytes.ts';
import { TextCursor } from './text-table.ts';

/** What a store is made from. */
export interface RunStoreOptions {
  readonly storage: RunStorage;
  readonly compression: Compression;
  readonly predicates: PredicateTable;
  /** Two random 32-bit numbers; called once in the life of a storage, and kept there. */
  readonly makeSecret: () => readonly [number, number];
  readonly parameters?: RunParameters | undefined;
}

/** How large a store is, and what it has still to do. */
export interface RunStoreStats {
  /** Facts in all runs and memtables; one that moved and was not merged since counts twice. */
  readonly facts: number;
  readonly runs: number;
  /** Bytes of all runs. */
  readonly bytes: number;
  /** Rows of the open journal: what a restart has to read. */
  readonly journalRows: number;
  /** Facts that are in no run yet. */
  readonly memtableFacts: number;
  /** Entries that open merges have still to take in. */
  readonly openEntries: number;
  /** Bytes of memory in memtables and caches. */
  readonly memoryBytes: number;
}

/** Entries that one fact makes: by subject and by object. */
const ENTRIES_PER_FACT = 2;

/**
 * The facts of a shard as sorted runs in its SQLite: see docs/design/store.md.
 *
 * Every entry holds all that is known of its fact at the time of writing, so the newest run with
 * a key has the whole answer, and an entry that has expired can be dropped by itself.
 *
 * A throw from `append`, `retain` or `compactSome` undoes what they wrote, but not what memory
 * took in: the store is unusable from then on (every call throws), and must be built again from
 * the same storage. In a Durable Object: `ctx.abort()`.
 */
export class RunStore implements FactStore {
  readonly #storage: RunStorage;
  readonly #parameters: RunParameters;
  readonly #codec: FactCodec;
  readonly #hash: SipHash;
  readonly #extents: ExtentStore;
  readonly #state: StateTable;
  readonly #journal: Journal;
  readonly #compaction: Compaction;
  readonly #reader: FactReader;
  #retention: Retention;
  #active: Memtable;
  /** The generation before: until it is flushed the facts are here, and then still a filter. */
  #sealed: Memtable | undefined;
  #failure: Error | undefined;
  /** Grows with every change, so that a scan notices one. */
  #version = 0;
  readonly #entry = new Entry();
  readonly #known = new Entry();
  readonly #subject = new Entry();
  readonly #lookup = new BlockCursor();

  /** Opens the store of a storage, or makes it; finishes a flush that a restart interrupted. */
  constructor(options: RunStoreOptions) {
    const { storage, compression, predicates, makeSecret, parameters = RUN_PARAMETERS } = options;
    this.#storage = storage;
    this.#parameters = parameters;
    this.#codec = new FactCodec(predicates);
    this.#extents = new ExtentStore(storage, compression, parameters);
    this.#state = new StateTable(storage);
    this.#journal = new Journal(storage, compression, parameters);
    const recovered = storage.transaction(() =>
      recover({
        storage,
        compression,
        parameters,
        makeSecret,
        extents: this.#extents,
        state: this.#state,
        journal: this.#journal,
        codec: this.#codec,
      }),
    );
    this.#hash = recovered.hash;
    this.#retention = recovered.retention;
    this.#compaction = recovered.compaction;
    this.#active = recovered.active;
    this.#reader = new FactReader(this.#codec, this.#extents, this.#hash);
  }

  append(facts: readonly Fact[]): readonly Change[] {
    return this.#write(() => {
      const isFull = this.#isFull();
      if (isFull) this.#seal();
      const changes: Change[] = [];
      const before = this.#active.count;
      for (const fact of facts) this.#appendOne(fact, before, changes);
      this.#journal.commit();
      const added = (this.#active.count - before) * ENTRIES_PER_FACT;
      if (isFull) this.#compaction.owe(added);
      else this.#compaction.step(added);
      return changes;
    });
  }

  facts(subject: Ref, predicate?: string): readonly Fact[] {
    this.#assertUsable();
    return this.#reader.facts(this.#sources(), subject, predicate).facts;
  }

  factPage(subject: Ref, predicate: string | undefined, page: Page): FactPage {
    this.#assertUsable();
    return this.#reader.facts(this.#sources(), subject, predicate, page);
  }

  subjects(predicate: string, object: Value, page: SubjectPage = {}): FactPage {
    this.#assertUsable();
    return this.#reader.subjects(this.#sources(), predicate, object, page);
  }

  values(predicate: string, page: Page = {}): ValuePage {
    this.#assertUsable();
    return this.#reader.values(this.#sources(), predicate, page);
  }

  *scan(from?: Ref): Iterable<Fact> {
    this.#assertUsable();
    const version = this.#version;
    for (const fact of this.#reader.scan(this.#sources(), from)) {
      yield fact;
      if (version !== this.#version) throw new Error('the store changed during a scan');
    }
  }

  /**
   * Lets facts go that were last seen before a time, in milliseconds since 1970, save those of
   * pinned subjects. They are gone for every read at once, and their space is freed as runs are
   * merged. The mark never moves back, pins do not bring back what has expired, and a fact
   * that lies wholly before the mark is not taken in any more. Each call replaces the pins; more
   * than 75,000 are refused, which leaves the store usable.
   */
  retain(before: number, pinned: Iterable<Ref>): void {
    const retention = this.#retention.moved(before, pinned);
    if (retention.pins > MAX_PINS) throw new RangeError(`${retention.pins} subjects are pinned`);
    this.#write(() => {
      this.#state.saveRetention(retention);
      this.#retention = retention;
      this.#compaction.retain(retention);
    });
  }

  /** The subjects whose facts are kept, however old they are. */
  get pinned(): Iterable<Ref> {
    return this.#retention.subjects;
  }

  /**
   * Does some of the work that appends have left, for when there is nothing else to do.
   *
   * @param budget entries to flush or merge, about one microsecond each
   * @returns whether there is more to do
   */
  compactSome(budget: number): boolean {
    return this.#write(() => {
      this.#compaction.work(budget);
      return this.#compaction.hasWork;
    });
  }

  /** How large the store is. Reads nothing. */
  stats(): RunStoreStats {
    const { runs, flushed, openEntries } = this.#compaction;
    const extents = runs.flatMap((run) => run.extents);
    const sealed = this.#sealed;
    const isSealedOpen = sealed !== undefined && sealed.generation > flushed;
    const memtableFacts = this.#active.count + (isSealedOpen ? sealed.count : 0);
    return {
      facts: extents.reduce((sum, extent) => sum + extent.facts, memtableFacts),
      runs: runs.length,
      bytes: extents.reduce((sum, extent) => sum + extent.bytes, 0),
      journalRows: this.#journal.rows,
      memtableFacts,
      openEntries,
      memoryBytes: this.#active.bytes + (sealed?.bytes ?? 0) + this.#extents.cachedBytes,
    };
  }

  /** Empties the caches, so that a measurement can begin cold. */
  clearCaches(): void {
    this.#extents.clearCaches();
  }

  /** @param before the rows that there were before this append */
  #appendOne(fact: Fact, before: number, changes: Change[]): void {
    const entry = this.#entry;
    if (fact.last < this.#retention.markOf(fact.subject)) return;
    const long = this.#codec.encode(fact, entry);
    this.#hash.hash(entry.key, 0, entry.length);
    const { low, high } = this.#hash;
    const row = this.#active.find(entry, low);
    const appearedAt = row < 0 ? this.#subjectAppearedAt() : -1;
    const isNewSubject = appearedAt >= 0;
    if (isNewSubject || !this.#loadKnown(row, low, high) || this.#isExpired(fact.subject)) {
      changes.push({ fact, novelty: appearedAt >= before ? 'subject' : 'fact' });
    } else {
      const { first: firstBefore, last: lastBefore } = this.#known;
      if (!this.#known.merge(entry)) return;
      entry.copyPayload(this.#known);
      const { first, last, upload, record } = entry;
      const isEarlier = first < firstBefore;
      if (isEarlier || (fact.scope !== ALWAYS && last > lastBefore)) {
        const merged = { ...fact, first, last, upload, record };
        changes.push({ fact: merged, novelty: isEarlier ? 'first' : 'last' });
      }
    }
    if (row >= 0) this.#active.set(row, entry);
    else this.#active.add(entry, low, this.#codec.isIndexed(entry), isNewSubject);
    if (long !== undefined) this.#keepText(long, entry);
    this.#journal.add(entry);
  }

  /**
   * The row of the active generation with which the subject of `#entry` appeared, or will; -1 when
   * it may be anywhere else. Of one that is nowhere else, what is not there is new, and no run has
   * to be asked. Most new facts are of new subjects.
   */
  #subjectAppearedAt(): number {
    const row = this.#active.findSubject(this.#entry);
    if (row >= 0) return this.#active.appearedAt(row);
    if ((this.#sealed?.findSubject(this.#entry) ?? -1) >= 0) return -1;
    const subject = this.#subject;
    putSubjectKey(subject, this.#entry);
    this.#hash.hash(subject.key, 0, subject.length);
    const { low, high } = this.#hash;
    const { runs } = this.#compaction;
    const isKnown = runs.some((run) => mayHavePrefix(run, subject, { low, high }, this.#extents));
    return isKnown ? -1 : this.#active.count;
  }

  /** Puts what is known under the key of `#entry` into `#known`; false when nothing is. */
  #loadKnown(activeRow: number, low: number, high: number): boolean {
    if (activeRow >= 0) {
      this.#active.load(activeRow, this.#known);
      return true;
    }
    const row = this.#sealed?.find(this.#entry, low) ?? -1;
    if (row >= 0) {
      this.#sealed?.load(row, this.#known);
      return true;
    }
    for (const run of this.#compaction.runs) {
      const hash = { low, high };
      const found = findInRun(run, this.#entry, hash, this.#extents, this.#lookup);
      if (found === undefined) continue;
      this.#known.copyPayload(found);
      return true;
    }
    return false;
  }

  #isExpired(subject: Ref): boolean {
    return this.#known.last < this.#retention.markOf(subject);
  }

  /** Keeps a long text with the generation of a fact that names it, once. */
  #keepText(long: LongText, entry: Entry): void {
    const { texts } = this.#active;
    if (texts.touch(entry.key, OBJECT_AT + 1, entry.last)) return;
    texts.add(long.hash, long.bytes, entry.last);
    const pieces = new TextCursor([{ ...long, last: entry.last }]);
    for (; pieces.isValid; pieces.advance()) this.#journal.add(pieces.entry);
  }

  #isFull(): boolean {
    const { memtableRows, memtableTextBytes, journalRows } = this.#parameters;
    return (
      this.#active.count >= memtableRows ||
      this.#active.texts.bytes >= memtableTextBytes ||
      this.#journal.rows >= journalRows
    );
  }

  /** Begins a new generation and to flush the one that is full. */
  #seal(): void {
    this.#compaction.finishFlush();
    const full = this.#active;
    this.#sealed = full;
    this.#active = new Memtable(full.generation + 1, this.#parameters.memtableRows, this.#hash);
    this.#journal.create(this.#active.generation);
    this.#compaction.startFlush(full);
  }

  #sources(): Sources {
    const { runs, flushed } = this.#compaction;
    const sealed = this.#sealed;
    const isOpen = sealed !== undefined && sealed.generation > flushed;
    const memtables = isOpen ? [this.#active, sealed] : [this.#active];
    return { memtables, runs, retention: this.#retention };
  }

  #write<T>(body: () => T): T {
    this.#assertUsable();
    this.#version++;
    try {
      return this.#storage.transaction(body);
    } catch (error) {
      this.#failure = new Error('the store has failed and must be opened again', { cause: error });
      throw error;
    }
  }

  #assertUsable(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }
}
