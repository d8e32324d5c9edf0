import { ALIAS, findProperty, nodeType } from '../schema/schema.ts';
import type { Fact } from './fact.ts';
import { refType } from './id.ts';
import type { Ref } from './id.ts';

const ASSET = nodeType('asset').code;

/** What else an asset is called, such as an address, and the asset. */
export interface AssetAlias {
  readonly alias: Ref;
  readonly asset: Ref;
}

/** The aliases of assets in some facts. */
export function assetAliases(
  factsByAsset: ReadonlyMap<Ref, readonly Fact[]>,
): readonly AssetAlias[] {
  const assetByAlias = new Map<Ref, Ref>();
  for (const facts of factsByAsset.values()) {
    for (const fact of facts) {
      if (isAssetClaim(fact)) assetByAlias.set(fact.subject, fact.object as Ref);
    }
  }
  return [...assetByAlias].map(([alias, asset]) => ({ alias, asset }));
}

/**
 * Facts by the shard of their asset. What is said of a host under another name may be in another
 * shard: that shard gets to know, too, which host that is and what it is called.
 *
 * @param shardOf the shard of an asset or an alias of one; undefined for an alias without a shard
 */
export function groupByShard(
  factsByAsset: ReadonlyMap<Ref, readonly Fact[]>,
  shardOf: (asset: Ref) => number | undefined,
): Map<number, Fact[]> {
  const byShard = new Map<number, Fact[]>();
  const add = (shard: number, facts: readonly Fact[]): void => {
    const ofShard = byShard.get(shard);
    if (ofShard === undefined) byShard.set(shard, [...facts]);
    else ofShard.push(...facts);
  };
  for (const [asset, facts] of factsByAsset) {
    const shard = shardOf(asset);
    if (shard === undefined) throw new Error(`asset ${asset} was given no shard`);
    add(shard, facts);
    for (const claim of facts) {
      if (!isAssetClaim(claim)) continue;
      const other = shardOf(claim.subject);
      if (other === undefined || other === shard) continue;
      const names = facts.filter(
        ({ subject, predicate }) =>
          subject === claim.object && findProperty(predicate) !== undefined,
      );
      add(other, [claim, ...names]);
    }
  }
  return byShard;
}

function isAssetClaim({ predicate, subject }: Fact): boolean {
  return predicate === ALIAS && refType(subject) === ASSET;
}
