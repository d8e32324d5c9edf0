/**
 * A Windows event, whatever shape it came in: what parsers of a channel and detection rules read.
 */
export interface WindowsEvent {
  readonly provider: string | undefined;
  readonly channel: string | undefined;
  readonly eventId: number;
  /** The host that logged it, as written. */
  readonly computer: string | undefined;
  /** When it was logged, as written. */
  readonly timeCreated: string | undefined;
  /** The event's own fields, by the names of its manifest. */
  readonly data: Readonly<Record<string, string>>;
}

/** A JSON object, as JSON.parse gives it. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text of a JSON value: of a text or number itself, of anything else its JSON. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
