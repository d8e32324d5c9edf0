/** A place in a text, with what stands there. */
export interface WrittenIndicator {
  readonly line: number;
  readonly text: string;
  readonly expires?: number | undefined;
}

/** A time in ms from RFC 3339; undefined for anything else. */
export function timeOf(text: unknown): number | undefined {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}/.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
