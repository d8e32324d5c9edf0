/** A point of the picture. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The distance between causes and effects, and between neighbours in one column. */
const COLUMN = 190;
const ROW = 64;

/** Nearer than this, two nodes would touch. */
const TOO_NEAR = 56;

/**
 * A free place for a node that came later: in the column after its cause (or before its effect),
 * below what is there. Nothing that stands is moved.
 */
export function placeBeside(
  beside: Point,
  side: 'cause' | 'effect',
  taken: Iterable<Point>,
): Point {
  const points = [...taken];
  const x = beside.x + (side === 'effect' ? COLUMN : -COLUMN);
  let y = beside.y;
  while (points.some((point) => distance(point, { x, y }) < TOO_NEAR)) y += ROW;
  return { x, y };
}

/** The node to which an arrow key leads: near, and more along the arrow than beside it. */
export function nearestToward(
  from: string,
  arrow: 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown',
  points: ReadonlyMap<string, Point>,
): string | undefined {
  const origin = points.get(from);
  if (origin === undefined) return undefined;
  let best: { readonly id: string; readonly cost: number } | undefined;
  for (const [id, point] of points) {
    if (id === from) continue;
    const dx = point.x - origin.x;
    const dy = point.y - origin.y;
    const isAcross = arrow === 'ArrowLeft' || arrow === 'ArrowRight';
    const along = (isAcross ? dx : dy) * (arrow === 'ArrowLeft' || arrow === 'ArrowUp' ? -1 : 1);
    const beside = Math.abs(isAcross ? dy : dx);
    if (along <= 1 || beside > along * 2) continue;
    const cost = along + beside * 2;
    if (best === undefined || cost < best.cost) best = { id, cost };
  }
  return best?.id;
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
