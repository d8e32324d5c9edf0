import type { Graph, GraphEdge, GraphNode } from '../../../../core/contract/lenses.ts';

/** A node for tests; `first` is also when a process started. */
export function node(id: string, type: string, more: Partial<GraphNode> = {}): GraphNode {
  const first = more.first ?? 0;
  return {
    id,
    type,
    label: id,
    risk: 0,
    hitBy: [],
    context: false,
    first,
    last: first,
    properties: {},
    ...more,
  };
}

/** An edge for tests. */
export function edge(from: string, name: string, to: string, first = 0): GraphEdge {
  const verb = name.replaceAll('_', ' ');
  return { from, name, to, verb, first, last: first, evidence: { upload: 1, record: 1 } };
}

/** A graph for tests. */
export function graph(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): Graph {
  return { nodes, edges, omitted: 0 };
}
