import type { DrawnEdge } from './drawn-graph.ts';
import type { Point } from './placement.ts';

/**
 * How a line runs: it turns soon after its cause, or shortly before its effect, or swings past what
 * stands in both ways.
 */
export type Route = 'early' | 'late' | 'arched';

/** Half a node's tile, and a little room. */
const CLEARANCE = 24;

/** A way for the line that runs through no node, where there is one. */
export function edgeRoute(
  { cause, effect, isGathered }: DrawnEdge,
  points: ReadonlyMap<string, Point>,
): Route {
  const from = points.get(cause);
  const to = points.get(effect);
  if (from === undefined || to === undefined) return 'early';
  const ways: readonly Route[] = isGathered ? ['late', 'early'] : ['early', 'late'];
  const between = [...points.values()].filter(
    ({ x }) => x > Math.min(from.x, to.x) + CLEARANCE && x < Math.max(from.x, to.x) - CLEARANCE,
  );
  const isFree = (way: Route) => {
    const row = way === 'early' ? to.y : from.y;
    return between.every(({ y }) => Math.abs(y - row) >= CLEARANCE);
  };
  return ways.find(isFree) ?? 'arched';
}
