import { envelopeContext, enveloped } from './envelope.ts';
import { isJsonObject } from './form/json-value.ts';
import type { JsonObject } from './form/json-value.ts';
import { JSON_FORMATS } from './json-formats.ts';
import { withSpelledKeys } from './lower-cased.ts';
import { auditEventFromText } from './linux/audit-event.ts';
import { readAuditEvent } from './linux/audit.ts';
import { syslogLine } from './linux/syslog-line.ts';
import { readSyslog } from './linux/syslog.ts';
import { isIosLine, readIosLine } from './network/cisco-ios.ts';
import { isVpcFlowLine, readVpcFlowLine } from './network/vpc-flow.ts';
import { isAlbLine, isS3Line, readAlbLine, readS3Line } from './network/web-access.ts';
import { isWebServerLine, readWebServerLine } from './network/web-server.ts';
import { NO_CONTEXT, withContext } from './parse-context.ts';
import type { ParseContext } from './parse-context.ts';
import { reject } from './parsed.ts';
import type { Parsed } from './parsed.ts';
import { MAX_RECORD_BYTES, decodeText } from './raw-record.ts';
import type { RawRecord } from './raw-record.ts';
import { tableRow } from './table-row.ts';
import { readWindowsEvent } from './windows/read-windows-event.ts';
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
  const context = withContext(given, record.context);
  if (record.bytes.length > MAX_RECORD_BYTES) {
    return reject(`the record has ${record.bytes.length} bytes; ${MAX_RECORD_BYTES} are taken`);
  }
  if (record.xml !== undefined) {
    const xml = record.xml();
    return xml === undefined
      ? reject('this part of the event log is damaged')
      : parseXml(xml, context);
  }
  const text = decodeText(record.bytes);
  if (record.header !== undefined) {
    return parseObject(tableRow(record.header, text), context, 0) ?? UNKNOWN;
  }
  return parseText(text, context, 0);
}

const UNKNOWN = reject('no known format looks like this');

function parseText(text: string, context: ParseContext, depth: number): Parsed {
  const first = text.charCodeAt(0);
  if (first === OPEN_BRACE) return parseJson(text, context, depth);
  if (first === LESS_THAN && !isDigit(text.charCodeAt(1))) return parseXml(text, context);
  const start = text.slice(0, MAX_PREFIX_LENGTH);
  if (start.includes('audit(')) {
    const event = auditEventFromText(text);
    if (event !== undefined) return readAuditEvent(event, context);
  }
  if (isVpcFlowLine(start)) return readVpcFlowLine(text, context);
  if (isS3Line(text.slice(0, MAX_LINE_LENGTH))) return readS3Line(text, context);
  if (isAlbLine(text.slice(0, MAX_LINE_LENGTH))) return readAlbLine(text);
  const embedded = start.search(/<Event[\s>]/);
  if (embedded >= 0) return parseXml(text.slice(embedded), context);
  if (isWebServerLine(text.slice(0, MAX_LINE_LENGTH))) return readWebServerLine(text, context);
  if (isIosLine(start)) return readIosLine(text, context);
  const line = syslogLine(text, context);
  if (line === undefined) return UNKNOWN;
  const isRecord = line.message.startsWith('{') && depth < MAX_ENVELOPES;
  if (!isRecord) return readSyslog(line, context);
  const inner = { defaultHost: line.host, time: line.time };
  return parseJson(line.message, withContext(context, inner), depth + 1);
}

function parseXml(text: string, context: ParseContext): Parsed {
  const event = windowsEventFromXml(text);
  return typeof event === 'string'
    ? reject(`no Windows event: ${event}`)
    : readWindowsEvent(event, context);
}

function parseJson(text: string, context: ParseContext, depth: number): Parsed {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const fault = error instanceof Error ? error.message.slice(0, 120) : 'unreadable';
    return reject(`no JSON: ${fault}`);
  }
  if (!isJsonObject(value)) return reject('the record is JSON, but not an object');
  return parseObject(value, context, depth) ?? reject('no known format has these keys');
}

/** What an object says, or the record inside of it; undefined when no format is known for either. */
function parseObject(object: JsonObject, context: ParseContext, depth: number): Parsed | undefined {
  for (const format of JSON_FORMATS) {
    if (format.matches(object)) return format.read(object, context);
  }
  if (depth >= MAX_ENVELOPES) return undefined;
  const spelled = enveloped(object) === undefined ? withSpelledKeys(object) : undefined;
  if (spelled !== undefined) return parseObject(spelled, context, depth + 1);
  const inner = enveloped(object);
  if (inner === undefined) return undefined;
  const known = withContext(context, envelopeContext(object));
  if (typeof inner !== 'string') return parseObject(inner, known, depth + 1);
  const parsed = parseText(inner, known, depth + 1);
  if (parsed !== UNKNOWN) return parsed;
  // Splunk's indexed fields may hold what its event's text only says to people.
  return isJsonObject(object.fields) ? parseObject(object.fields, known, depth + 1) : undefined;
}

const OPEN_BRACE = 0x7b;
const LESS_THAN = 0x3c;

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
