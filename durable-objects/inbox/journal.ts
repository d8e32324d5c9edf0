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

/** An upload that is not in R2 yet. */
export interface PendingUpload {
  readonly upload: number;
  readonly object: string;
  readonly content: Uint8Array;
  readonly rows: number;
  readonly places: readonly (readonly [hash: string, place: Place])[];
}

type PlaceRow = readonly [hash: string, firstRecord: number, sequence: number];

/** Flushed uploads whose bodies are still known when they come again. */
const REMEMBERED_UPLOADS = 64;

/**
 * Bodies that are durable and not in R2 yet, several in a row, and the hashes of those that were
 * lately. Rows are written, never changed, and deleted when their upload is in R2.
 */
export class Journal {
  readonly #sql: CountedSql;

  constructor(sql: CountedSql) {
    this.#sql = sql;
    sql.exec(`CREATE TABLE IF NOT EXISTS journal (
      id INTEGER PRIMARY KEY, upload INTEGER NOT NULL, object TEXT NOT NULL,
      places TEXT NOT NULL, parts BLOB NOT NULL)`);
    sql.exec(`CREATE TABLE IF NOT EXISTS flushed (
      slot INTEGER PRIMARY KEY, upload INTEGER NOT NULL, places TEXT NOT NULL)`);
  }

  /** Keeps bodies of one upload, in as few rows as they fit in. */
  append(object: string, deliveries: readonly PlacedDelivery[]): void {
    let row: PlacedDelivery[] = [];
    let size = 0;
    for (const delivery of deliveries) {
      if (row.length > 0 && size + delivery.part.length > MAX_ROW_BYTES) {
        this.#insert(object, row);
        row = [];
        size = 0;
      }
      row.push(delivery);
      size += delivery.part.length;
    }
    this.#insert(object, row);
  }

  /** The upload that waits longest, other than one that is still open; undefined when none does. */
  firstPending(open: number | undefined): PendingUpload | undefined {
    const [first] = this.#sql.rows<[upload: number, object: string]>(
      'SELECT upload, object FROM journal WHERE upload <> ? ORDER BY id LIMIT 1',
      open ?? 0,
    );
    if (first === undefined) return undefined;
    const [upload, object] = first;
    const rows = this.#sql.rows<[places: string, parts: Uint8Array]>(
      'SELECT places, parts FROM journal WHERE upload = ? ORDER BY id',
      upload,
    );
    return {
      upload,
      object,
      content: joined(rows.map(([, parts]) => parts)),
      rows: rows.length,
      places: rows.flatMap(([places]) => readPlaces(upload, places)),
    };
  }

  /** Whether bodies of an upload are still here. */
  holds(upload: number): boolean {
    return this.#sql.rows('SELECT 1 FROM journal WHERE upload = ? LIMIT 1', upload).length > 0;
  }

  /** Lets go of an upload that is in R2; its hashes are remembered for a while. */
  settle({ upload, places }: PendingUpload): void {
    this.#sql.exec('DELETE FROM journal WHERE upload = ?', upload);
    this.#sql.exec(
      `INSERT INTO flushed (slot, upload, places) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET upload = excluded.upload, places = excluded.places`,
      upload % REMEMBERED_UPLOADS,
      upload,
      writePlaces(places.map(([hash, place]) => ({ hash, ...place }))),
    );
  }

  /** Every body that is known, oldest upload first. */
  places(): (readonly [hash: string, place: Place])[] {
    return this.#sql
      .rows<[upload: number, places: string]>(
        `SELECT upload, places FROM flushed UNION ALL SELECT upload, places FROM journal
         ORDER BY upload`,
      )
      .flatMap(([upload, places]) => readPlaces(upload, places));
  }

  /** How many bytes are not in R2. */
  bytes(): number {
    const [row] = this.#sql.rows<[number | null]>('SELECT sum(length(parts)) FROM journal');
    return row?.[0] ?? 0;
  }

  #insert(object: string, row: readonly PlacedDelivery[]): void {
    const [first] = row;
    if (first === undefined) return;
    this.#sql.exec(
      'INSERT INTO journal (upload, object, places, parts) VALUES (?, ?, ?, ?)',
      first.upload,
      object,
      writePlaces(row),
      joined(row.map(({ part }) => part)),
    );
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

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}
