import type { GraphEdge, GraphNode } from '../../../core/contract/lenses.ts';
import { typeLook } from '../parts/node-type.ts';
import { counted } from '../parts/plural.ts';
import { causeAndEffect, isHappening } from './edge-kinds.ts';
import { foldsOf } from './folds.ts';
import type { GraphIndex } from './graph-index.ts';

/** A mark of the picture: a node, or a fold of nodes. */
export interface DrawnNode {
  readonly id: string;
  readonly type: string;
  readonly label: string;
  readonly risk: number;
  readonly context: boolean;
  /** The nodes that it stands for: itself, or all of its fold. */
  readonly members: readonly string[];
}

/** A line of the picture: all edges between two nodes, from cause to effect. */
export interface DrawnEdge {
  readonly id: string;
  readonly cause: string;
  readonly effect: string;
  readonly label: string;
  readonly edges: readonly GraphEdge[];
  /** Whether an edge reads from the cause to the effect, and whether one reads back. */
  readonly isForward: boolean;
  readonly isBackward: boolean;
  /** Whether it is the only line from its cause, to an effect that has others: it turns late. */
  readonly isGathered: boolean;
}

/** What is drawn of a graph. */
export interface DrawnGraph {
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
  /** Nodes left out because they only say where or as whom something ran. */
  readonly hidden: number;
}

interface DrawOptions {
  /** Whether hosts, users and image hashes are drawn, too. */
  readonly withPlaces: boolean;
  /** Node types that are drawn in any case: that of the lens. */
  readonly always: string;
}

/** Chooses and merges what is drawn: one line for a pair of nodes, causes on the left. */
export function drawnGraph(index: GraphIndex, { withPlaces, always }: DrawOptions): DrawnGraph {
  const isShown = (edge: GraphEdge) =>
    withPlaces ||
    isHappening(edge) ||
    (always !== 'asset' &&
      [edge.from, edge.to].some((end) => index.nodes.get(end)?.type === always));
  const folds = foldsOf(index);
  const foldOf = new Map<string, string>();
  for (const fold of folds.values()) {
    for (const member of fold.members) foldOf.set(member.id, fold.id);
  }
  const pairs = new Map<string, GraphEdge[]>();
  const touched = new Set<string>();
  for (const edge of index.edges.values()) {
    if (!isShown(edge)) continue;
    touched.add(edge.from).add(edge.to);
    const pair = causeAndEffect(edge)
      .map((end) => foldOf.get(end) ?? end)
      .join('\n');
    const merged = pairs.get(pair);
    if (merged === undefined) pairs.set(pair, [edge]);
    else merged.push(edge);
  }
  const shown = [...index.nodes.values()].filter(
    (node) => touched.has(node.id) || node.risk > 0 || index.edgesOf(node.id).length === 0,
  );
  const nodes = [
    ...shown.filter((node) => !foldOf.has(node.id)).map(drawnNode),
    ...[...folds.values()].map((fold): DrawnNode => ({
      id: fold.id,
      type: fold.type,
      label: counted(fold.members.length, typeLook(fold.type).word),
      risk: 0,
      context: false,
      members: fold.members.map(({ id }) => id),
    })),
  ];
  const lines = [...pairs].map(([pair, edges]) => drawnEdge(pair, edges, foldOf));
  const from = Map.groupBy(lines, (line) => line.cause);
  const to = Map.groupBy(lines, (line) => line.effect);
  const isGathered = ({ cause, effect }: DrawnEdge) =>
    from.get(cause)?.length === 1 && (to.get(effect)?.length ?? 0) > 1;
  return {
    nodes,
    edges: lines.map((line) => Object.assign(line, { isGathered: isGathered(line) })),
    hidden: index.nodes.size - shown.length,
  };
}

function drawnNode({ id, type, label, risk, context }: GraphNode): DrawnNode {
  return { id, type, label, risk, context, members: [id] };
}

function drawnEdge(
  pair: string,
  edges: readonly GraphEdge[],
  foldOf: ReadonlyMap<string, string>,
): DrawnEdge {
  const [cause = '', effect = ''] = pair.split('\n');
  const verbs = [...new Set(edges.map((edge) => edge.verb))];
  return {
    id: `edge ${pair}`,
    cause,
    effect,
    label: verbs.join(', '),
    edges,
    isForward: edges.some((edge) => (foldOf.get(edge.from) ?? edge.from) === cause),
    isGathered: false,
    isBackward: edges.some((edge) => (foldOf.get(edge.from) ?? edge.from) !== cause),
  };
}
