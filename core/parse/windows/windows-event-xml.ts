import { timeOf } from '../form/epoch.ts';
import { textOf } from '../form/json-value.ts';
import { scanXml, xmlAttribute } from '../form/xml-scanner.ts';
import type { EventData, WindowsEvent } from './windows-event.ts';

/** Elements of System whose texts are read. */
const SYSTEM_TEXTS: ReadonlySet<string> = new Set([
  'EventID',
  'Channel',
  'Computer',
  'Level',
  'Keywords',
]);

/** Elements of System and the attribute of each that is read. */
const SYSTEM_ATTRIBUTES: ReadonlyMap<string, string> = new Map([
  ['Provider', 'Name'],
  ['TimeCreated', 'SystemTime'],
  ['Execution', 'ProcessID'],
  ['Security', 'UserI'],
]);

type Texts = Record<string, string>;

/**
 * Reads one `<Event>` element of the Windows event schema
 * (schemas.microsoft.com/win/2004/08/events/event). Returns the fault's description when the text
 * is no such element.
 */
export function windowsEventFromXml(xml: string): WindowsEvent | string {
  const system = Object.create(null) as Texts;
  const data = new DataReader();
  let isSystem = false;
  let isData = false;
  const fault = scanXml(xml, {
    open: (name, attributes) => {
      if (isData) data.open(name, attributes);
      else if (isSystem) readAttribute(system, name, attributes);
      else if (name === 'System') isSystem = true;
      else if (name === 'EventData' || name === 'UserData') isData = true;
    },
    close: (name, text) => {
      if (name === 'EventData' || name === 'UserData') isData = false;
      else if (isData) data.close(name, text);
      else if (name === 'System') isSystem = false;
      else if (isSystem && SYSTEM_TEXTS.has(name)) system[name] = text.trim();
    },
  });
  if (fault !== undefined) return fault;
  const eventId = Number(system.EventID);
  if (system.EventID === undefined || !Number.isInteger(eventId)) return 'there is no EventID';
  return {
    provider: textOf(system.Provider),
    channel: textOf(system.Channel),
    eventId,
    computer: textOf(system.Computer),
    loggedAt: () => timeOf(system.TimeCreated),
    processId: system.Execution,
    userSid: system.Security,
    level: system.Level,
    keywords: system.Keywords,
    data: data.fields,
  };
}

/** The fields of one `<EventData>` element; none when the text is no such element. */
export function windowsDataFromXml(xml: string): EventData {
  const data = new DataReader();
  scanXml(xml, {
    open: (name, attributes) => data.open(name, attributes),
    close: (name, text) => data.close(name, text),
  });
  return data.fields;
}

/** Collects the fields of an event from its elements. */
class DataReader {
  readonly fields = Object.create(null) as Record<string, unknown>;
  #field: string | undefined;
  #isLeaf = false;

  open(name: string, attributes: string): void {
    this.#isLeaf = true;
    this.#field = name === 'Data' ? xmlAttribute(attributes, 'Name') : name;
  }

  close(name: string, text: string): void {
    if (!this.#isLeaf) return;
    this.#isLeaf = false;
    if (this.#field !== undefined) {
      this.fields[this.#field] = text;
    } else if (name === 'Data') {
      const { Data } = this.fields;
      if (Array.isArray(Data)) Data.push(text);
      else this.fields.Data = [text];
    }
  }
}

function readAttribute(system: Texts, name: string, attributes: string): void {
  const wanted = SYSTEM_ATTRIBUTES.get(name);
  if (wanted === undefined) return;
  // Windows writes UserID, Sysmon for Linux UserId.
  const value =
    wanted === 'UserI'
      ? (xmlAttribute(attributes, 'UserID') ?? xmlAttribute(attributes, 'UserId'))
      : xmlAttribute(attributes, wanted);
  if (value !== undefined) system[name] = value;
}
