import { MAX_VALUE_DEPTH, OtlpFault, emptyMap } from './log-record.ts';
import type { LogRecord, PlainMap, PlainValue } from './log-record.ts';
import { protoFields, protoText } from './protobuf.ts';
import type { ProtoField } from './protobuf.ts';

/**
 * The log records of an `ExportLogsServiceRequest` in protobuf. Field numbers are those of
 * opentelemetry/proto/collector/logs/v1 and opentelemetry/proto/logs/v1; unknown fields are passed
 * over. Throws an OtlpFault or a ProtoFault where the bytes are no such request.
 */
export function* logRecordsOfProtobuf(request: Uint8Array): Generator<LogRecord> {
  for (const resourceLogs of messages(request, 1)) {
    const resource = mapOf(messages(only(resourceLogs, 1), 1), 0);
    for (const scopeLogs of messages(resourceLogs, 2)) {
      const scope = textOf(only(scopeLogs, 1), 1);
      for (const logRecord of messages(scopeLogs, 2)) {
        yield { ...readLogRecord(logRecord), resource, scope };
      }
    }
  }
}

function readLogRecord(bytes: Uint8Array): LogRecord {
  const record: { -readonly [K in keyof LogRecord]: LogRecord[K] } = {};
  const attributes: Uint8Array[] = [];
  for (const field of protoFields(bytes)) {
    const { number } = field;
    if (number === 1) record.timeUnixNano = nanosOf(field);
    else if (number === 2) record.severityNumber = numberOf(field);
    else if (number === 11) record.observedTimeUnixNano = nanosOf(field);
    else if (field.type !== 'bytes') continue;
    else if (number === 3) record.severityText = protoText(field.value) || undefined;
    else if (number === 5) record.body = readValue(field.value, 0);
    else if (number === 6) attributes.push(field.value);
    else if (number === 9) record.traceId = hexOf(field.value);
    else if (number === 10) record.spanId = hexOf(field.value);
    else if (number === 12) record.eventName = protoText(field.value) || undefined;
  }
  if (attributes.length > 0) record.attributes = mapOf(attributes, 0);
  return record;
}

/** An AnyValue. */
function readValue(bytes: Uint8Array, depth: number): PlainValue {
  if (depth > MAX_VALUE_DEPTH) throw new OtlpFault('a value is nested too deep');
  let value: PlainValue = null;
  for (const field of protoFields(bytes)) {
    const { number, type } = field;
    if (type === 'varint' && number === 2) value = field.value !== 0n;
    else if (type === 'varint' && number === 3) value = integerOf(BigInt.asIntN(64, field.value));
    else if (type === 'fixed64' && number === 4) value = doubleOf(field.value);
    else if (type !== 'bytes') continue;
    else if (number === 1) value = protoText(field.value);
    else if (number === 5) {
      value = [...messages(field.value, 1)].map((item) => readValue(item, depth + 1));
    } else if (number === 6) value = mapOf(messages(field.value, 1), depth + 1);
    else if (number === 7) value = base64Of(field.value);
  }
  return value;
}

/** Key-value pairs as a map. */
function mapOf(pairs: Iterable<Uint8Array>, depth: number): PlainMap {
  const map = emptyMap();
  for (const pair of pairs) map[textOf(pair, 1) ?? ''] = readValue(only(pair, 2), depth);
  return map;
}

/** Every field of a number that is a message. */
function* messages(bytes: Uint8Array, number: number): Generator<Uint8Array> {
  for (const field of protoFields(bytes)) {
    if (field.number === number && field.type === 'bytes') yield field.value;
  }
}

/** The last field of a number, as protobuf wants it of a field that is not repeated. */
function only(bytes: Uint8Array, number: number): Uint8Array {
  let found: Uint8Array = NOTHING;
  for (const value of messages(bytes, number)) found = value;
  return found;
}

const NOTHING = new Uint8Array();

function textOf(bytes: Uint8Array, number: number): string | undefined {
  return protoText(only(bytes, number)) || undefined;
}

function nanosOf(field: ProtoField): string | undefined {
  return field.type === 'fixed64' && field.value !== 0n ? String(field.value) : undefined;
}

function numberOf(field: ProtoField): number | undefined {
  return field.type === 'varint' && field.value !== 0n ? Number(field.value) : undefined;
}

/** A number where JSON has it exactly, or its digits. */
export function integerOf(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

function doubleOf(bits: bigint): number | null {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, bits);
  const value = view.getFloat64(0);
  return Number.isFinite(value) ? value : null;
}

function hexOf(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0 || bytes.length > 32) return undefined;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8_192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  }
  return btoa(text);
}
