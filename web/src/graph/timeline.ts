import type { GraphEdge, GraphNode } from '../../../core/contract/lenses.ts';
import { isHappening } from './edge-kinds.ts';
import type { GraphIndex } from './graph-index.ts';

/** One thing that happened: somebody did something to something. */
export interface TimelineRow {
  readonly edge: GraphEdge;
  readonly actor: GraphNode;
  readonly object: GraphNode;
  /** Time since the row before; undefined on the first. */
  readonly sinceBeforeMs: number | undefined;
}

/** What happened, in order of time. */
export function timelineRows(index: GraphIndex, withPlaces: boolean): TimelineRow[] {
  const edges = [...index.edges.values()]
    .filter((edge) => withPlaces || isHappening(edge))
    .sort((a, b) => a.first - b.first);
  return edges.flatMap((edge, at) => {
    const actor = index.nodes.get(edge.from);
    const object = index.nodes.get(edge.to);
    const before = edges[at - 1];
    if (actor === undefined || object === undefined) return [];
    const sinceBeforeMs = before === undefined ? undefined : edge.first - before.first;
    return [{ edge, actor, object, sinceBeforeMs }];
  });
}

/** One bar of the strip above the timeline. */
export interface Bin {
  readonly count: number;
  /** How many of them touch a node with risk. */
  readonly risky: number;
}

/** Counts rows into bins of equal time, from the first row to the last. */
export function timelineBins(rows: readonly TimelineRow[], count: number): Bin[] {
  const first = rows[0]?.edge.first ?? 0;
  const span = (rows.at(-1)?.edge.first ?? first) - first;
  const bins = Array.from({ length: count }, () => ({ count: 0, risky: 0 }));
  for (const { edge, actor, object } of rows) {
    const at = span === 0 ? 0 : Math.floor(((edge.first - first) / span) * count);
    const bin = bins[Math.max(0, Math.min(count - 1, at))];
    if (bin === undefined) continue;
    bin.count += 1;
    if (actor.risk > 0 || object.risk > 0) bin.risky += 1;
  }
  return bins;
}
