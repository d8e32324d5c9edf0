import type { TenantId } from '../../durable-objects/stubs.ts';
import { searchShards } from './search-shards.ts';

/** Answers of a search that are asked for: about two thousand assets. */
const MAX_ANSWERS = 40;

/** The names of a tenant's assets, as its graph calls them; of very many the first. */
export async function knownAssets(
  env: Env,
  tenant: TenantId,
): Promise<{ readonly names: readonly string[]; readonly isMore: boolean }> {
  const names = new Set<string>();
  let after: string | undefined;
  for (let answers = 0; answers < MAX_ANSWERS; answers += 1) {
    const query = { text: '*', type: 'asset' };
    const { matches, next } = await searchShards(env, tenant, query, after);
    for (const { label } of matches.flatMap(({ nodes }) => nodes)) names.add(label);
    if (next === undefined) return { names: [...names].sort(), isMore: false };
    after = next;
  }
  return { names: [...names].sort(), isMore: true };
}
