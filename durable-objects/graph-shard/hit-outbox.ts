import type { Hit, HitChange } from '../../core/detect/hit.ts';
import type { CountedSql } from '../counted-sql.ts';

/** A change of a hit on its way to the tenant's object. */
export interface OutgoingHit {
  readonly hit: Hit;
  readonly state: 'active' | 'withdrawn';
  /** Its place in the shard's sequence: of two changes of one hit, the later counts. */
  readonly sequence: number;
}

/** About so many changes leave at once; the rest follows when these are confirmed. */
const MAX_OUTGOING = 500;

/**
 * The shard's hits, and those of their changes that the tenant's object has not yet confirmed. A
 * change is kept until then, so that a crash between two objects loses nothing. Of hits that wait
 * for what must be absent, the tenant's object is not told.
 */
export class HitOutbox {
  readonly #sql: CountedSql;

  constructor(sql: CountedSql) {
    this.#sql = sql;
    sql.exec(`CREATE TABLE IF NOT EXISTS hits (
      id TEXT PRIMARY KEY, state TEXT NOT NULL, body TEXT NOT NULL
    ) WITHOUT ROWID`);
    // Many changes a row, as JSON: a row for each would be written and deleted for each (law 8).
    sql.exec(`CREATE TABLE IF NOT EXISTS outgoing (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT, hit_ids TEXT NOT NULL
    )`);
  }

  /** The hits that hold now, and those that wait. */
  heldHits(): Hit[] {
    return this.#sql
      .rows<[body: string]>(`SELECT body FROM hits WHERE state IN ('active', 'waiting')`)
      .map(([body]) => JSON.parse(body) as Hit);
  }

  /** Records changes, to be sent where anyone is to know of them. */
  add(changes: readonly HitChange[]): void {
    const told: string[] = [];
    for (const { hit, state } of changes) {
      const wasTold = this.#isTold(hit.id);
      if (state === 'withdrawn' && !wasTold) {
        this.#sql.exec('DELETE FROM hits WHERE id = ?', hit.id);
        continue;
      }
      this.#sql.exec(
        `INSERT INTO hits (id, state, body) VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET state = excluded.state, body = excluded.body`,
        hit.id,
        state,
        JSON.stringify(hit),
      );
      if (state !== 'waiting' || wasTold) told.push(hit.id);
    }
    for (let from = 0; from < told.length; from += MAX_OUTGOING) {
      const ids = JSON.stringify(told.slice(from, from + MAX_OUTGOING));
      this.#sql.exec('INSERT INTO outgoing (hit_ids) VALUES (?)', ids);
    }
  }

  /**
   * The hits with changes that are not confirmed, as they are now, by their latest change: of as many
   * rows as leave at once, and always of whole ones, because rows are what is confirmed.
   */
  pending(): OutgoingHit[] {
    const latest = new Map<string, number>();
    for (const [sequence, ids] of this.#sql.rows<[sequence: number, ids: string]>(
      'SELECT sequence, hit_ids FROM outgoing ORDER BY sequence',
    )) {
      for (const id of JSON.parse(ids) as string[]) {
        // What changed again leaves with its later change.
        latest.delete(id);
        latest.set(id, sequence);
      }
    }
    const leaving: [id: string, sequence: number][] = [];
    for (const [id, sequence] of latest) {
      const isNextRow = leaving.at(-1)?.[1] !== sequence;
      if (isNextRow && leaving.length >= MAX_OUTGOING) break;
      leaving.push([id, sequence]);
    }
    return leaving.flatMap(([id, sequence]) => {
      const [row] = this.#sql.rows<[state: HitChange['state'], body: string]>(
        'SELECT state, body FROM hits WHERE id = ?',
        id,
      );
      if (row === undefined) throw new Error(`hit ${id} left before it was told of`);
      const state = row[0] === 'active' ? 'active' : 'withdrawn';
      return [{ sequence, state, hit: JSON.parse(row[1]) as Hit }];
    });
  }

  /** Forgets the changes up to a sequence number: they have arrived. */
  confirm(sequence: number): void {
    this.#sql.exec('DELETE FROM outgoing WHERE sequence <= ?', sequence);
  }

  /** Whether the tenant's object knows of a hit, or is about to. */
  #isTold(id: string): boolean {
    const [before] = this.#sql.rows<[state: string]>('SELECT state FROM hits WHERE id = ?', id);
    if (before === undefined) return false;
    if (before[0] !== 'waiting') return true;
    const [pending] = this.#sql.rows(
      'SELECT 1 FROM outgoing, json_each(hit_ids) WHERE value = ? LIMIT 1',
      id,
    );
    return pending !== undefined;
  }
}
