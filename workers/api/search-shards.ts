import type { SearchAnswer, SearchMatch } from '../../core/contract/search.ts';
import type { SearchPlace, SearchQuery } from '../../core/graph/search.ts';
import { shardStub, tenantStub } from '../../durable-objects/stubs.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { ApiError } from '../errors.ts';
import { askShards } from '../ask-shards.ts';

/** Matching values after which an answer is given. */
const MATCHES_PER_ANSWER = 50;

/** Steps of searching after which an answer is given, however little was found. */
const STEPS_PER_ANSWER = 10;

/** A place: which of the shards, which property, and where among its values, in hex digits. */
const PLACE = /^(\d{1,5})\.(\d{1,4})\.((?:[0-9a-f]{2})*)$/;

interface Place extends SearchPlace {
  readonly shard: number;
}

/**
 * Searches a tenant's shards: for exactly the text in all of them at once, and then for what is
 * like it in one after the other, a bounded part with each answer.
 *
 * @param after the `next` of the answer before
 */
export async function searchShards(
  env: Env,
  tenant: TenantId,
  query: SearchQuery,
  after: string | undefined,
): Promise<SearchAnswer> {
  const shards = await tenantStub(env, tenant).shards();
  const matches: SearchMatch[] = [];
  let place: Place = { shard: 0, property: 0 };
  if (after === undefined) {
    const exact = await askShards(shards, (shard) =>
      shardStub(env, tenant, shard).findExactly(query),
    );
    matches.push(...exact.flat());
  } else {
    place = readPlace(after);
  }
  for (let steps = 0; steps < STEPS_PER_ANSWER && matches.length < MATCHES_PER_ANSWER; steps += 1) {
    const shard = shards[place.shard];
    if (shard === undefined) return { matches: joined(matches) };
    const { property, after: value } = place;
    const step = await shardStub(env, tenant, shard).searchStep(query, { property, after: value });
    matches.push(...step.matches);
    place =
      step.next === undefined
        ? { shard: place.shard + 1, property: 0 }
        : { shard: place.shard, ...step.next };
  }
  const isDone = place.shard >= shards.length;
  return isDone
    ? { matches: joined(matches) }
    : { matches: joined(matches), next: writePlace(place) };
}

/** One match of each value, with the nodes of all shards. */
function joined(matches: readonly SearchMatch[]): readonly SearchMatch[] {
  const byValue = new Map<string, SearchMatch>();
  for (const match of matches) {
    const key = `${match.type} ${match.property} ${match.value}`;
    const before = byValue.get(key);
    if (before === undefined) byValue.set(key, match);
    else {
      const nodes = new Map([...before.nodes, ...match.nodes].map((node) => [node.id, node]));
      const isMore = before.isMore || match.isMore;
      byValue.set(key, { ...before, nodes: [...nodes.values()], isMore });
    }
  }
  return [...byValue.values()];
}

function readPlace(text: string): Place {
  const [, shard, property, after] = PLACE.exec(text) ?? [];
  if (shard === undefined) {
    throw new ApiError(400, 'search.bad-place', 'This is no place to go on searching from.');
  }
  const value = after === '' ? undefined : after;
  return { shard: Number(shard), property: Number(property), after: value };
}

function writePlace({ shard, property, after }: Place): string {
  return `${shard}.${property}.${after ?? ''}`;
}
