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
  const { provider, eventId, data, hasElements } = event;
  const channel = event.channel ?? channelOf(provider);
  return {
    product: isLinux(channel) ? 'linux' : 'windows',
    channel,
    eventId: eventId < 65_536 ? (idTexts[eventId] ??= String(eventId)) : String(eventId),
    fields: hasElements === true && holdsElements(data) ? texts(data) : data,
    system: systemOf(event),
  };
}

function systemOf(event: WindowsEvent): LogRecord['system'] {
  const { provider, computer, level, keywords, message } = event;
  // Flat shapes have most of these among their fields.
  if (level === undefined && message === undefined) {
    return { Provider_Name: provider, Computer: computer };
  }
  return {
    Provider_Name: provider,
    Computer: computer,
    Level: level,
    Keywords: keywords,
    Message: message,
  };
}

/** Sysmon for Linux writes in the shapes of Windows. */
function isLinux(channel: string | undefined): boolean {
  const first = channel?.charCodeAt(0);
  const mayBe = first === CAPITAL_L || first === SMALL_L;
  return mayBe && /^linux-sysmon/i.test(channel ?? '');
}

const CAPITAL_L = 0x4c;
const SMALL_L = 0x6c;

function channelOf(provider: string | undefined): string | undefined {
  return provider === undefined ? undefined : CHANNELS.get(provider.toLowerCase());
}

function holdsElements(data: EventData): boolean {
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
