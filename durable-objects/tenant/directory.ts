import type { Ref } from '../../core/graph/id.ts';
import type { CountedSql } from '../counted-sql.ts';

/** The directory of a tenant: which shard holds which asset. An asset never moves. */
export class Directory {
  readonly #sql: CountedSql;

  constructor(sql: CountedSql) {
    this.#sql = sql;
    sql.exec(`CREATE TABLE IF NOT EXISTS assets (
      ref TEXT PRIMARY KEY, shard INTEGER NOT NULL
    ) WITHOUT ROWID`);
  }

  /**
   * The shard of each asset, by asset. New assets go to the shard with the fewest.
   *
   * @param shardCount how many shards the tenant may have
   */
  place(assets: readonly Ref[], shardCount: number): Record<Ref, number> {
    const counts = this.#countAssets(shardCount);
    const placed: Record<Ref, number> = {};
    for (const ref of assets) {
      const known = this.#find(ref);
      const shard = known ?? counts.indexOf(Math.min(...counts));
      if (known === undefined) {
        this.#sql.exec('INSERT INTO assets (ref, shard) VALUES (?, ?)', ref, shard);
        counts[shard] = (counts[shard] ?? 0) + 1;
      }
      placed[ref] = shard;
    }
    return placed;
  }

  /** The numbers of the shards that hold anything. */
  shards(): number[] {
    return this.#sql
      .rows<[shard: number]>('SELECT DISTINCT shard FROM assets ORDER BY shard')
      .map(([shard]) => shard);
  }

  #find(ref: Ref): number | undefined {
    return this.#sql.rows<[shard: number]>('SELECT shard FROM assets WHERE ref = ?', ref)[0]?.[0];
  }

  #countAssets(shardCount: number): number[] {
    const counts = Array.from({ length: shardCount }, () => 0);
    const rows = this.#sql.rows<[shard: number, count: number]>(
      'SELECT shard, count(*) FROM assets GROUP BY shard',
    );
    for (const [shard, count] of rows) if (shard < shardCount) counts[shard] = count;
    return counts;
  }
}
