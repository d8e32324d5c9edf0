import type { IdentityExplanation } from '../../core/contract/identity.ts';
import type { NodeFacts } from '../../core/contract/investigations.ts';
import type { Graph } from '../../core/contract/lenses.ts';
import type { NodeId } from '../../core/graph/id.ts';
import { baseRef, isAlias, isPseudoKey, refType } from '../../core/graph/id.ts';
import { joinFacts } from '../../core/investigation/node-facts.ts';
import {
  joinGraphs,
  resolveAliases,
  trimFanOut,
  withoutPopular,
} from '../../core/lens/join-graphs.ts';
import { EXPANDED_FAN_OUT } from '../../core/lens/lens-graph.ts';
import type { Lens } from '../../core/lens/lens.ts';
import { nodeType, nodeTypeOfCode } from '../../core/schema/schema.ts';
import { askShards } from '../ask-shards.ts';
import { shardStub, tenantStub } from '../../durable-objects/stubs.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';

/** So many boundary nodes of a lens are followed to other hosts. */
const MAX_BOUNDARY_NODES = 20;

/** So many nodes' facts are asked for at once: an answer between objects has at most 32 MB. */
const FACTS_OF_NODES_AT_ONCE = 25;

/** Facts that are told of all nodes together, and of one: they must fit into memory. */
const MAX_FACTS = 60_000;
const MAX_FACTS_OF_NODE = 1_000;

/** What is shown of other hosts: who has to do with the boundary nodes, and where it runs. */
const BEYOND: ReadonlySet<string> = new Set(['process', 'asset']);

/**
 * A lens's graph, with its context, and the boundary nodes in it followed to other hosts: those that
 * hits name first, and the others where they do not lead to many.
 */
export async function readLensGraph(env: Env, tenant: TenantId, lens: Lens): Promise<Graph> {
  const core = [
    ...new Set([lens.summary.id, ...lens.rows.flatMap(({ nodes }) => nodes)]),
  ] as NodeId[];
  const shards = await tenantStub(env, tenant).shards();
  const parts = await askShards(shards, (shard) =>
    shardStub(env, tenant, shard).lensGraph(core, true),
  );
  const graph = joinGraphs(parts);
  const known = new Set(graph.nodes.map(({ id }) => id));
  const boundary = boundaryOf(graph);
  const named = new Set<string>(core);
  const passed = boundary.filter((id) => !named.has(id));
  const followed = [...boundary.filter((id) => named.has(id)), ...passed].slice(
    0,
    MAX_BOUNDARY_NODES,
  );
  const parted = await askShards(shards, (shard) =>
    shardStub(env, tenant, shard).expandNodes(followed),
  );
  const beyond = trimFanOut(
    withoutPopular(joinGraphs(parted), passed, known),
    followed,
    EXPANDED_FAN_OUT,
  );
  const joined = await withoutAliases(env, tenant, shards, joinGraphs([graph, beyond]));
  const kept = joined.nodes.filter(({ id, type }) => known.has(id) || BEYOND.has(type));
  const ids = new Set(kept.map(({ id }) => id));
  return withRisk(lens, {
    nodes: kept.map((node) => ({ ...node, context: !named.has(node.id) })),
    edges: joined.edges.filter(({ from, to }) => ids.has(from) && ids.has(to)),
    omitted: joined.omitted,
  });
}

/** The graph of a lens's own nodes alone: those that its hits name, and the entity. */
export async function readLensCore(env: Env, tenant: TenantId, lens: Lens): Promise<Graph> {
  const core = [
    ...new Set([lens.summary.id, ...lens.rows.flatMap(({ nodes }) => nodes)]),
  ] as NodeId[];
  const shards = await tenantStub(env, tenant).shards();
  const parts = await askShards(shards, (shard) =>
    shardStub(env, tenant, shard).lensGraph(core, false),
  );
  return withRisk(lens, joinGraphs(parts));
}

/** Nodes and the edges between them, as all shards together know them; unknown ones are left out. */
export async function readNodes(
  env: Env,
  tenant: TenantId,
  nodes: readonly NodeId[],
): Promise<Graph> {
  if (nodes.length === 0) return { nodes: [], edges: [], omitted: 0 };
  const shards = await tenantStub(env, tenant).shards();
  const parts = await askShards(shards, (shard) =>
    shardStub(env, tenant, shard).lensGraph(nodes, false),
  );
  return joinGraphs(parts);
}

