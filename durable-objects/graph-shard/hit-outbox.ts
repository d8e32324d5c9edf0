import type { Hit, HitChange } from '../../core/detect/hit.ts';
import type { CountedSql } from '../counted-sql.ts';

/** A change of a hit on its way to the tenant's object. */
export interface OutgoingHit extends HitChange {
  /** Its place in the shard's sequence: of two changes of one hit, the later counts. */
  readonly sequence: number;
}

/** At most so many changes leave at once; the rest follows with the next upload. */
const MAX_OUTGOING = 500;

/**
 * The shard's hits, and those of their changes that the tenant's object has not yet confirmed. A
 * change is kept until then, so that a crash between two objects loses nothing.
 */
export class HitOutbox {
  readonly #sql: CountedSql;

  constructor(sql: CountedSql) {
    this.#sql = sql;
    sql.exec(`CREATE TABLE IF NOT EXISTS hits (
      id TEXT PRIMARY KEY, state TEXT NOT NULL, body TEXT NOT NULL
    ) WITHOUT ROWID`);
    sql.exec(`CREATE TABLE IF NOT EXISTS outbox (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT, hit_id TEXT NOT NULL
    )`);
  }

  /** The hits that hold now. */
  activeHits(): Hit[] {
    return this.#sql
      .rows<[body: string]>(`SELECT body FROM hits WHERE state = 'active'`)
      .map(([body]) => JSON.parse(body) as Hit);
  }

  /** Records changes, to be sent. */
  add(changes: readonly HitChange[]): void {
    for (const { hit, state } of changes) {
      this.#sql.exec(
        `INSERT INTO hits (id, state, body) VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET state = excluded.state, body = excluded.body`,
        hit.id,
        state,
        JSON.stringify(hit),
      );
      this.#sql.exec('INSERT INTO outbox (hit_id) VALUES (?)', hit.id);
    }
  }

  /** The hits with changes that are not confirmed, as they are now, by their latest change. */
  pending(): OutgoingHit[] {
    return this.#sql
      .rows<[sequence: number, state: HitChange['state'], body: string]>(
        `SELECT max(outbox.sequence) AS latest, hits.state, hits.body
         FROM outbox JOIN hits ON hits.id = outbox.hit_id
         GROUP BY outbox.hit_id ORDER BY latest LIMIT ?`,
        MAX_OUTGOING,
      )
      .map(([sequence, state, body]) => ({ sequence, state, hit: JSON.parse(body) as Hit }));
  }

  /** Forgets the changes up to a sequence number: they have arrived. */
  confirm(sequence: number): void {
    this.#sql.exec('DELETE FROM outbox WHERE sequence <= ?', sequence);
  }
}
