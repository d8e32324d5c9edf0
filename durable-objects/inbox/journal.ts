import { joined } from '../../core/graph/runs/bytes.ts';
import type { CountedSql } from '../counted-sql.ts';
import type { Delivery } from './delivery.ts';

/** A row of SQLite in an object has 2 MB at most; a single part may come on top of this. */
const MAX_ROW_BYTES = 1_048_576;

/** Where a body went, by its hash. */
export interface Place {
  readonly upload: number;
  readonly firstRecord: number;
  readonly sequence: number;
}

/** A body that is to be kept, and where it goes. */
export interface PlacedDelivery extends Delivery, Place {}

/** An upload that this object fills. */
export interface FilledUpload {
  readonly upload: number;
  readonly object: string;
  /** Counts the uploads of this object: they are settled in this order. */
  readonly generation: number;
}

/** An upload that is not in R2 yet. */
export interface PendingUpload extends FilledUpload {
  readonly content: Uint8Array;
  readonly places: readonly (readonly [hash: string, place: Place])[];
}

/** What is known of a source's usage when an upload of it is settled; kept in the same row. */
export type UsageNote = readonly [day: number, bytes: number, refused: number, sequence: number];

type PlaceRow = readonly [hash: string, firstRecord: number, sequence: number];

/** Settled uploads whose bodies are still known when they come again. */
const REMEMBERED_UPLOADS = 64;

/**
 * Bodies that are durable and not in R2 yet, several in a row, and the hashes of those that were
 * lately. A row whose upload is settled is not deleted, which would cost as much as it did, but is
 * written over by the next; an upload is settled by the one row that remembers its hashes.
 */
export class Journal {
  readonly #sql: CountedSql;
  /** The slots of each generation that is not settled. */
  readonly #slots = new Map<number, number[]>();
  #free: number[] = [];
  #slotCount: number;
  #lastGeneration: number;

  constructor(sql: CountedSql) {
    this.#sql = sql;
    sql.exec(`CREATE TABLE IF NOT EXISTS journal (
      slot INTEGER PRIMARY KEY, generation INTEGER NOT NULL, upload INTEGER NOT NULL,
      object TEXT NOT NULL, places TEXT NOT NULL, parts BLOB NOT NULL)`);
    sql.exec(`CREATE TABLE IF NOT EXISTS settled (
      slot INTEGER PRIMARY KEY, generation INTEGER NOT NULL, upload INTEGER NOT NULL,
      places TEXT NOT NULL, usage TEXT NOT NULL)`);
    const settled = this.#settledGeneration();
    const rows = sql.rows<[slot: number, generation: number]>(
      'SELECT slot, generation FROM journal ORDER BY slot',
    );
    this.#slotCount = rows.length;
    this.#lastGeneration = settled;
    for (const [slot, generation] of rows) {
      this.#lastGeneration = Math.max(this.#lastGeneration, generation);
      if (generation <= settled) this.#free.push(slot);
      else this.#occupy(slot, generation);
    }
  }

  /** The number of the next upload that this object fills. */
  nextGeneration(): number {
    this.#lastGeneration += 1;
    return this.#lastGeneration;
  }

  /** Keeps bodies of one upload, in as few rows as they fit in. */
  append(filled: FilledUpload, deliveries: readonly PlacedDelivery[]): void {
    let row: PlacedDelivery[] = [];
    let size = 0;
    for (const delivery of deliveries) {
      if (row.length > 0 && size + delivery.part.length > MAX_ROW_BYTES) {
        this.#write(filled, row);
        row = [];
        size = 0;
      }
      row.push(delivery);
      size += delivery.part.length;
    }
    if (row.length > 0) this.#write(filled, row);
  }

