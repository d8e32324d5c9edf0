import type { Graph, GraphEdge, GraphNode } from '../contract/lenses.ts';

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
      if (before === undefined || edge.first < before.first) edges.set(key, edge);
    }
  }
  return {
    nodes: [...nodes.values()],
    edges: [...edges.values()],
    omitted: graphs.reduce((sum, { omitted }) => sum + omitted, 0),
  };
}

function joinNodes(a: GraphNode, b: GraphNode): GraphNode {
  const properties = { ...a.properties };
  for (const [name, shown] of Object.entries(b.properties)) {
    const before = properties[name];
    if (before === undefined || shown.first < before.first) properties[name] = shown;
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
