import { isJsonObject } from './form/json-value.ts';
import { NO_CONTEXT } from './parse-context.ts';
import type { ParseContext } from './parse-context.ts';
import { reject } from './parsed.ts';
import type { Parsed } from './parsed.ts';
import { MAX_RECORD_BYTES, decodeText } from './raw-record.ts';
import type { RawRecord } from './raw-record.ts';
import { readWindowsEvent } from './windows/read-windows-event.ts';
import { windowsEventFromJson } from './windows/windows-event-json.ts';
import { windowsEventFromXml } from './windows/windows-event-xml.ts';

/**
 * Reads one record of any known format. Never throws, whatever is in it.
 *
 * @param context what the record's source knows and the record may not say
 */
export function parseRecord(record: RawRecord, context: ParseContext = NO_CONTEXT): Parsed {
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
  if (text.startsWith('<')) return parseXml(text, context);
  return parseJson(text, context);
}

function parseXml(text: string, context: ParseContext): Parsed {
  const event = windowsEventFromXml(text);
  return typeof event === 'string'
    ? reject(`no Windows event: ${event}`)
    : readWindowsEvent(event, context);
}

function parseJson(text: string, context: ParseContext): Parsed {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const fault = error instanceof Error ? error.message.slice(0, 120) : 'unreadable';
    return reject(`no JSON: ${fault}`);
  }
  if (!isJsonObject(value)) return reject('the record is JSON, but not an object');
  const event = windowsEventFromJson(value);
  return event === undefined
    ? reject('no known format has these keys')
    : readWindowsEvent(event, context);
}
