import type { Graph, LensDetail } from '../../../../core/contract/lenses.ts';

/**
 * A node and its neighbours as the views of lenses show them: a lens without risk. Undefined when
 * the node is not in the graph.
 */
export function asLens(graph: Graph, id: string): LensDetail | undefined {
  const node = graph.nodes.find((candidate) => candidate.id === id);
  if (node === undefined) return undefined;
  const lens = {
    id,
    type: node.type,
    name: node.label,
    score: 0,
    hits: 0,
    techniques: [],
    analyzers: [],
    why: '',
    first: node.first,
    last: node.last,
    updatedAt: 0,
  };
  return { lens, rows: [], terms: [], graph };
}
