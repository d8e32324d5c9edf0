import type { Graph, GraphEdge, GraphNode, ShownProperty } from '../contract/lenses.ts';
import { findProperty, readValue } from '../schema/schema.ts';

/**
 * Joins what several shards know: a node that more than one of them has seen is one node with the
 * properties of all, a property seen by both being that of the earlier sighting.
 */
export function joinGraphs(graphs: readonly Graph[]): Graph {
  const nodes = new Map<string, GraphNode>();
  const edges = new Map<string, GraphEdge>();
  for (const graph of graphs) {
    for (const node of graph.nodes) {
      const before = nodes.get(node.id);
      nodes.set(node.id, before === undefined ? node : joinNodes(before, node));
    }
    for (const edge of graph.edges) {
      const key = `${edge.from} ${edge.name} ${edge.to}`;
      const before = edges.get(key);
      edges.set(key, before === undefined ? edge : joinSightings(before, edge));
    }
  }
  return {
    nodes: [...nodes.values()],
    edges: [...edges.values()],
    omitted: graphs.reduce((sum, { omitted }) => sum + omitted, 0),
  };
}

/**
 * Cuts what several shards together know of some nodes to what one shard would show of them: over
 * each kind of edge the first few neighbours, in order of id, and the assets that these are on.
 *
 * @param nodes ids of the nodes whose neighbours are cut
 * @param fanOut so many neighbours stay over one kind of edge
 */
export function trimFanOut(graph: Graph, nodes: readonly string[], fanOut: number): Graph {
  const cut = new Set<GraphEdge>();
  const kept = new Set(nodes);
  for (const node of nodes) {
    for (const [end, other] of [['from', 'to'] as const, ['to', 'from'] as const]) {
      const ofNode = graph.edges.filter((edge) => edge[end] === node);
      for (const edges of Map.groupBy(ofNode, ({ name }) => name).values()) {
        const ordered = edges.toSorted((a, b) => (a[other] < b[other] ? -1 : 1));
        for (const edge of ordered.slice(0, fanOut)) kept.add(edge[other]);
        for (const edge of ordered.slice(fanOut)) cut.add(edge);
      }
    }
  }
  const assets = new Set(graph.nodes.filter(({ type }) => type === 'asset').map(({ id }) => id));
  const neighbours = new Set(kept);
  for (const { from, to } of graph.edges) {
    if (neighbours.has(from) && assets.has(to)) kept.add(to);
  }
  return {
    nodes: graph.nodes.filter(({ id }) => kept.has(id)),
    edges: graph.edges.filter((edge) => !cut.has(edge) && kept.has(edge.from) && kept.has(edge.to)),
    omitted: graph.omitted + cut.size,
  };
}

/** A node that a lens only passes by leads on to so many others over one kind of edge, or to none. */
const FEW = 2;

/**
 * Cuts the ways on from nodes that many others have to do with: an address that every host asks, the
 * hash of a system's shell. What lies beyond them explains nothing.
 *
 * @param passed ids of the nodes that are left where what lies beyond is little
 * @param known ids of nodes that are shown in any case
 */
export function withoutPopular(
  graph: Graph,
  passed: readonly string[],
  known: ReadonlySet<string>,
): Graph {
  const cut = new Set<GraphEdge>();
  for (const node of passed) {
    for (const [end, other] of [['from', 'to'] as const, ['to', 'from'] as const]) {
      const leading = graph.edges.filter((edge) => edge[end] === node && !known.has(edge[other]));
      for (const edges of Map.groupBy(leading, ({ name }) => name).values()) {
        if (edges.length > FEW) for (const edge of edges) cut.add(edge);
      }
    }
  }
  if (cut.size === 0) return graph;
  const edges = graph.edges.filter((edge) => !cut.has(edge));
  return { ...graph, edges, omitted: graph.omitted + cut.size };
}

/**
 * Gives what a graph says of aliases to the nodes that they mean. The shard that said it may not
 * have known what another one knows.
 *
 * @param nodeByAlias the ids of nodes by those of their aliases
 */
export function resolveAliases(graph: Graph, nodeByAlias: ReadonlyMap<string, string>): Graph {
  if (nodeByAlias.size === 0) return graph;
  const idOf = (id: string): string => nodeByAlias.get(id) ?? id;
  const nodes = graph.nodes.map((node) => ({ ...node, id: idOf(node.id) }));
  const edges = graph.edges.map((edge) => ({
    ...edge,
    from: idOf(edge.from),
    to: idOf(edge.to),
  }));
  return joinGraphs([{ ...graph, nodes, edges }]);
}

function joinNodes(a: GraphNode, b: GraphNode): GraphNode {
  const properties = { ...a.properties };
  for (const [name, shown] of Object.entries(b.properties)) {
    const before = properties[name];
    properties[name] = before === undefined ? shown : joinProperty(name, before, shown);
  }
  return {
    ...a,
    label: a.first <= b.first ? a.label : b.label,
    context: a.context && b.context,
    first: Math.min(a.first, b.first),
    last: Math.max(a.last, b.last),
    properties,
  };
}

/** What a property is, by its read rule, when two shards each have an answer. */
function joinProperty(name: string, a: ShownProperty, b: ShownProperty): ShownProperty {
  if (a.value === b.value) return joinSightings(a, b);
  const property = findProperty(name);
  const values = [a, b].map(({ value, first }) => ({ object: value, first }));
  return property !== undefined && readValue(property, values) === b.value ? b : a;
}

/** The same thing seen twice: the earlier sighting's evidence, and the whole time. */
function joinSightings<T extends { readonly first: number; readonly last: number }>(a: T, b: T): T {
  return { ...(b.first < a.first ? b : a), last: Math.max(a.last, b.last) };
}
