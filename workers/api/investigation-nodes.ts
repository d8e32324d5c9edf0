import { MAX_INVESTIGATION_NODES } from '../../core/contract/investigations.ts';
import type {
  InvestigationDetail,
  InvestigationNode,
  PinnedNodes,
} from '../../core/contract/investigations.ts';
import type { Graph, GraphNode } from '../../core/contract/lenses.ts';
import { isNodeId } from '../../core/graph/id.ts';
import type { NodeId } from '../../core/graph/id.ts';
import type { Lens } from '../../core/lens/lens.ts';
import { tenantStub } from '../../durable-objects/stubs.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import {
  addInvestigationNodes,
  countPinnedNodes,
  findInvestigation,
  listInvestigationNodes,
} from '../d1/investigations.ts';
import type { FoundInvestigation, InvestigationActor, Told } from '../d1/investigations.ts';
import { listAssignees } from '../d1/lens-events.ts';
import { ApiError, notFound } from '../errors.ts';
import { isKnownType, readNode, readNodes } from './read-graph.ts';

/**
 * Nodes that all investigations of a tenant hold together. Retention keeps every one of them in its
 * shard, where 75,000 fit beside those that hits name.
 */
const MAX_OF_TENANT = 20_000;

/** An investigation with what is known of its nodes. Throws the answer when there is none. */
export async function readInvestigation(
  env: Env,
  tenant: TenantId,
  id: string,
): Promise<InvestigationDetail> {
  const [found, nodes, assignees] = await Promise.all([
    foundInvestigation(env, tenant, id),
    listInvestigationNodes(env.DB, tenant, id),
    listAssignees(env.DB, tenant),
  ]);
  const lens = await openedLens(env, tenant, found.investigation.lens);
  const ids = nodes.map((node) => node.id as NodeId);
  const graph = withRisk(await readNodes(env, tenant, ids), lens);
  const known = new Set(graph.nodes.map((node) => node.id));
  return {
    ...found,
    nodes,
    graph,
    gone: ids.filter((node) => !known.has(node)),
    rows: lens?.rows ?? [],
    assignees,
  };
}

/** An investigation of the tenant. Throws the answer when there is none. */
export async function foundInvestigation(
  env: Env,
  tenant: TenantId,
  id: string,
): Promise<FoundInvestigation> {
  const found = await findInvestigation(env.DB, tenant, id);
  if (found === undefined) throw notFound('investigation');
  return found;
}

/** A node of an investigation of the tenant. Throws the answer when there is none. */
export async function foundNode(
  env: Env,
  tenant: TenantId,
  id: string,
  node: string,
): Promise<InvestigationNode> {
  await foundInvestigation(env, tenant, id);
  const nodes = await listInvestigationNodes(env.DB, tenant, id);
  const found = nodes.find((candidate) => candidate.id === node);
  if (found === undefined) throw notFound('node');
  return found;
}

/** Pins nodes by hand; only those that the tenant's own graph has. */
export async function pinNodes(
  env: Env,
  actor: InvestigationActor,
  wanted: readonly string[],
): Promise<PinnedNodes> {
  const ids = [...new Set(wanted)].filter((id): id is NodeId => isNodeId(id) && isKnownType(id));
  const { nodes } = await readNodes(env, actor.tenant, ids);
  if (nodes.length === 0) throw notFound('node');
  return await takeIn(env, actor, nodes, { how: 'pinned', what: 'pinned', text: namesOf(nodes) });
}

/** Takes in the neighbours of a node. */
export async function expandIn(
  env: Env,
  actor: InvestigationActor,
  node: InvestigationNode,
): Promise<PinnedNodes> {
  const graph = await readNode(env, actor.tenant, node.id as NodeId);
  const neighbours = graph.nodes.filter(({ id }) => id !== node.id);
  const { omitted, added } = await takeIn(env, actor, neighbours, {
    how: 'expanded',
    from: node.id,
    what: 'expanded',
    text: node.label,
  });
  return { added, omitted: omitted + graph.omitted };
}

/** The nodes that a lens's hits name, with the entity. Throws the answer when there is no such lens. */
export async function nodesOfLens(env: Env, tenant: TenantId, lens: string): Promise<string[]> {
  const opened = await openedLens(env, tenant, lens);
  if (opened === undefined) throw notFound('lens');
  return [...new Set([opened.summary.id, ...opened.rows.flatMap(({ nodes }) => nodes)])];
}

interface Taking extends Told {
  readonly how: InvestigationNode['how'];
  readonly from?: string;
}

async function takeIn(
  env: Env,
  actor: InvestigationActor,
  nodes: readonly GraphNode[],
  { how, from, what, text }: Taking,
): Promise<PinnedNodes> {
  const [held, ofTenant] = await Promise.all([
    listInvestigationNodes(env.DB, actor.tenant, actor.id),
    countPinnedNodes(env.DB, actor.tenant),
  ]);
  const before = new Map(held.map((node) => [node.id, node]));
  const fresh = nodes.filter(({ id }) => !before.has(id));
  const room = Math.min(MAX_INVESTIGATION_NODES - held.length, MAX_OF_TENANT - ofTenant);
  if (room <= 0 && fresh.length > 0) {
    throw new ApiError(422, 'investigations.full', 'The investigation can hold no more nodes.', {
      detail: `One holds ${MAX_INVESTIGATION_NODES}; all of an organisation hold ${MAX_OF_TENANT}.`,
    });
  }
  const added = fresh.slice(0, room);
  const pinned = nodes.filter(({ id }) => how === 'pinned' && before.get(id)?.how === 'expanded');
  if (added.length + pinned.length > 0) {
    const rows = [...added, ...pinned].map(({ id, type, label }) => ({
      id,
      type,
      label,
      how,
      from,
    }));
    await addInvestigationNodes(env.DB, actor, rows, { what, text });
  }
  return { added: added.map(({ id }) => id), omitted: fresh.length - added.length };
}

async function openedLens(
  env: Env,
  tenant: TenantId,
  lens: string | undefined,
): Promise<Lens | undefined> {
  if (lens === undefined || !isNodeId(lens)) return undefined;
  return (await tenantStub(env, tenant).openLens(lens))?.lens;
}

function withRisk(graph: Graph, lens: Lens | undefined): Graph {
  return {
    ...graph,
    nodes: graph.nodes.map((node) => ({
      ...node,
      context: false,
      risk: lens?.riskByNode[node.id] ?? 0,
      hitBy: lens?.hitBy[node.id] ?? [],
    })),
  };
}

function namesOf(nodes: readonly GraphNode[]): string {
  const named = nodes.slice(0, 3).map(({ label }) => label);
  return nodes.length > 3 ? `${named.join(', ')} and ${nodes.length - 3} more` : named.join(', ');
}
