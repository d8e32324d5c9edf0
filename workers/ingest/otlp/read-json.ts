import { MAX_VALUE_DEPTH, OtlpFault, emptyMap } from './log-record.ts';
import type { LogRecord, PlainMap, PlainValue } from './log-record.ts';
import { integerOf } from './read-protobuf.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * The log records of an `ExportLogsServiceRequest` in JSON, as OTLP/HTTP has it: names in camel case,
 * identifiers in hex, numbers of 64 bits as texts, or as numbers. Unknown fields are passed over.
 * Throws an OtlpFault of what is no such request.
 */
export function* logRecordsOfJson(request: Uint8Array): Generator<LogRecord> {
  const root = objectOf(parsed(request), 'the request');
  for (const resourceLogs of listOf(root.resourceLogs, 'resourceLogs')) {
    const resource = mapOf(objectOf(resourceLogs.resource ?? {}, 'resource').attributes, 0);
    for (const scopeLogs of listOf(resourceLogs.scopeLogs, 'scopeLogs')) {
      const scope = textOf(objectOf(scopeLogs.scope ?? {}, 'scope').name);
      for (const record of listOf(scopeLogs.logRecords, 'logRecords')) {
        yield { ...readLogRecord(record), resource, scope };
      }
    }
  }
}

function readLogRecord(record: Json): LogRecord {
  const { body, attributes, severityNumber } = record;
  return {
    timeUnixNano: nanosOf(record.timeUnixNano),
    observedTimeUnixNano: nanosOf(record.observedTimeUnixNano),
    severityNumber: typeof severityNumber === 'number' ? severityNumber : undefined,
    severityText: textOf(record.severityText),
    eventName: textOf(record.eventName),
    body: body === undefined ? undefined : readValue(body, 0),
    attributes: attributes === undefined ? undefined : mapOf(attributes, 0),
    traceId: textOf(record.traceId),
    spanId: textOf(record.spanId),
  };
}

/** An AnyValue. */
function readValue(given: unknown, depth: number): PlainValue {
  if (depth > MAX_VALUE_DEPTH) throw new OtlpFault('a value is nested too deep');
  if (given === null || given === undefined) return null;
  const value = objectOf(given, 'a value');
  if (typeof value.stringValue === 'string') return value.stringValue;
  if (typeof value.boolValue === 'boolean') return value.boolValue;
  if (value.intValue !== undefined) return readInteger(value.intValue);
  if (value.doubleValue !== undefined) {
    const double = Number(value.doubleValue);
    return Number.isFinite(double) ? double : null;
  }
  if (typeof value.bytesValue === 'string') return value.bytesValue;
  if (value.arrayValue !== undefined) {
    const { values } = objectOf(value.arrayValue, 'arrayValue');
    return listOf(values, 'values').map((item) => readValue(item, depth + 1));
  }
  if (value.kvlistValue !== undefined) {
    return mapOf(objectOf(value.kvlistValue, 'kvlistValue').values, depth + 1);
  }
  return null;
}

function readInteger(value: unknown): PlainValue {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'string' && /^-?\d{1,19}$/.test(value)) return integerOf(BigInt(value));
  throw new OtlpFault('intValue is no integer');
}

function mapOf(pairs: unknown, depth: number): PlainMap {
  const map = emptyMap();
  for (const { key, value } of listOf(pairs, 'attributes')) {
    map[typeof key === 'string' ? key : ''] = readValue(value, depth);
  }
  return map;
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    throw new OtlpFault('the request is no JSON'); // Or not UTF-8, which JSON is.
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

function objectOf(value: unknown, name: string): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw new OtlpFault(`${name} is no object`);
}

function listOf(value: unknown, name: string): Json[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new OtlpFault(`${name} is no list`);
  return value.map((item) => objectOf(item, `an item of ${name}`));
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function nanosOf(value: unknown): string | undefined {
  const text = typeof value === 'number' ? BigInt(Math.trunc(value)).toString() : value;
  return typeof text === 'string' && /^[1-9]\d{0,19}$/.test(text) ? text : undefined;
}
