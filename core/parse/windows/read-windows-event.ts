import { ignored, reject } from '../parsed.ts';
import type { Parsed } from '../parsed.ts';
import type { ParseContext } from '../parse-context.ts';
import type { Recognised } from '../recognised.ts';
import { Sightings } from '../sightings.ts';
import { DEFENDER_READERS } from './defender.ts';
import { eventTime } from './event-time.ts';
import { POWERSHELL_ENGINE_READERS, POWERSHELL_READERS } from './powershell.ts';
import type { Readers } from './reader.ts';
import {
  TERMINAL_CLIENT_READERS,
  TERMINAL_CONNECTION_READERS,
  TERMINAL_GATEWAY_READERS,
  TERMINAL_SESSION_READERS,
} from './remote-desktop.ts';
import { SECURITY_ACCOUNT_READERS } from './security-account.ts';
import { EVENT_LOG_READERS, FIREWALL_READERS, SECURITY_HOST_READERS } from './security-host.ts';
import { SECURITY_LOGON_READERS } from './security-logon.ts';
import { SECURITY_OBJECT_READERS } from './security-object.ts';
import { SECURITY_PROCESS_READERS } from './security-process.ts';
import {
  SECURITY_SERVICE_READERS,
  SERVICE_CONTROL_READERS,
  TASK_SCHEDULER_READERS,
} from './services-and-tasks.ts';
import { SYSMON_READERS } from './sysmon.ts';
import { BITS_READERS, DNS_CLIENT_READERS } from './transfers.ts';
import type { WindowsEvent } from './windows-event.ts';
import { windowsLog } from './windows-log.ts';
import { WMI_ACTIVITY_READERS } from './wmi-activity.ts';

const SECURITY_READERS: Readers = {
  ...SECURITY_PROCESS_READERS,
  ...SECURITY_LOGON_READERS,
  ...SECURITY_OBJECT_READERS,
  ...SECURITY_SERVICE_READERS,
  ...SECURITY_ACCOUNT_READERS,
  ...SECURITY_HOST_READERS,
  ...EVENT_LOG_READERS,
};

/**
 * Readers by provider, and by channel for shapes without one. The provider decides: a forwarded
 * event is in a channel of the collector's, and an event's id means something only to its provider.
 */
const READERS: ReadonlyMap<string, Readers> = new Map([
  ['microsoft-windows-sysmon', SYSMON_READERS],
  ['microsoft-windows-sysmon/operational', SYSMON_READERS],
  ['linux-sysmon', SYSMON_READERS],
  ['linux-sysmon/operational', SYSMON_READERS],
  ['microsoft-windows-security-auditing', SECURITY_READERS],
  ['microsoft-windows-eventlog', EVENT_LOG_READERS],
  ['security', SECURITY_READERS],
  ['microsoft-windows-powershell', POWERSHELL_READERS],
  ['microsoft-windows-powershell/operational', POWERSHELL_READERS],
  ['powershellcore', POWERSHELL_READERS],
  ['powershellcore/operational', POWERSHELL_READERS],
  ['powershell', POWERSHELL_ENGINE_READERS],
  ['windows powershell', POWERSHELL_ENGINE_READERS],
  ['service control manager', SERVICE_CONTROL_READERS],
  ['system', { ...EVENT_LOG_READERS, ...SERVICE_CONTROL_READERS }],
  ['microsoft-windows-taskscheduler', TASK_SCHEDULER_READERS],
  ['microsoft-windows-taskscheduler/operational', TASK_SCHEDULER_READERS],
  ['microsoft-windows-wmi-activity', WMI_ACTIVITY_READERS],
  ['microsoft-windows-wmi-activity/operational', WMI_ACTIVITY_READERS],
  ['microsoft-windows-windows defender', DEFENDER_READERS],
  ['microsoft-windows-windows defender/operational', DEFENDER_READERS],
  ['microsoft-windows-windows firewall with advanced security', FIREWALL_READERS],
  ['microsoft-windows-terminalservices-localsessionmanager', TERMINAL_SESSION_READERS],
  ['microsoft-windows-terminalservices-remoteconnectionmanager', TERMINAL_CONNECTION_READERS],
  ['microsoft-windows-terminalservices-clientactivexcore', TERMINAL_CLIENT_READERS],
  ['microsoft-windows-terminalservices-gateway', TERMINAL_GATEWAY_READERS],
  ['microsoft-windows-bits-client', BITS_READERS],
  ['microsoft-windows-dns-client', DNS_CLIENT_READERS],
]);

/** Names as records spell them, so that a name is lowered once and not with each record. */
const byName = new Map<string, Readers | undefined>();

/** Records spell few names; those of an attacker must not fill the memory. */
const MAX_NAMES = 1_000;

/** Longer names of channels are cut where they become part of a rule's name. */
const MAX_CHANNEL_LENGTH = 60;

/** A Windows event, for both of its uses. */
export function recogniseWindowsEvent(event: WindowsEvent, context: ParseContext): Recognised {
  return {
    observe: () => readWindowsEvent(event, context),
    log: () => windowsLog(event),
    origin: () => ({ host: event.computer, time: eventTime(event) }),
  };
}

/** What a Windows event says. */
export function readWindowsEvent(event: WindowsEvent, context: ParseContext): Parsed {
  const { provider, channel, eventId, data } = event;
  const readers = readersOf(provider ?? channel) ?? guessed(event);
  const read = readers?.[eventId];
  if (read === undefined) return ignored(`windows: ${ruleName(channel ?? provider)}: ${eventId}`);
  const time = eventTime(event);
  if (time === undefined) return reject('the event has no time (TimeCreated, UtcTime, @timestamp)');
  const see = new Sightings(time, event.computer ?? context.defaultHost);
  read(see, data, event);
  return { kind: 'observation', observation: see.build() };
}

/** Sysmon's fields name it where a shape keeps neither channel nor provider. */
function guessed({ channel, provider, data }: WindowsEvent): Readers | undefined {
  if (channel !== undefined || provider !== undefined) return undefined;
  return data.UtcTime === undefined ? undefined : SYSMON_READERS;
}

function readersOf(name: string | undefined): Readers | undefined {
  if (name === undefined) return undefined;
  if (byName.has(name)) return byName.get(name);
  const readers = READERS.get(name.toLowerCase());
  if (byName.size < MAX_NAMES) byName.set(name, readers);
  return readers;
}

function ruleName(channel: string | undefined): string {
  return (channel ?? 'no channel').slice(0, MAX_CHANNEL_LENGTH).replace(/[^\w /().-]/g, '?');
}
