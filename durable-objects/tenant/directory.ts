import type { AssetAlias } from '../../core/graph/group-by-shard.ts';
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

  /** The shard of an asset; undefined when it has none yet. */
  find(asset: Ref): number | undefined {
    const [row] = this.#sql.rows<[shard: number]>('SELECT shard FROM assets WHERE ref = ?', asset);
    return row?.[0];
  }

  /**
   * The shard of each asset, by asset. Assets that have none go to the open shard with the fewest.
   *
   * @param openShards the numbers of the shards that take new assets, at least one
   */
  place(assets: readonly Ref[], openShards: readonly number[]): Record<Ref, number> {
    const placed: Record<Ref, number> = {};
    let counts: Map<number, number> | undefined;
    for (const asset of assets) {
      const known = this.find(asset);
      if (known !== undefined) {
        placed[asset] = known;
        continue;
      }
      // Counting reads every asset, so only what is new pays for it.
      counts ??= this.#countAssets(openShards);
      placed[asset] = this.#add(asset, counts);
    }
    return placed;
  }

  /**
   * The shard of each alias, by alias: that in which it was first seen, and for a new one that of
   * its asset, which has one.
   */
  placeAliases(aliases: readonly AssetAlias[]): Record<Ref, number> {
    const placed: Record<Ref, number> = {};
    for (const { alias, asset } of aliases) {
      const known = this.find(alias);
      const shard = known ?? this.find(asset);
      if (shard === undefined) throw new Error(`asset ${asset} has no shard`);
      if (known === undefined) this.#insert(alias, shard);
      placed[alias] = shard;
    }
    return placed;
  }

  /** The shards that hold anything, with the number of their assets. */
  shards(): { readonly shard: number; readonly assets: number }[] {
    return this.#sql
      .rows<[shard: number, count: number]>(
        // References of aliases begin with 8: only what has a name of its own is counted.
        "SELECT shard, sum(ref < '8') FROM assets GROUP BY shard ORDER BY shard",
      )
      .map(([shard, assets]) => ({ shard, assets }));
  }

  #countAssets(openShards: readonly number[]): Map<number, number> {
    const counts = new Map(openShards.map((shard) => [shard, 0]));
    for (const { shard, assets } of this.shards()) {
      if (counts.has(shard)) counts.set(shard, assets);
    }
    return counts;
  }

  /** Gives an asset the emptiest of shards, and counts it there. */
  #add(asset: Ref, counts: Map<number, number>): number {
    const [emptiest] = [...counts].sort((a, b) => a[1] - b[1] || a[0] - b[0]);
    if (emptiest === undefined) throw new Error('no shard takes new assets');
    const [shard, count] = emptiest;
    this.#insert(asset, shard);
    counts.set(shard, count + 1);
    return shard;
  }

  #insert(asset: Ref, shard: number): void {
    this.#sql.exec('INSERT INTO assets (ref, shard) VALUES (?, ?)', asset, shard);
  }
}
