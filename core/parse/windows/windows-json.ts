import { isJsonObject } from '../form/json-value.ts';
import type { JsonObject } from '../form/json-value.ts';
import type { JsonFormat } from '../json-format.ts';
import type { ParseContext } from '../parse-context.ts';
import { unreadable } from '../recognised.ts';
import type { Recognised } from '../recognised.ts';
import { recogniseWindowsEvent } from './read-windows-event.ts';
import { windowsEventFromJson } from './windows-event-json.ts';

/** Windows events in any of their JSON shapes. */
export const WINDOWS_JSON: JsonFormat = {
  name: 'Windows events',
  matches: (object) =>
    object.EventID !== undefined ||
    (isJsonObject(object.Event) && isJsonObject(object.Event.System)) ||
    isJsonObject(object.winlog) ||
    (object.event_id !== undefined && object.log_name !== undefined) ||
    isJsonObject(object.System) ||
    (object.EventId !== undefined && object.UtcTime !== undefined),
  read: (object, context) => recognise(object, context).observe(),
  recognise,
};

function recognise(object: JsonObject, context: ParseContext): Recognised {
  const event = windowsEventFromJson(object);
  return event === undefined
    ? unreadable('a Windows event without a readable EventID')
    : recogniseWindowsEvent(event, context);
}
