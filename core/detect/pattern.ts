import { findEdge, nodeType, nodeTypeOfCode } from '../schema/schema.ts';
import { refType } from '../graph/id.ts';
import type { NodeId } from '../graph/id.ts';
import type { GraphView, Neighbour } from '../graph/view.ts';
import type { Analyzer, PatternEdge, PatternNode } from './analyzer.ts';
import { nodeFulfils } from './condition.ts';
import { hitId } from './hit.ts';
import type { Hit, HitLens, HitNode } from './hit.ts';

/** Neighbours looked at for one edge of a pattern; a popular node never stalls a shard. */
const MAX_NEIGHBOURS = 1_000;

/** Nodes looked at for one start of a match. */
const MAX_STEPS = 10_000;

/** Nodes of the graph for the nodes of a pattern. */
type Assignment = ReadonlyMap<string, NodeId>;

interface Search {
  readonly view: GraphView;
  readonly analyzer: Analyzer;
  readonly found: Hit[];
  steps: number;
}

/**
 * All matches of an analyzer's pattern in which one node of the pattern is a given node of the
 * graph. The work is bounded; what lies beyond the bound is not found.
 */
export function matchesAt(
  view: GraphView,
  analyzer: Analyzer,
  start: PatternNode,
  node: NodeId,
): readonly Hit[] {
  const search: Search = { view, analyzer, found: [], steps: 0 };
  if (!fulfils(view, start, node)) return [];
  extend(search, new Map([[start.name, node]]), new Set());
  return search.found;
}

/** The hit as the graph now has it; undefined when its shape is no longer there. */
export function matchAgain(view: GraphView, analyzer: Analyzer, hit: Hit): Hit | undefined {
  const first = analyzer.nodes[0];
  const node = hit.nodes.find(({ name }) => name === first?.name);
  if (first === undefined || node === undefined) return undefined;
  return matchesAt(view, analyzer, first, node.id).find(({ id }) => id === hit.id);
}

/** Adds one more node of the pattern, over an edge from a node that is already assigned. */
function extend(search: Search, assigned: Assignment, edges: ReadonlySet<PatternEdge>): void {
  const { analyzer, view } = search;
  const edge = analyzer.edges.find(
    (candidate) =>
      !edges.has(candidate) && (assigned.has(candidate.from) || assigned.has(candidate.to)),
  );
  if (edge === undefined) {
    search.found.push(makeHit(view, analyzer, assigned));
    return;
  }
  const from = assigned.get(edge.from);
  const to = assigned.get(edge.to);
  const isForward = from !== undefined;
  const origin = from ?? to;
  const target = analyzer.nodes.find(({ name }) => name === (isForward ? edge.to : edge.from));
  const direction = isForward ? edge.edge : findEdge(edge.edge)?.edge.reverse;
  if (origin === undefined || target === undefined || direction === undefined) return;

  for (const neighbour of view.neighbours(origin, direction, { limit: MAX_NEIGHBOURS })) {
    search.steps += 1;
    if (search.steps > MAX_STEPS) return;
    const known = assigned.get(target.name);
    const isFitting =
      known === undefined ? fulfils(view, target, neighbour.node) : known === neighbour.node;
    if (!isFitting) continue;
    const next = new Map(assigned).set(target.name, neighbour.node);
    extend(search, next, new Set(edges).add(edge));
  }
}

function fulfils(view: GraphView, { type, condition }: PatternNode, node: NodeId): boolean {
  if (nodeTypeOfCode(refType(node)).name !== type) return false;
  return nodeFulfils(condition, (property) => view.property(node, property));
}

function makeHit(view: GraphView, analyzer: Analyzer, assigned: Assignment): Hit {
  const edges = analyzer.edges.flatMap(({ from, edge, to }): Neighbour[] => {
    const [a, b] = [assigned.get(from), assigned.get(to)];
    const found = a && b && view.edgeBetween(a, edge, b);
    return found === undefined ? [] : [found];
  });
  const nodes = analyzer.nodes.flatMap(({ name, type }): HitNode[] => {
    const id = assigned.get(name);
    return id === undefined ? [] : [{ name, id, type, label: labelOf(view, id) }];
  });
  const { rare } = analyzer;
  const values = rare?.by.map(({ node, property }) => {
    const id = assigned.get(node);
    return String((id && view.property(id, property)) ?? '').toLowerCase();
  });
  return {
    id: hitId(analyzer.id, nodes),
    analyzer: analyzer.id,
    nodes,
    lenses: analyzer.lens.flatMap((scope) => lensesOf(view, scope, nodes)),
    time: Math.max(...edges.map(({ first }) => first), ...(edges.length === 0 ? [0] : [])),
    group: values && JSON.stringify(values),
    evidence: edges.map(({ upload, record }) => ({ upload, record })),
  };
}

function lensesOf(view: GraphView, scope: string, nodes: readonly HitNode[]): HitLens[] {
  if (scope !== 'asset') {
    const node = nodes.find(({ name }) => name === scope);
    return node === undefined ? [] : [{ id: node.id, type: node.type, name: node.label }];
  }
  for (const { id, type } of nodes) {
    if (type === 'asset') return [{ id, type, name: labelOf(view, id) }];
    const { identity } = nodeType(type);
    if (identity.kind !== 'session') continue;
    const asset = view.neighbours(id, identity.asset, { limit: 1 })[0]?.node;
    if (asset !== undefined) return [{ id: asset, type: 'asset', name: labelOf(view, asset) }];
  }
  return [];
}

/** A node's short name. */
export function labelOf(view: GraphView, id: NodeId): string {
  return nodeTypeOfCode(refType(id)).label(view.properties(id));
}
