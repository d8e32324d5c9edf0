import { isJsonObject, textOf } from './windows-event.ts';
import type { JsonObject, WindowsEvent } from './windows-event.ts';

/** Keys of the flat shape that describe the event instead of being one of its fields. */
const FLAT_ENVELOPE: ReadonlySet<string> = new Set([
  '@timestamp',
  '@version',
  'Channel',
  'EventID',
  'EventTime',
  'EventReceivedTime',
  'Hostname',
  'Message',
  'ProviderGuid',
  'SourceName',
  'host',
  'port',
  'tags',
]);

/**
 * Reads a Windows event from either JSON shape; undefined when the object is neither.
 *
 * - nested, as evtx converters write it: `{Event: {System: {…}, EventData: {…}}}`, where attributes
 *   are in `#attributes` and texts in `#text`, or the same without `Event`;
 * - flat, as NXLog and Logstash write it: `{EventID, Channel, Hostname, …fields}`.
 */
export function windowsEventFromJson(object: JsonObject): WindowsEvent | undefined {
  const event = isJsonObject(object.Event) ? object.Event : object;
  if (isJsonObject(event.System)) return fromNested(event, event.System);
  return object.EventID === undefined ? undefined : fromFlat(object);
}

function fromNested(event: JsonObject, system: JsonObject): WindowsEvent | undefined {
  const eventId = Number(elementText(system.EventID));
  if (!Number.isInteger(eventId)) return undefined;
  return {
    provider: attribute(system.Provider, 'Name'),
    channel: elementText(system.Channel),
    eventId,
    computer: elementText(system.Computer),
    timeCreated: attribute(system.TimeCreated, 'SystemTime'),
    data: nestedData(event.EventData),
  };
}

function fromFlat(object: JsonObject): WindowsEvent | undefined {
  const eventId = Number(object.EventID);
  if (!Number.isInteger(eventId)) return undefined;
  const data: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(object)) {
    const text = FLAT_ENVELOPE.has(name) ? undefined : textOf(value);
    if (text !== undefined) data[name] = text;
  }
  return {
    provider: textOf(object.SourceName),
    channel: textOf(object.Channel),
    eventId,
    computer: textOf(object.Hostname),
    timeCreated: textOf(object['@timestamp']),
    data,
  };
}

/** Fields as an object, or as a list of `{Name, #text}`, which some converters keep. */
function nestedData(eventData: unknown): Record<string, string> {
  const data: Record<string, string> = Object.create(null) as Record<string, string>;
  if (!isJsonObject(eventData)) return data;
  if (Array.isArray(eventData.Data)) {
    for (const item of eventData.Data) {
      const name = attribute(item, 'Name');
      const value = elementText(item);
      if (name !== undefined && value !== undefined) data[name] = value;
    }
    return data;
  }
  for (const [name, value] of Object.entries(eventData)) {
    const text = name.startsWith('#') ? undefined : elementText(value);
    if (text !== undefined) data[name] = text;
  }
  return data;
}

/** The text of an element that may carry attributes beside it. */
function elementText(value: unknown): string | undefined {
  return textOf(isJsonObject(value) && '#text' in value ? value['#text'] : value);
}

function attribute(element: unknown, name: string): string | undefined {
  if (!isJsonObject(element)) return undefined;
  const attributes = isJsonObject(element['#attributes']) ? element['#attributes'] : element;
  return textOf(attributes[name] ?? attributes[`@${name}`]);
}
