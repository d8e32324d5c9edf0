import { timeOf } from './form/epoch.ts';
import { isJsonObject, textOf } from './form/json-value.ts';
import type { JsonObject } from './form/json-value.ts';
import type { PartContext } from './parse-context.ts';

/**
 * Where shippers and stores put a record that they took as it was: message fields of syslog and of
 * Beats, container logs, Splunk and Elasticsearch exports, EventBridge, OpenTelemetry.
 */
const KEYS = [
  'SyslogMessage',
  'CloudTrailEvent',
  'message',
  'Message',
  'MESSAGE',
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

/** Where envelopes name the host that the record is of, the plainest first. */
const HOST_KEYS = ['host', 'HOST', 'hostname', 'fromhost', '_HOSTNAME', 'Computer'] as const;

/**
 * Where envelopes say when the record was written: Splunk, Beats and Logstash, OpenTelemetry,
 * rsyslog, journald, syslog-ng, CloudWatch.
 */
const TIME_KEYS = [
  'time',
  '@timestamp',
  'timeUnixNano',
  'timereported',
  '_SOURCE_REALTIME_TIMESTAMP',
  '__REALTIME_TIMESTAMP',
  'ISODATE',
  'timestamp',
  'date',
] as const;

/**
 * Where shippers of syslog name the program: Fluent Bit, rsyslog, syslog-ng, journald, Logstash.
 */
const PROGRAM_KEYS = [
  'ident',
  'programname',
  'PROGRAM',
  'SYSLOG_IDENTIFIER',
  'program',
  'appname',
  'app-name',
] as const;

/** Longer names are none. */
const MAX_NAME_LENGTH = 255;

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

/** What an envelope says of the record inside of it, which the record itself may not. */
export function envelopeContext(envelope: JsonObject): PartContext {
  return {
    defaultHost: hostOf(envelope),
    time: firstOf(TIME_KEYS, (key) => timeOf(envelope[key])),
    program: firstOf(PROGRAM_KEYS, (key) => nameOf(envelope[key])),
  };
}

function hostOf(envelope: JsonObject): string | undefined {
  const { host, resource } = envelope;
  if (isJsonObject(host)) return nameOf(host.hostname) ?? nameOf(host.name);
  const named = firstOf(HOST_KEYS, (key) => nameOf(envelope[key]));
  return named ?? (isJsonObject(resource) ? nameOf(resource['host.name']) : undefined);
}

function nameOf(value: unknown): string | undefined {
  const name = typeof value === 'string' ? textOf(value) : undefined;
  return name !== undefined && name.length <= MAX_NAME_LENGTH ? name : undefined;
}

function firstOf<K, T>(keys: readonly K[], read: (key: K) => T | undefined): T | undefined {
  for (const key of keys) {
    const value = read(key);
    if (value !== undefined) return value;
  }
  return undefined;
}
