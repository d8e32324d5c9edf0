import { joined } from './bytes.ts';
import { Compaction } from './compaction.ts';
import type { CompactionParts } from './compaction.ts';
import type { Entry } from './entry.ts';
import type { FactCodec } from './fact-codec.ts';
import type { Journal } from './journal.ts';
import { OBJECT_AT, TEXTS, isLongText, orderOf } from './keys.ts';
import { Memtable } from './memtable.ts';
import type { Retention } from './retention.ts';
import { SipHash } from './sip-hash.ts';
import { listTables } from './table-names.ts';
import { TEXT_HASH_BYTES } from './text-bytes.ts';
import type { TextTable } from './text-table.ts';

/** What a store is rebuilt with. */
export interface RecoveryParts extends Omit<CompactionParts, 'hash'> {
  readonly journal: Journal;
  readonly codec: FactCodec;
  readonly makeSecret: () => readonly [number, number];
}

/** What a storage had in it. */
export interface Recovered {
  readonly hash: SipHash;
  readonly retention: Retention;
  readonly compaction: Compaction;
  readonly active: Memtable;
}

/**
 * Rebuilds the memory of a store from its storage, or begins a new one. A generation that was
 * being flushed is flushed here and now, so that an object that lives for few appends at a time
 * never has more than one to rebuild.
 */
export function recover(parts: RecoveryParts): Recovered {
  const { state, journal, storage } = parts;
  let manifest = state.load();
  if (manifest === undefined) {
    manifest = { secret: parts.makeSecret(), nextRun: 1, flushed: 0, runs: [], jobs: [] };
    state.save(manifest);
  }
  const tables = listTables(storage);
  const hash = new SipHash(manifest.secret);
  const retention = state.loadRetention();
  const compaction = new Compaction({ ...parts, hash }, manifest, tables, retention);
  const unflushed = tables.journals.filter((generation) => generation > compaction.flushed);
  const open = unflushed.pop();
  for (const generation of unflushed) {
    compaction.startFlush(rebuild(generation, parts, hash));
    compaction.finishFlush();
  }
  if (open === undefined) {
    const generation = compaction.flushed + 1;
    journal.create(generation);
    const active = new Memtable(generation, parts.parameters.memtableRows, hash);
    return { hash, retention, compaction, active };
  }
  journal.resume(open);
  return { hash, retention, compaction, active: rebuild(open, parts, hash) };
}

/** Rebuilds a memtable from its journal. */
function rebuild(generation: number, parts: RecoveryParts, hash: SipHash): Memtable {
  const memtable = new Memtable(generation, parts.parameters.memtableRows, hash);
  const text = new TextInPieces(memtable.texts);
  parts.journal.replay(generation, (entry) => {
    if (orderOf(entry) === TEXTS) {
      text.add(entry);
      return;
    }
    text.finish();
    hash.hash(entry.key, 0, entry.length);
    const { low } = hash;
    const row = memtable.find(entry, low);
    if (row >= 0) memtable.set(row, entry);
    else memtable.add(entry, low, parts.codec.isIndexed(entry), false);
    if (isLongText(entry.key)) memtable.texts.touch(entry.key, OBJECT_AT + 1, entry.last);
  });
  return memtable;
}

/** Puts the pieces of a journal's texts together; a fact that names a text follows it. */
class TextInPieces {
  readonly #texts: TextTable;
  #pieces: Uint8Array[] = [];
  #hash = new Uint8Array(0);
  #last = 0;

  constructor(texts: TextTable) {
    this.#texts = texts;
  }

  add(entry: Entry): void {
    this.#hash = entry.key.slice(1, 1 + TEXT_HASH_BYTES);
    this.#last = entry.last;
    this.#pieces.push(entry.text);
  }

  finish(): void {
    if (this.#pieces.length === 0) return;
    this.#texts.add(this.#hash, joined(this.#pieces), this.#last);
    this.#pieces = [];
  }
}