/** Every fact of some nodes, as all shards together know them. */
export async function readFacts(
  env: Env,
  tenant: TenantId,
  nodes: readonly string[],
): Promise<NodeFacts> {
  const shards = await tenantStub(env, tenant).shards();
  const most = Math.min(MAX_FACTS_OF_NODE, Math.floor(MAX_FACTS / Math.max(1, nodes.length)));
  const parts: NodeFacts[] = [];
  for (let from = 0; from < nodes.length; from += FACTS_OF_NODES_AT_ONCE) {
    const some = nodes.slice(from, from + FACTS_OF_NODES_AT_ONCE) as NodeId[];
    parts.push(
      ...(await askShards(shards, (shard) => shardStub(env, tenant, shard).factsOf(some, most))),
    );
  }
  return joinFacts(parts);
}

/** A node and its neighbours, as all shards together know them. */
export async function readNode(env: Env, tenant: TenantId, node: NodeId): Promise<Graph> {
  const shards = await tenantStub(env, tenant).shards();
  const aliases = await nodesByAlias(env, tenant, shards, [node]);
  const asked = [...new Set([node, ...aliases.keys(), ...aliases.values()])] as NodeId[];
  const parts = await askShards(shards, (shard) =>
    shardStub(env, tenant, shard).expandNodes(asked),
  );
  const joined = resolveAliases(joinGraphs(parts), aliases);
  const graph = trimFanOut(joined, [node], EXPANDED_FAN_OUT);
  const complete = await completeBoundary(env, tenant, shards, graph);
  return await withoutAliases(env, tenant, shards, complete);
}

/** A graph in which what one shard knows by an alias is the node that another one knows it is. */
async function withoutAliases(
  env: Env,
  tenant: TenantId,
  shards: readonly number[],
  graph: Graph,
): Promise<Graph> {
  const unresolved = graph.nodes.map(({ id }) => id as NodeId).filter(isAlias);
  if (unresolved.length === 0) return graph;
  return resolveAliases(graph, await nodesByAlias(env, tenant, shards, unresolved));
}

/** What all shards together know of the aliases of nodes, or of aliases: each alias's node. */
async function nodesByAlias(
  env: Env,
  tenant: TenantId,
  shards: readonly number[],
  nodes: readonly NodeId[],
): Promise<ReadonlyMap<string, string>> {
  // A shard resolves by itself what it knows.
  if (shards.length < 2) return new Map();
  const known = await askShards(shards, (shard) => shardStub(env, tenant, shard).aliasesOf(nodes));
  // The earliest sighting decides, as in one shard; a map keeps what comes last.
  const latestFirst = known
    .flat()
    .toSorted((a, b) => b.first - a.first || (a.node < b.node ? 1 : -1));
  return new Map(latestFirst.map(({ alias, node }) => [alias, node]));
}

/**
 * Adds to the boundary nodes of a graph what the other shards know of them: the shard that an edge
 * comes from knows only its own part.
 */
async function completeBoundary(
  env: Env,
  tenant: TenantId,
  shards: readonly number[],
  graph: Graph,
): Promise<Graph> {
  const boundary = boundaryOf(graph);
  if (shards.length < 2 || boundary.length === 0) return graph;
  const parts = await askShards(shards, (shard) =>
    shardStub(env, tenant, shard).lensGraph(boundary, false),
  );
  const nodes = parts.flatMap((part) => part.nodes).map((node) => ({ ...node, context: true }));
  return joinGraphs([graph, { nodes, edges: [], omitted: 0 }]);
}

/** The boundary nodes of a graph, in an order that does not depend on which shard answered first. */
function boundaryOf(graph: Graph): NodeId[] {
  return graph.nodes
    .filter(({ type }) => nodeType(type).boundary)
    .map(({ id }) => id as NodeId)
    .sort();
}

/** Why a node is one node, as all shards together know; undefined when none knows it. */
export async function explainNode(
  env: Env,
  tenant: TenantId,
  node: NodeId,
): Promise<IdentityExplanation | undefined> {
  const shards = await tenantStub(env, tenant).shards();
  const answers = await askShards(shards, (shard) =>
    shardStub(env, tenant, shard).explainIdentity(node),
  );
  const known = answers.filter((answer) => answer !== null);
  const [first] = known;
  return first && { kind: first.kind, reasons: known.flatMap(({ reasons }) => reasons) };
}

/** Whether an id can be of a node at all: its type is one of the schema's, and ids are made so. */
export function isKnownType(id: NodeId): boolean {
  try {
    const { identity } = nodeTypeOfCode(refType(baseRef(id)));
    return !isPseudoKey(baseRef(id)) || (identity.kind === 'session') === id.includes('@');
  } catch {
    return false; // A type code that the schema does not have.
  }
}

function withRisk(lens: Lens, graph: Graph): Graph {
  return {
    ...graph,
    nodes: graph.nodes.map((node) => ({
      ...node,
      risk: lens.riskByNode[node.id] ?? 0,
      hitBy: lens.hitBy[node.id] ?? [],
    })),
  };
}
