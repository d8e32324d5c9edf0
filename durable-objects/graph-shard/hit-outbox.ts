import type { Hit, HitChange } from '../../core/detect/hit.ts';
import type { CountedSql } from '../counted-sql.ts';

/** A change of a hit on its way to the tenant's object. */
export interface OutgoingHit {
  readonly hit: Hit;
  readonly state: 'active' | 'withdrawn';
  /** Its place in the shard's sequence: of two changes of one hit, the later counts. */
  readonly sequence: number;
}

/** At most so many changes leave at once; the rest follows when these are confirmed. */
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
    sql.exec(`CREATE TABLE IF NOT EXISTS outbox (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT, hit_id TEXT NOT NULL
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
      if (state !== 'waiting' || wasTold) {
        this.#sql.exec('INSERT INTO outbox (hit_id) VALUES (?)', hit.id);
      }
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
      .map(([sequence, state, body]) => ({
        sequence,
        state: state === 'active' ? 'active' : 'withdrawn',
        hit: JSON.parse(body) as Hit,
      }));
  }

  /** Forgets the changes up to a sequence number: they have arrived. */
  confirm(sequence: number): void {
    this.#sql.exec('DELETE FROM outbox WHERE sequence <= ?', sequence);
  }

  /** Whether the tenant's object knows of a hit, or is about to. */
  #isTold(id: string): boolean {
    const [before] = this.#sql.rows<[state: string]>('SELECT state FROM hits WHERE id = ?', id);
    if (before === undefined) return false;
    if (before[0] !== 'waiting') return true;
    const [pending] = this.#sql.rows('SELECT 1 FROM outbox WHERE hit_id = ? LIMIT 1', id);
    return pending !== undefined;
  }
}
