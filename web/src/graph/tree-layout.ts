import type { DrawnEdge, DrawnNode } from './drawn-graph.ts';
import type { Point } from './placement.ts';

/** The distance from a cause to its effects, and from one row to the next. */
const COLUMN = 138;
const ROW = 74;

/** Between trees that have nothing to do with each other. */
const GAP_ROWS = 0.6;

/**
 * Places for a large graph in one pass: each node goes one column right of its first cause, and
 * a cause stands in the middle of its effects. Edges that are not of this tree cross it. For
 * graphs of more nodes than anyone reads line by line, it takes a hundredth of the time that
 * minimising crossings takes.
 */
export function treeLayout(
  nodes: readonly DrawnNode[],
  edges: readonly DrawnEdge[],
): Map<string, Point> {
  const children = new Map<string, string[]>();
  const hasCause = new Set<string>();
  for (const { cause, effect } of edges) {
    if (cause === effect || hasCause.has(effect)) continue;
    hasCause.add(effect);
    const known = children.get(cause);
    if (known === undefined) children.set(cause, [effect]);
    else known.push(effect);
  }
  const points = new Map<string, Point>();
  const seen = new Set<string>();
  let row = 0;
  const place = (id: string, column: number): number => {
    seen.add(id);
    let first: number | undefined;
    let last = 0;
    for (const child of children.get(id) ?? []) {
      if (seen.has(child)) continue;
      last = place(child, column + 1);
      first ??= last;
    }
    const y = first === undefined ? row * ROW : (first + last) / 2;
    if (first === undefined) row += 1;
    points.set(id, { x: column * COLUMN, y });
    return y;
  };
  const roots = [
    ...nodes.filter(({ id }) => !hasCause.has(id)),
    // What is left is rings, which have no beginning; each is begun somewhere.
    ...nodes,
  ];
  for (const { id } of roots) {
    if (seen.has(id)) continue;
    place(id, 0);
    row += GAP_ROWS;
  }
  return points;
}
