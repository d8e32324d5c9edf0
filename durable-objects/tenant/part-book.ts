import type { Hit } from '../../core/detect/hit.ts';
import type { CountedSql } from '../counted-sql.ts';
import type { ShardHitChange } from './lens-book.ts';

/** What the parts at one node make together. */
export interface Joining {
  readonly hits: readonly Hit[];
  /** Ids of hits that they made before and do not make now. */
  readonly ended: readonly string[];
}

/**
 * Parts of hits, by the node where they meet (see core/detect/crossing.ts), or by the episode of a
 * correlation that they are of.
 */
export class PartBook {
  readonly #sql: CountedSql;

  constructor(sql: CountedSql) {
    this.#sql = sql;
    sql.exec(`CREATE TABLE IF NOT EXISTS parts (
      meeting TEXT, id TEXT, shard INTEGER NOT NULL, sequence INTEGER NOT NULL,
      state TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (meeting, id)
    ) WITHOUT ROWID`);
    sql.exec(`CREATE TABLE IF NOT EXISTS joined_hits (
      meeting TEXT, hit TEXT, PRIMARY KEY (meeting, hit)
    ) WITHOUT ROWID`);
    sql.exec('CREATE INDEX IF NOT EXISTS meetings_of_hits ON joined_hits (hit)');
  }

  /**
   * Takes a change of a part from a shard.
   *
   * @returns where it meets others; undefined when it is no news
   */
  take(shard: number, { hit, state, sequence }: ShardHitChange): string | undefined {
    const meeting = `${hit.analyzer} ${hit.part?.meeting ?? hit.mark?.episode}`;
    const [before] = this.#sql.rows<[sequence: number]>(
      'SELECT sequence FROM parts WHERE meeting = ? AND id = ?',
      meeting,
      hit.id,
    );
    if (before !== undefined && before[0] >= sequence) return undefined;
    this.#sql.exec(
      `INSERT INTO parts (meeting, id, shard, sequence, state, body) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET shard = excluded.shard, sequence = excluded.sequence,
         state = excluded.state, body = excluded.body`,
      meeting,
      hit.id,
      shard,
      sequence,
      state,
      JSON.stringify(hit),
    );
    return meeting;
  }

  /**
   * Joins the parts that meet at one node.
   *
   * @param joined the hits that parts make
   */
  join(meeting: string, joined: (parts: readonly Hit[]) => readonly Hit[]): Joining {
    const parts = this.#sql
      .rows<[body: string]>(
        `SELECT body FROM parts WHERE meeting = ? AND state = 'active' ORDER BY id`,
        meeting,
      )
      .map(([body]) => JSON.parse(body) as Hit);
    const hits = joined(parts);
    const ids = new Set(hits.map(({ id }) => id));
    const before = this.#sql
      .rows<[hit: string]>('SELECT hit FROM joined_hits WHERE meeting = ?', meeting)
      .map(([hit]) => hit);
    for (const id of ids) {
      if (before.includes(id)) continue;
      this.#sql.exec('INSERT INTO joined_hits (meeting, hit) VALUES (?, ?)', meeting, id);
    }
    const ended = before.filter((id) => !ids.has(id));
    return { hits, ended };
  }

  /** The shards that the parts of a hit are from. */
  shardsOf(hit: string): number[] {
    return this.#sql
      .rows<[shard: number]>(
        `SELECT DISTINCT parts.shard FROM joined_hits JOIN parts ON parts.meeting = joined_hits.meeting
         WHERE joined_hits.hit = ? AND parts.state = 'active'`,
        hit,
      )
      .map(([shard]) => shard);
  }
}
