import { timeOf } from '../form/epoch.ts';
import { isJsonObject, objectAt, textOf } from '../form/json-value.ts';
import type { JsonObject } from '../form/json-value.ts';
import { flatTime } from './flat-time.ts';
import type { EventData, WindowsEvent } from './windows-event.ts';
import { windowsDataFromXml } from './windows-event-xml.ts';

/**
 * Reads a Windows event from any JSON shape; undefined when the object is none.
 *
 * - nested, as evtx converters write it: `{Event: {System: {…}, EventData: {…}}}`, where attributes
 *   are in `#attributes` and texts in `#text`, or the same without `Event`; `UserData` for
 *   `EventData`;
 * - winlogbeat of version 7 and up, and Elastic Agent: `{winlog: {event_id, event_data, …}}`;
 * - winlogbeat of version 6: `{event_id, event_data, log_name, computer_name}`;
 * - flat, as NXLog, Logstash and Azure tables write it: `{EventID, Channel, Hostname, …fields}`.
 */
export function windowsEventFromJson(object: JsonObject): WindowsEvent | undefined {
  const event = isJsonObject(object.Event) ? object.Event : object;
  if (isJsonObject(event.System)) return fromNested(event, event.System);
  if (isJsonObject(object.winlog)) return fromWinlogbeat(object, object.winlog);
  if (object.log_name !== undefined && object.event_id !== undefined) {
    return fromWinlogbeat(object, object);
  }
  return object.EventID === undefined && object.EventId === undefined
    ? undefined
    : fromFlat(object);
}

function fromNested(event: JsonObject, system: JsonObject): WindowsEvent | undefined {
  const eventId = idOf(system.EventID);
  if (eventId === undefined) return undefined;
  return {
    provider: attribute(system.Provider, 'Name'),
    channel: elementText(system.Channel),
    eventId,
    computer: elementText(system.Computer),
    loggedAt: () => timeOf(attribute(system.TimeCreated, 'SystemTime')),
    processId: attribute(system.Execution, 'ProcessID'),
    userSid: attribute(system.Security, 'UserID') ?? attribute(system.Security, 'UserId'),
    level: system.Level,
    keywords: system.Keywords,
    data: dataOf(event.EventData ?? event.UserData),
    hasElements: true,
  };
}

function fromWinlogbeat(object: JsonObject, winlog: JsonObject): WindowsEvent | undefined {
  const eventId = idOf(winlog.event_id ?? objectAt(object, 'event').code);
  if (eventId === undefined) return undefined;
  return {
    provider: textOf(winlog.provider_name ?? winlog.source_name),
    channel: textOf(winlog.channel ?? winlog.log_name),
    eventId,
    computer: textOf(winlog.computer_name) ?? textOf(objectAt(object, 'host').name),
    loggedAt: () => timeOf(object['@timestamp']),
    processId: objectAt(winlog, 'process').pid ?? winlog.process_id,
    userSid: textOf(objectAt(winlog, 'user').identifier),
    message: object.message,
    data: dataOf(winlog.event_data ?? winlog.user_data),
  };
}

function fromFlat(object: JsonObject): WindowsEvent | undefined {
  const eventId = idOf(object.EventID ?? object.EventId);
  if (eventId === undefined) return undefined;
  const { EventData } = object;
  return {
    provider: textOf(
      object.SourceName ?? object.EventSourceName ?? object.ProviderName ?? object.Provider,
    ),
    channel: textOf(object.Channel ?? object.EventLog),
    eventId,
    computer: textOf(object.Hostname) ?? textOf(object.Computer) ?? textOf(object.host),
    loggedAt: () => flatTime(object),
    processId: object.ExecutionProcessID ?? object.ProcessID,
    userSid: textOf(object.UserID),
    data: typeof EventData === 'string' ? (dataOfText(EventData) ?? object) : object,
  };
}

/** Azure's tables hold the fields as a text, of XML in one table and of JSON in another. */
function dataOfText(text: string): EventData | undefined {
  if (text.startsWith('<')) return windowsDataFromXml(text);
  if (!text.startsWith('{') || text.length > MAX_DATA_LENGTH) return undefined;
  try {
    const data: unknown = JSON.parse(text);
    return isJsonObject(data) ? data : undefined;
  } catch {
    // The row's own columns are all that can be read.
    return undefined;
  }
}

/** Fields as an object, as a list of `{Name, #text}`, or one level deeper, as UserData has them. */
function dataOf(data: unknown): EventData {
  if (!isJsonObject(data)) return NO_DATA;
  if (Array.isArray(data.Data) && data.Data.some(isJsonObject)) return namedList(data.Data);
  const keys = Object.keys(data);
  const inner = keys.length <= 2 ? keys.map((key) => data[key]).find(isUserElement) : undefined;
  return inner ?? data;
}

function isUserElement(value: unknown): value is JsonObject {
  return isJsonObject(value) && value['#text'] === undefined && value.Name === undefined;
}

function namedList(list: readonly unknown[]): EventData {
  const data = Object.create(null) as Record<string, unknown>;
  const unnamed: unknown[] = [];
  for (const item of list) {
    const name = attribute(item, 'Name');
    const value = elementText(item);
    if (name === undefined) unnamed.push(value ?? '');
    else data[name] = value;
  }
  if (unnamed.length > 0) data.Data = unnamed;
  return data;
}

/** Longer texts of fields are not read. */
const MAX_DATA_LENGTH = 262_144;

const NO_DATA: EventData = Object.freeze(Object.create(null) as Record<string, unknown>);

function idOf(value: unknown): number | undefined {
  const id = Number(elementText(value));
  return Number.isInteger(id) && id >= 0 ? id : undefined;
}

/** The text of an element that may carry attributes beside it. */
function elementText(value: unknown): string | undefined {
  return textOf(isJsonObject(value) ? value['#text'] : value);
}

function attribute(element: unknown, name: string): string | undefined {
  if (!isJsonObject(element)) return undefined;
  const attributes = isJsonObject(element['#attributes']) ? element['#attributes'] : element;
  return textOf(attributes[name] ?? attributes[`@${name}`]);
}
