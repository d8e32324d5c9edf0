import { flatFields } from './flat-fields.ts';
import { timeOf } from './form/epoch.ts';
import type { JsonObject } from './form/json-value.ts';
import { textOf } from './form/json-value.ts';
import type { LogSource } from './log-record.ts';
import type { ParseContext } from './parse-context.ts';
import type { Parsed } from './parsed.ts';
import type { Recognised, RecordOrigin } from './recognised.ts';

/** One format of JSON records, recognised by its content. */
export interface JsonFormat {
  readonly name: string;
  /** Whether an object is of this format; looks at few keys, because it is asked of every record. */
  readonly matches: (object: JsonObject) => boolean;
  readonly read: (object: JsonObject, context: ParseContext) => Parsed;
  /** What Sigma calls these logs. Their fields are the object's, flattened. */
  readonly source?: LogSource | ((object: JsonObject) => LogSource) | undefined;
  /** Reads an object once for both of its uses, where its fields are not simply the object's. */
  readonly recognise?: ((object: JsonObject, context: ParseContext) => Recognised) | undefined;
}

/** Where records that their format ignores mostly have their time and host. */
const TIME_KEYS = ['@timestamp', 'timestamp', 'time', 'ts', 'eventTime', 'EventTime'] as const;
const HOST_KEYS = ['hostname', 'Hostname', 'host', 'Computer', '_system_name'] as const;

/** An object of a format. */
export function recogniseAs(
  format: JsonFormat,
  object: JsonObject,
  context: ParseContext,
): Recognised {
  if (format.recognise !== undefined) return format.recognise(object, context);
  return {
    observe: () => format.read(object, context),
    log: () => {
      const { source } = format;
      const hints = typeof source === 'function' ? source(object) : source;
      return { ...hints, fields: flatFields(object) };
    },
    origin: () => originOf(object),
  };
}

/** When and where an object of any format says that it was made. */
export function originOf(object: JsonObject): RecordOrigin {
  const host = HOST_KEYS.map((key) => textOf(object[key])).find((text) => text !== undefined);
  const time = TIME_KEYS.map((key) => timeOf(object[key])).find((found) => found !== undefined);
  return { host, time };
}
