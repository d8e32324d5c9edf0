import type {
  EvidencePointer,
  Graph,
  GraphEdge,
  GraphNode,
} from '../../../core/contract/lenses.ts';
import { causeAndEffect, edgeKey } from './edge-kinds.ts';

/** A graph with ways to find things in it. */
export interface GraphIndex {
  readonly graph: Graph;
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly edges: ReadonlyMap<string, GraphEdge>;
  /** Every edge that touches a node, in order of time. */
  readonly edgesOf: (node: string) => readonly GraphEdge[];
}

/** One thing that a raw record said first. */
export interface CitedFact {
  readonly node: GraphNode;
  readonly property?: string;
  readonly value?: string | number;
  readonly unit?: 'time' | undefined;
  readonly edge?: GraphEdge;
}

/** Indexes a graph. Edges whose ends are missing are left out: there is nothing to join. */
export function indexGraph(graph: Graph): GraphIndex {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const edges = new Map<string, GraphEdge>();
  const touching = new Map<string, GraphEdge[]>();
  for (const edge of graph.edges.toSorted((a, b) => a.first - b.first)) {
    if (!nodes.has(edge.from) || !nodes.has(edge.to)) continue;
    edges.set(edgeKey(edge), edge);
    for (const end of new Set([edge.from, edge.to])) {
      const list = touching.get(end);
      if (list === undefined) touching.set(end, [edge]);
      else list.push(edge);
    }
  }
  return { graph, nodes, edges, edgesOf: (node) => touching.get(node) ?? [] };
}

/**
 * Adds graphs to a graph. What the first one says of a node stays: it knows the lens's risk;
 * nodes that only the others have are context.
 */
export function joinGraphs(base: Graph, others: readonly Graph[]): Graph {
  const nodes = new Map(base.nodes.map((node) => [node.id, node]));
  const edges = new Map(base.edges.map((edge) => [edgeKey(edge), edge]));
  for (const other of others) {
    for (const node of other.nodes) {
      if (!nodes.has(node.id)) nodes.set(node.id, { ...node, context: true });
    }
    for (const edge of other.edges) {
      if (!edges.has(edgeKey(edge))) edges.set(edgeKey(edge), edge);
    }
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()], omitted: base.omitted };
}

/** A graph without some of its nodes, and the edges that touch them. */
export function withoutNodes(graph: Graph, ids: readonly string[]): Graph {
  if (ids.length === 0) return graph;
  const gone = new Set(ids);
  return {
    nodes: graph.nodes.filter(({ id }) => !gone.has(id)),
    edges: graph.edges.filter(({ from, to }) => !gone.has(from) && !gone.has(to)),
    omitted: graph.omitted,
  };
}

/** A node with all that led to it: its causes, their causes, up to where the graph begins. */
export function pathToOrigin(index: GraphIndex, node: string): Set<string> {
  const path = new Set([node]);
  for (const reached of path) {
    for (const edge of index.edgesOf(reached)) {
      const [cause, effect] = causeAndEffect(edge);
      if (effect === reached) path.add(cause);
    }
  }
  return path;
}

/** Everything in the graph whose first sighting was in this record. */
export function factsOfRecord(index: GraphIndex, pointer: EvidencePointer): CitedFact[] {
  const facts: CitedFact[] = [];
  for (const node of index.nodes.values()) {
    for (const [property, shown] of Object.entries(node.properties)) {
      if (!isSame(shown.evidence, pointer)) continue;
      facts.push({ node, property, value: shown.value, unit: shown.unit });
    }
  }
  for (const edge of index.edges.values()) {
    const node = index.nodes.get(edge.from);
    if (node !== undefined && isSame(edge.evidence, pointer)) facts.push({ node, edge });
  }
  return facts;
}

/** Whether two pointers point to the same record. */
export function isSame(a: EvidencePointer, b: EvidencePointer): boolean {
  return a.upload === b.upload && a.record === b.record;
}
