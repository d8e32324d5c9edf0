/** Rows are drawn in steps of so many, so that scrolling by a line draws nothing anew. */
const STEP = 4;

interface Sight {
  /** Pixels of the rows that are above the window; negative while they begin below its top. */
  readonly above: number;
  /** Of the window, in pixels. */
  readonly height: number;
  readonly rowHeight: number;
  readonly count: number;
  /** Rows that are drawn beyond those in sight, at each end. */
  readonly overscan: number;
}

/** Rows by their positions, `to` excluded. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The rows to draw. */
export function rowsInSight({ above, height, rowHeight, count, overscan }: Sight): Span {
  const first = Math.floor(above / rowHeight) - overscan;
  const last = Math.ceil((above + height) / rowHeight) + overscan;
  const from = Math.max(0, Math.floor(first / STEP) * STEP);
  const to = Math.min(count, Math.ceil(last / STEP) * STEP);
  return { from: Math.min(from, count), to: Math.max(to, 0) };
}

/**
 * The rows to draw next on the way from those that are drawn to those that are wanted, so that no
 * step draws many: first the ones in sight, from the top, then the ones around them.
 *
 * @param drawn what is drawn now; of it stays what is wanted
 * @param most so many rows are added
 */
export function nextSpan(drawn: Span, inSight: Span, wanted: Span, most: number): Span {
  let from = Math.max(drawn.from, wanted.from);
  let to = Math.min(drawn.to, wanted.to);
  if (to <= from || to < inSight.from || from > inSight.to) from = to = inSight.from;
  let left = most;
  for (const goal of [inSight, wanted]) {
    const below = Math.max(0, Math.min(left, goal.to - to));
    to += below;
    left -= below;
    const above = Math.max(0, Math.min(left, from - goal.from));
    from -= above;
    left -= above;
  }
  return { from, to };
}

interface Place {
  /** Where the row begins below the window's top, in pixels. */
  readonly top: number;
  readonly rowHeight: number;
  /** Of the window, in pixels. */
  readonly height: number;
  /** Pixels that stay free above and below the row; what sticks to the top covers them. */
  readonly room: number;
}

/** By how many pixels to scroll so that a row is in sight; 0 when it is. */
export function scrollToShow({ top, rowHeight, height, room }: Place): number {
  if (top < room) return top - room;
  const below = top + rowHeight + room - height;
  return below > 0 ? below : 0;
}
