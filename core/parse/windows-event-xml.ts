import { SaxesParser } from 'saxes';
import type { WindowsEvent } from './windows-event.ts';

/** The elements of System whose texts are read. */
const SYSTEM_TEXTS: ReadonlySet<string> = new Set(['EventID', 'Channel', 'Computer']);

/** Deeper nesting is no Windows event. */
const MAX_DEPTH = 32;

/** Characters that XML 1.0 forbids and that agents write all the same. */
// oxlint-disable-next-line no-control-regex -- control characters are what it is for
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/**
 * Reads one `<Event>` element of the Windows event schema
 * (schemas.microsoft.com/win/2004/08/events/event). Returns the fault's description when the text
 * is no such element.
 */
export function windowsEventFromXml(xml: string): WindowsEvent | string {
  const parser = new SaxesParser();
  const system: Record<string, string> = Object.create(null) as Record<string, string>;
  const data: Record<string, string> = Object.create(null) as Record<string, string>;
  const path: string[] = [];
  let field: string | undefined;
  let text = '';
  let fault: string | undefined;

  parser.on('error', (error) => {
    fault ??= error.message.replace(/^\d+:\d+: /, '');
  });
  parser.on('opentag', ({ name, attributes }) => {
    path.push(name);
    if (path.length > MAX_DEPTH) fault ??= 'elements are nested too deeply';
    text = '';
    if (name === 'Provider') system.Provider = attributes.Name ?? '';
    if (name === 'TimeCreated') system.TimeCreated = attributes.SystemTime ?? '';
    if (name === 'Data') field = attributes.Name;
  });
  parser.on('text', (chunk) => {
    text += chunk;
  });
  parser.on('cdata', (chunk) => {
    text += chunk;
  });
  parser.on('closetag', ({ name }) => {
    path.pop();
    if (name === 'Data' && field !== undefined) data[field] = text;
    else if (SYSTEM_TEXTS.has(name) && path.at(-1) === 'System') system[name] = text;
    field = undefined;
    text = '';
  });

  parser.write(xml.replace(FORBIDDEN, '\ufffd')).close();
  if (fault !== undefined) return fault;
  const eventId = Number(system.EventID);
  if (system.EventID === undefined || !Number.isInteger(eventId)) return 'there is no EventID';
  return {
    provider: system.Provider,
    channel: system.Channel,
    eventId,
    computer: system.Computer,
    timeCreated: system.TimeCreated,
    data,
  };
}
