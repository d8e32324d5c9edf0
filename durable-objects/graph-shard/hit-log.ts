import type { Hit, HitChange } from '../../core/detect/hit.ts';
import { numberColumn, textColumn } from '../../core/graph/runs/run-storage.ts';
import type { RunStorage } from '../../core/graph/runs/run-storage.ts';

/** A change of a hit. */
export interface HitEntry {
  readonly hit: Hit;
  readonly state: HitChange['state'];
  /** Whether the tenant's object is to know of this change. */
  readonly isTold: boolean;
}

/** A hit by its latest change. */
export interface LoggedHit extends HitEntry {
  /** Its place in the shard's sequence: of two changes of one hit, the later counts. */
  readonly sequence: number;
}

interface Row {
  readonly number: number;
  /** Hits of which this row has the latest change. */
  readonly ids: Set<string>;
  /** Characters in it. */
  length: number;
}

/** A hit in memory, with the row that has it and the characters that it takes there. */
interface Kept {
  readonly logged: LoggedHit;
  readonly row: Row;
  readonly length: number;
}

/** Characters of a row that is full: of three bytes each, a third of what SQLite takes. */
const MAX_ROW_LENGTH = 200_000;

/** Old rows that are cleared with one write at most, so that no write becomes long. */
const MAX_CLEARED = 2;

/**
 * All hits of a shard, packed: one row has all that changed at once, because rows are what is paid
 * for (law 8). Of a hit that is in several rows the latest counts. When more of what is stored is
 * outdated than not, the oldest rows are cleared: what still counts in them is written again with
 * what is new. The oldest first, so that a withdrawal goes only when no older row is left that it
 * withdraws; and only with a write, so that no number of a row is given twice.
 */
export class HitLog {
  readonly #storage: RunStorage;
  readonly #hits = new Map<string, Kept>();
  /** From the oldest. */
  readonly #rows = new Map<number, Row>();
  #storedLength = 0;
  #liveLength = 0;
  #last = 0;
  #confirmed = 0;

  constructor(storage: RunStorage) {
    this.#storage = storage;
    storage.exec(`CREATE TABLE IF NOT EXISTS hit_log (
      number INTEGER PRIMARY KEY, confirmed INTEGER NOT NULL, hits TEXT NOT NULL
    )`);
    const rows = storage.exec('SELECT number, confirmed, hits FROM hit_log ORDER BY number');
    for (const [number, confirmed, hits] of rows) {
      const row = this.#beginRow(numberColumn(number));
      for (const logged of JSON.parse(textColumn(hits)) as LoggedHit[]) {
        this.#keep(row, logged, JSON.stringify(logged).length);
      }
      this.#confirmed = numberColumn(confirmed);
    }
  }

  /** The number up to which the tenant's object has all changes. */
  get confirmed(): number {
    return this.#confirmed;
  }

  get(id: string): LoggedHit | undefined {
    return this.#hits.get(id)?.logged;
  }

  hits(): LoggedHit[] {
    return [...this.#hits.values()].map(({ logged }) => logged);
  }

  /**
   * Notes that the tenant's object has all changes up to a number. That is stored with the next
   * write: what is forgotten until then is told once more, and changes nothing.
   */
  confirm(sequence: number): void {
    this.#confirmed = Math.max(this.#confirmed, sequence);
  }

  /** Stores changes. Those of one call get the same number, as far as they fit into one row. */
  write(entries: readonly HitEntry[]): void {
    if (entries.length === 0) return;
    for (const { hit } of entries) this.drop(hit.id);
    this.#writeRows(entries, this.#clearOldest());
  }

  /**
   * Stores the hits of a log that was kept elsewhere.
   *
   * @param last the last number that was given there; all up to it count as confirmed
   */
  adopt(last: number, entries: readonly HitEntry[]): void {
    this.#last = last;
    this.#confirmed = last;
    this.#writeRows(entries, []);
  }

  /** Takes a hit for gone. Only for withdrawn ones: rows still have it, until they are cleared. */
  drop(id: string): void {
    const kept = this.#hits.get(id);
    if (kept === undefined) return;
    this.#hits.delete(id);
    kept.row.ids.delete(id);
    this.#liveLength -= kept.length;
  }

  /** Deletes some of the oldest rows, and returns what still counts of them. */
  #clearOldest(): LoggedHit[] {
    const moved: LoggedHit[] = [];
    for (const row of [...this.#rows.values()].slice(0, MAX_CLEARED)) {
      if (this.#storedLength <= 2 * this.#liveLength + MAX_ROW_LENGTH) break;
      for (const id of row.ids) {
        const logged = this.get(id);
        if (logged !== undefined) moved.push(logged);
        this.drop(id);
      }
      this.#storage.exec('DELETE FROM hit_log WHERE number = ?', row.number);
      this.#rows.delete(row.number);
      this.#storedLength -= row.length;
    }
    return moved;
  }

  #writeRows(changes: readonly HitEntry[], moved: readonly LoggedHit[]): void {
    let row = this.#beginRow(this.#last + 1);
    let texts: string[] = [];
    const flush = (): void => {
      const hits = `[${texts.join(',')}]`;
      this.#storage.exec('INSERT INTO hit_log VALUES (?, ?, ?)', row.number, this.#confirmed, hits);
      texts = [];
    };
    for (const entry of [...changes, ...moved]) {
      if (row.length > MAX_ROW_LENGTH) {
        flush();
        row = this.#beginRow(this.#last + 1);
      }
      const logged =
        'sequence' in entry ? (entry as LoggedHit) : { ...entry, sequence: row.number };
      const text = JSON.stringify(logged);
      texts.push(text);
      this.#keep(row, logged, text.length);
    }
    flush();
  }

  #beginRow(number: number): Row {
    const row: Row = { number, ids: new Set(), length: 0 };
    this.#rows.set(number, row);
    this.#last = number;
    return row;
  }

  #keep(row: Row, logged: LoggedHit, length: number): void {
    const { id } = logged.hit;
    this.drop(id);
    this.#hits.set(id, { logged, row, length });
    row.ids.add(id);
    row.length += length;
    this.#storedLength += length;
    this.#liveLength += length;
  }
}
