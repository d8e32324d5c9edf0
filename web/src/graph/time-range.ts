/** A stretch of event time, both ends in ms and included. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** The range of two texts, as the URL has them; undefined when they are none. */
export function rangeOf(from: string, to: string): TimeRange | undefined {
  if (!/^\d{1,16}$/.test(from) || !/^\d{1,16}$/.test(to)) return undefined;
  const [a, b] = [Number(from), Number(to)];
  return a <= b ? { from: a, to: b } : undefined;
}

/** Whether something that was seen from `first` to `last` was seen within the range. */
export function overlaps(
  range: TimeRange,
  { first, last }: { readonly first: number; readonly last: number },
): boolean {
  return first <= range.to && last >= range.from;
}

/** Whether a moment is within the range; every moment is within none. */
export function isWithin(range: TimeRange | undefined, time: number): boolean {
  return range === undefined || (time >= range.from && time <= range.to);
}
