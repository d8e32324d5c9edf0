import type { AssetAlias } from '../../core/graph/group-by-shard.ts';
import type { Ref } from '../../core/graph/id.ts';
import { tenantStub } from '../../durable-objects/stubs.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import type { MeterCount } from './meters.ts';

/** So many placements are remembered; the rest is asked for again. */
const CACHE_ENTRIES = 50_000;

/** An asset never moves, so what was once answered stays true. */
const known = new Map<string, number>();

/**
 * The shard of each asset and of each alias of one, from memory or from the tenant's directory.
 *
 * @param aliases what else assets are called, each with the asset, which may be among the others
 */
export async function placeAssets(
  env: Env,
  tenant: TenantId,
  assets: readonly Ref[],
  aliases: readonly AssetAlias[],
  meters: MeterCount,
): Promise<ReadonlyMap<Ref, number>> {
  const shards = new Map<Ref, number>();
  const isNew = (asset: Ref): boolean => {
    const shard = known.get(`${tenant}/${asset}`);
    if (shard !== undefined) shards.set(asset, shard);
    return shard === undefined;
  };
  const asked = assets.filter(isNew);
  const askedAliases = aliases.filter(({ alias }) => isNew(alias));
  if (asked.length + askedAliases.length === 0) return shards;

  const leastShards = Math.max(1, Number(env.SHARDS_PER_TENANT ?? 1));
  const placed = await tenantStub(env, tenant).placeAssets(asked, askedAliases, leastShards);
  meters.addCall(placed.meters);
  for (const asset of [...asked, ...askedAliases.map(({ alias }) => alias)]) {
    const shard = placed.shards[asset];
    if (shard === undefined) continue;
    if (known.size >= CACHE_ENTRIES) known.clear();
    known.set(`${tenant}/${asset}`, shard);
    shards.set(asset, shard);
  }
  return shards;
}
