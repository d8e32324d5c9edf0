import { isJsonObject } from './form/json-value.ts';
import type { JsonObject } from './form/json-value.ts';

/**
 * Where shippers and stores put a record that they took as it was: message fields of syslog and of
 * Beats, container logs, Splunk and Elasticsearch exports, EventBridge, OpenTelemetry.
 */
const KEYS = [
  'SyslogMessage',
  'CloudTrailEvent',
  'message',
  'Message',
  'log',
  '_raw',
  'detail',
  'result',
  '_source',
  'event',
  'original',
  'RawEvent',
  'raw',
  'record',
  'body',
  'stringValue',
  'payload',
] as const;

/**
 * The record inside of an object that is no known record itself: a text or an object; undefined
 * when there is none.
 */
export function enveloped(object: JsonObject): string | JsonObject | undefined {
  for (const key of KEYS) {
    const value = object[key];
    if (typeof value === 'string' && value.length > 1) return value;
    if (isJsonObject(value)) return value;
  }
  return undefined;
}
