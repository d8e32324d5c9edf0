import type { Hit } from '../../core/detect/hit.ts';
import type { NodeId } from '../../core/graph/id.ts';
import { scopeHolds } from '../../core/lens/exception-scope.ts';
import type { DescribedNode, ExceptionScope } from '../../core/lens/exception-scope.ts';
import { shardStub } from '../stubs.ts';
import type { TenantId } from '../stubs.ts';

/** Nodes that a shard is asked about at once. */
const NODES_AT_ONCE = 200;

/** A hit, and whether what an exception asks of the graph holds for it. */
export interface CheckedHit {
  readonly hit: string;
  readonly holds: boolean;
}

/** Asks the shards what they know of the nodes of hits, and whether a scope holds for each hit. */
export async function checkScope(
  env: Env,
  tenant: TenantId,
  shards: readonly number[],
  scope: ExceptionScope,
  hits: readonly Hit[],
): Promise<CheckedHit[]> {
  const ids = [...new Set(hits.flatMap(({ nodes }) => nodes.map(({ id }) => id)))];
  const described = new Map<string, DescribedNode>();
  for (let from = 0; from < ids.length; from += NODES_AT_ONCE) {
    const some = ids.slice(from, from + NODES_AT_ONCE) as NodeId[];
    const parts = await Promise.all(
      shards.map((shard) => shardStub(env, tenant, shard).describeNodes(some)),
    );
    for (const node of parts.flat()) described.set(node.id, joined(described.get(node.id), node));
  }
  return hits.map((hit) => ({ hit: hit.id, holds: scopeHolds(scope, hit, described) }));
}

/** What two shards know of one node: only one of them has the host that it is on. */
function joined(before: DescribedNode | undefined, node: DescribedNode): DescribedNode {
  if (before === undefined) return node;
  return {
    id: node.id,
    properties: { ...node.properties, ...before.properties },
    ancestors: before.ancestors.length > 0 ? before.ancestors : node.ancestors,
  };
}
