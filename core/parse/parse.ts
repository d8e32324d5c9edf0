import { envelopeContext, enveloped } from './envelope.ts';
import { flatFields } from './flat-fields.ts';
import { isJsonObject } from './form/json-value.ts';
import type { JsonObject } from './form/json-value.ts';
import { originOf, recogniseAs } from './json-format.ts';
import { JSON_FORMATS } from './json-formats.ts';
import { withSpelledKeys } from './lower-cased.ts';
import { auditEventFromText } from './linux/audit-event.ts';
import { recogniseAuditEvent } from './linux/audit-log.ts';
import { syslogLine } from './linux/syslog-line.ts';
import { recogniseSyslog } from './linux/syslog.ts';
import { isIosLine, readIosLine } from './network/cisco-ios.ts';
import { isVpcFlowLine, readVpcFlowLine } from './network/vpc-flow.ts';
import { isAlbLine, isS3Line, readAlbLine, readS3Line } from './network/web-access.ts';
import { isWebServerLine, recogniseWebServerLine } from './network/web-server.ts';
import { NO_CONTEXT, withContext } from './parse-context.ts';
import type { ParseContext } from './parse-context.ts';
import { reject } from './parsed.ts';
import type { Parsed } from './parsed.ts';
import { MAX_RECORD_BYTES, decodeText } from './raw-record.ts';
import type { RawRecord } from './raw-record.ts';
import { unreadable } from './recognised.ts';
import type { Recognised } from './recognised.ts';
import { tableRow } from './table-row.ts';
import { recogniseWindowsEvent } from './windows/read-windows-event.ts';
import { windowsEventFromXml } from './windows/windows-event-xml.ts';

/** Records within records within records, of which no shipper makes more. */
const MAX_ENVELOPES = 3;

/** How far into a line an event of Windows may begin. */
const MAX_PREFIX_LENGTH = 400;

/** How much of a line is looked at to tell which server's it is. */
const MAX_LINE_LENGTH = 4_096;

/**
 * Reads one record of any known format, recognised by its content. Never throws, whatever is in it.
 *
 * @param given what the record's source knows and the record may not say
 */
export function parseRecord(record: RawRecord, given: ParseContext = NO_CONTEXT): Parsed {
  return recogniseRecord(record, given).observe();
}

/**
 * Reads one record of any known format, for all that is asked of it. Never throws.
 *
 * @param given what the record's source knows and the record may not say
 */
export function recogniseRecord(record: RawRecord, given: ParseContext = NO_CONTEXT): Recognised {
  const context = withContext(given, record.context);
  if (record.bytes.length > MAX_RECORD_BYTES) {
    return unreadable(`the record has ${record.bytes.length} bytes; ${MAX_RECORD_BYTES} are taken`);
  }
  if (record.xml !== undefined) {
    const xml = record.xml();
    return xml === undefined
      ? unreadable('this part of the event log is damaged')
      : recogniseXml(xml, context);
  }
  const text = record.text ?? decodeText(record.bytes);
  if (record.header !== undefined) {
    const row = tableRow(record.header, text);
    return recogniseObject(row, context, 0) ?? unknownObject(row, UNKNOWN_REASON);
  }
  return recogniseText(text, context);
}

const UNKNOWN_REASON = 'no known format looks like this';
const UNKNOWN = unreadable(UNKNOWN_REASON);

/** Reads one record from its text. Never throws. */
export function recogniseText(text: string, context: ParseContext, depth = 0): Recognised {
  const first = text.charCodeAt(0);
  if (first === OPEN_BRACE) return recogniseJson(text, context, depth);
  if (first === LESS_THAN && !isDigit(text.charCodeAt(1))) return recogniseXml(text, context);
  const declared = context.declared?.ofLine(text, context);
  if (declared !== undefined) return declared;
  const start = text.slice(0, MAX_PREFIX_LENGTH);
  if (start.includes('audit(')) {
    const event = auditEventFromText(text);
    if (event !== undefined) return recogniseAuditEvent(event, context);
  }
  const line = text.slice(0, MAX_LINE_LENGTH);
  if (isVpcFlowLine(start)) return plainLine(text, () => readVpcFlowLine(text, context));
  if (isS3Line(line)) return plainLine(text, () => readS3Line(text, context));
  if (isAlbLine(line)) return plainLine(text, () => readAlbLine(text));
  const embedded = start.search(/<Event[\s>]/);
  if (embedded >= 0) return recogniseXml(text.slice(embedded), context);
  if (isWebServerLine(line)) return recogniseWebServerLine(text, context);
  if (isIosLine(start)) return plainLine(text, () => readIosLine(text, context));
  const syslog = syslogLine(text, context);
  if (syslog === undefined) return UNKNOWN;
  const inner = withContext(context, { defaultHost: syslog.host, time: syslog.time });
  const isRecord = syslog.message.startsWith('{') && depth < MAX_ENVELOPES;
  if (isRecord) return recogniseJson(syslog.message, inner, depth + 1);
  return context.declared?.ofLine(syslog.message, inner) ?? recogniseSyslog(syslog, context);
}

function recogniseXml(text: string, context: ParseContext): Recognised {
  const event = windowsEventFromXml(text);
  return typeof event === 'string'
    ? unreadable(`no Windows event: ${event}`)
    : recogniseWindowsEvent(event, context);
}

function recogniseJson(text: string, context: ParseContext, depth: number): Recognised {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const fault = error instanceof Error ? error.message.slice(0, 120) : 'unreadable';
    return unreadable(`no JSON: ${fault}`);
  }
  if (!isJsonObject(value)) return unreadable('the record is JSON, but not an object');
  return (
    recogniseObject(value, context, depth) ?? unknownObject(value, 'no known format has these keys')
  );
}

/** An object, or the record inside of it; undefined when no format is known for either. */
function recogniseObject(
  object: JsonObject,
  context: ParseContext,
  depth: number,
): Recognised | undefined {
  const declared = context.declared?.ofObject(object, context);
  if (declared !== undefined) return declared;
  for (const format of JSON_FORMATS) {
    if (format.matches(object)) return recogniseAs(format, object, context);
  }
  if (depth >= MAX_ENVELOPES) return undefined;
  const spelled = enveloped(object) === undefined ? withSpelledKeys(object) : undefined;
  if (spelled !== undefined) return recogniseObject(spelled, context, depth + 1);
  const inner = enveloped(object);
  if (inner === undefined) return undefined;
  const known = withContext(context, envelopeContext(object));
  if (typeof inner !== 'string') return recogniseObject(inner, known, depth + 1);
  const found = recogniseText(inner, known, depth + 1);
  if (found !== UNKNOWN) return found;
  // Splunk's indexed fields may hold what its event's text only says to people.
  return isJsonObject(object.fields) ? recogniseObject(object.fields, known, depth + 1) : undefined;
}

/** A line whose fields have no names that rules would know. */
function plainLine(text: string, observe: () => Parsed): Recognised {
  return {
    observe,
    log: () => ({ fields: { message: text } }),
    origin: () => ({ time: undefined }),
  };
}

/** An object that no format knows: rules for any product may still match it. */
function unknownObject(object: JsonObject, reason: string): Recognised {
  return {
    observe: () => reject(reason),
    log: () => ({ fields: flatFields(object) }),
    origin: () => originOf(object),
  };
}

const OPEN_BRACE = 0x7b;
const LESS_THAN = 0x3c;

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
