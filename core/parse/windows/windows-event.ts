import { isJsonObject, textOf } from '../form/json-value.ts';

/** An event's own fields by the names of its manifest, as the shape it came in has them. */
export type EventData = Readonly<Record<string, unknown>>;

/**
 * A Windows event, whatever shape it came in: what the readers of a channel and detection rules
 * read.
 */
export interface WindowsEvent {
  readonly provider: string | undefined;
  readonly channel: string | undefined;
  readonly eventId: number;
  /** The host that logged it, as written. */
  readonly computer: string | undefined;
  /** When it was logged, ms since 1970; read only where the event's own fields have no time. */
  readonly loggedAt: () => number | undefined;
  /** The process that logged it. */
  readonly processId?: unknown;
  /** The SID of the account that it was logged under. */
  readonly userSid?: string | undefined;
  /** Of the shapes that keep them apart from the event's own fields: for rules alone. */
  readonly level?: unknown;
  readonly keywords?: unknown;
  readonly message?: unknown;
  readonly data: EventData;
  /** Whether fields may be elements: objects with a text and attributes, as converters write them. */
  readonly hasElements?: boolean | undefined;
}

/** Where fields without a name are kept in {@link EventData}: a list in their order. */
export const UNNAMED = 'Data';

/** The text of a field; undefined when the event has none, or `-` in its place. */
export function field(data: EventData, name: string): string | undefined {
  const value = data[name];
  return textOf(isJsonObject(value) ? value['#text'] : value);
}

/** The fields without a name, in order. */
export function unnamedFields(data: EventData): readonly string[] {
  const value = data[UNNAMED];
  const inner = isJsonObject(value) ? value['#text'] : value;
  const list = Array.isArray(inner) ? inner : [inner];
  return list.map((item) => textOf(isJsonObject(item) ? item['#text'] : item) ?? '');
}
