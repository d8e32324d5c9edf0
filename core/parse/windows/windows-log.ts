import { isJsonObject, textOf } from '../form/json-value.ts';
import type { LogRecord } from '../log-record.ts';
import type { EventData, WindowsEvent } from './windows-event.ts';

/** Levels of elements within a UserData that are read; deeper ones are left out. */
const MAX_DEPTH = 12;

/** The channels of providers that have one, for shapes that keep no channel. Lower case. */
const CHANNELS: ReadonlyMap<string, string> = new Map([
  ['microsoft-windows-sysmon', 'Microsoft-Windows-Sysmon/Operational'],
  ['linux-sysmon', 'Linux-Sysmon/Operational'],
  ['microsoft-windows-security-auditing', 'Security'],
  ['microsoft-windows-powershell', 'Microsoft-Windows-PowerShell/Operational'],
  ['powershell', 'Windows PowerShell'],
  ['service control manager', 'System'],
  ['microsoft-windows-taskscheduler', 'Microsoft-Windows-TaskScheduler/Operational'],
  ['microsoft-windows-wmi-activity', 'Microsoft-Windows-WMI-Activity/Operational'],
  ['microsoft-windows-windows defender', 'Microsoft-Windows-Windows Defender/Operational'],
]);

/** Event ids as text: a table, because logs have few and every record asks. */
const idTexts: string[] = [];

/** A Windows event as rules see it. Its fields are not copied, save where they hold elements. */
export function windowsLog(event: WindowsEvent): LogRecord {
  const { provider, computer, eventId, data } = event;
  const channel = event.channel ?? channelOf(provider);
  const isLinux = channel?.toLowerCase().startsWith('linux-sysmon') === true;
  return {
    product: isLinux ? 'linux' : 'windows',
    channel,
    eventId: eventId < 65_536 ? (idTexts[eventId] ??= String(eventId)) : String(eventId),
    fields: hasElements(data) ? texts(data) : data,
    system: {
      Provider_Name: provider,
      Computer: computer,
      ComputerName: computer,
      Level: event.level,
      Keywords: event.keywords,
      Message: event.message,
    },
  };
}

function channelOf(provider: string | undefined): string | undefined {
  return provider === undefined ? undefined : CHANNELS.get(provider.toLowerCase());
}

function hasElements(data: EventData): boolean {
  for (const name in data) {
    const value = data[name];
    if (typeof value !== 'object' || value === null) continue;
    if (!Array.isArray(value) || value.some(isJsonObject)) return true;
  }
  return false;
}

/** The texts of elements that carry attributes beside them, and of elements within elements. */
function texts(data: EventData): Readonly<Record<string, unknown>> {
  const fields = Object.create(null) as Record<string, unknown>;
  addTexts(fields, data, 0);
  return fields;
}

function addTexts(fields: Record<string, unknown>, data: EventData, depth: number): void {
  for (const [name, value] of Object.entries(data)) {
    if (name === '#attributes') continue;
    if (Array.isArray(value)) fields[name] = value.map(elementText);
    else if (!isJsonObject(value) || value['#text'] !== undefined)
      fields[name] = elementText(value);
    else if (depth < MAX_DEPTH) addTexts(fields, value, depth + 1);
  }
}

function elementText(value: unknown): unknown {
  if (!isJsonObject(value)) return value;
  const text = value['#text'];
  return Array.isArray(text) ? text : textOf(text);
}
