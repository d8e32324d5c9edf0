import { ignored, reject } from './parsed.ts';
import type { Parsed } from './parsed.ts';
import { MAX_RECORD_BYTES, decodeText } from './records.ts';
import type { RawRecord } from './records.ts';
import { parseSysmon } from './sysmon.ts';
import { isJsonObject } from './windows-event.ts';
import type { WindowsEvent } from './windows-event.ts';
import { windowsEventFromJson } from './windows-event-json.ts';
import { windowsEventFromXml } from './windows-event-xml.ts';

/** Reads one record of any known format. Never throws, whatever is in it. */
export function parseRecord(record: RawRecord): Parsed {
  if (record.bytes.length > MAX_RECORD_BYTES) {
    return reject(`the record has ${record.bytes.length} bytes; ${MAX_RECORD_BYTES} are taken`);
  }
  const text = decodeText(record.bytes);
  return text.startsWith('<') ? parseXml(text) : parseJson(text);
}

function parseXml(text: string): Parsed {
  const event = windowsEventFromXml(text);
  return typeof event === 'string' ? reject(`no Windows event: ${event}`) : parseEvent(event);
}

function parseJson(text: string): Parsed {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const fault = error instanceof Error ? error.message.slice(0, 120) : 'unreadable';
    return reject(`no JSON: ${fault}`);
  }
  if (!isJsonObject(value)) return reject('the record is JSON, but not an object');
  const event = windowsEventFromJson(value);
  return event === undefined ? reject('no known format has these keys') : parseEvent(event);
}

function parseEvent(event: WindowsEvent): Parsed {
  if (isSysmon(event)) return parseSysmon(event);
  const channel = event.channel?.slice(0, 80) ?? 'no channel';
  return ignored(`windows ${channel} event ${event.eventId} is not mapped`);
}

function isSysmon({ channel, provider }: WindowsEvent): boolean {
  return /sysmon/i.test(channel ?? '') || /sysmon/i.test(provider ?? '');
}