  /** The upload that waits longest, other than one that is still open; undefined when none does. */
  firstPending(open: FilledUpload | undefined): PendingUpload | undefined {
    const waiting = [...this.#slots.keys()].filter((number) => number !== open?.generation);
    if (waiting.length === 0) return undefined;
    const generation = Math.min(...waiting);
    const rows = this.#sql.rows<
      [upload: number, object: string, places: string, parts: Uint8Array]
    >(
      'SELECT upload, object, places, parts FROM journal WHERE generation = ? ORDER BY slot',
      generation,
    );
    const [first] = rows;
    if (first === undefined) throw new Error('a pending upload has no rows');
    const [upload, object] = first;
    const parts = rows
      .flatMap(([, , places, bytes]) => ({ places: readPlaces(upload, places), bytes }))
      // Slots are in no order; bodies are.
      .sort((a, b) => (a.places[0]?.[1].sequence ?? 0) - (b.places[0]?.[1].sequence ?? 0));
    return {
      generation,
      upload,
      object,
      content: joined(parts.map(({ bytes }) => bytes)),
      places: parts.flatMap(({ places }) => places),
    };
  }

  /** Whether bodies of an upload are not in R2. */
  holds(upload: number): boolean {
    return this.#sql
      .rows<[number]>('SELECT DISTINCT generation FROM journal WHERE upload = ?', upload)
      .some(([generation]) => this.#slots.has(generation));
  }

  /** Lets go of an upload that is in R2; its hashes are remembered for a while. */
  settle({ generation, upload, places }: PendingUpload, usage: UsageNote): void {
    this.#sql.exec(
      `INSERT INTO settled (slot, generation, upload, places, usage) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET generation = excluded.generation, upload = excluded.upload,
         places = excluded.places, usage = excluded.usage`,
      generation % REMEMBERED_UPLOADS,
      generation,
      upload,
      writePlaces(places.map(([hash, place]) => ({ hash, ...place }))),
      JSON.stringify(usage),
    );
    this.#free.push(...(this.#slots.get(generation) ?? []));
    this.#slots.delete(generation);
  }

  /** Every body that is known, oldest first. */
  places(): (readonly [hash: string, place: Place])[] {
    return this.#sql
      .rows<[upload: number, places: string, generation: number]>(
        `SELECT upload, places, generation FROM settled
         UNION ALL SELECT upload, places, generation FROM journal WHERE generation > ?
         ORDER BY generation`,
        this.#settledGeneration(),
      )
      .flatMap(([upload, places]) => readPlaces(upload, places));
  }

  /** The usage as it was noted last. */
  lastUsage(): UsageNote | undefined {
    const [row] = this.#sql.rows<[usage: string]>(
      'SELECT usage FROM settled ORDER BY generation DESC LIMIT 1',
    );
    return row && (JSON.parse(row[0]) as UsageNote);
  }

  /** How many bytes are not in R2. */
  bytes(): number {
    const [row] = this.#sql.rows<[number | null]>(
      'SELECT sum(length(parts)) FROM journal WHERE generation > ?',
      this.#settledGeneration(),
    );
    return row?.[0] ?? 0;
  }

  #settledGeneration(): number {
    const [row] = this.#sql.rows<[number | null]>('SELECT max(generation) FROM settled');
    return row?.[0] ?? 0;
  }

  #write({ generation, upload, object }: FilledUpload, row: readonly PlacedDelivery[]): void {
    const slot = this.#free.pop() ?? this.#slotCount++;
    this.#sql.exec(
      `INSERT INTO journal (slot, generation, upload, object, places, parts)
       VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET generation = excluded.generation, upload = excluded.upload,
         object = excluded.object, places = excluded.places, parts = excluded.parts`,
      slot,
      generation,
      upload,
      object,
      writePlaces(row),
      joined(row.map(({ part }) => part)),
    );
    this.#occupy(slot, generation);
  }

  #occupy(slot: number, generation: number): void {
    const slots = this.#slots.get(generation);
    if (slots === undefined) this.#slots.set(generation, [slot]);
    else slots.push(slot);
  }
}

function writePlaces(places: readonly (Place & { readonly hash: string })[]): string {
  const rows = places.map(({ hash, firstRecord, sequence }): PlaceRow => [
    hash,
    firstRecord,
    sequence,
  ]);
  return JSON.stringify(rows);
}

function readPlaces(upload: number, text: string): (readonly [string, Place])[] {
  return (JSON.parse(text) as PlaceRow[]).map(([hash, firstRecord, sequence]) => [
    hash,
    { upload, firstRecord, sequence },
  ]);
}
