import { portOf } from '../form/address.ts';
import { PROTOCOL_NAMES } from '../form/protocol.ts';
import type { Sighted, Sightings } from '../sightings.ts';
import type { Reader, Readers } from './reader.ts';
import { realPid, subject } from './security-fields.ts';
import { field } from './windows-event.ts';
import type { EventData } from './windows-event.ts';

/** The message that stands for traffic from outside. */
const INBOUND = '%%14592';

/** 1102, 104: the setting stands for the log, because some shippers leave out by whom it was. */
const readLogCleared: Reader = (see, data, { channel }) => {
  see.edge(see.asset, 'logs_cleared_by', subject(see, data).user);
  see.setting('event log', field(data, 'Channel') ?? channel ?? 'cleared');
};

/** The event log's service stopped or dropped events: a gap, of which only the host is known. */
const readGap: Reader = () => undefined;

const readPolicyChange: Reader = (see, data) => {
  see.edge(see.asset, 'reconfigured_by', subject(see, data).user);
  see.setting('audit policy', field(data, 'SubcategoryGuid') ?? field(data, 'SubcategoryId'));
};

const readFirewallRule: Reader = (see, data) => {
  see.setting('firewall rule', field(data, 'RuleName') ?? field(data, 'SettingType'));
  see.edge(see.asset, 'reconfigured_by', see.user({ sid: field(data, 'ModifyingUser') }));
};

/** 5152 to 5157: the filtering platform let a connection through, or did not. */
const readConnection: Reader = (see, data) => {
  const process = networkProcess(see, data);
  const isInbound = field(data, 'Direction') === INBOUND;
  const [source, destination] = [field(data, 'SourceAddress'), field(data, 'DestAddress')];
  // For inbound traffic Windows writes the local end as the source.
  see.ownAddress(source);
  see.edge(process, isInbound ? 'accepted_from' : 'connected_to', see.address(destination));
  const local = { ip: source, port: portOf(data.SourcePort) };
  const remote = { ip: destination, port: portOf(data.DestPort) };
  const [from, to] = isInbound ? [remote, local] : [local, remote];
  const connection = see.connection({
    protocol: protocol(data),
    sourceIp: from.ip,
    sourcePort: from.port,
    destinationIp: to.ip,
    destinationPort: to.port,
  });
  see.edge(process, 'connections', connection);
};

/** 5158: a port was bound, mostly for one connection that follows; worth no more than the process. */
const readBind: Reader = (see, data) => {
  networkProcess(see, data);
};

const readListen: Reader = (see, data) => {
  const port = portOf(data.SourcePort);
  const socket = see.listener(protocol(data), field(data, 'SourceAddress'), port);
  see.edge(networkProcess(see, data), 'listens_on', socket);
};

/** The event log's own events: Microsoft-Windows-Eventlog, in Security and System. */
export const EVENT_LOG_READERS: Readers = {
  104: readLogCleared,
  1100: readGap,
  1101: readGap,
  1102: readLogCleared,
};

/** Security auditing's events about the host's own settings and its network. */
export const SECURITY_HOST_READERS: Readers = {
  4719: readPolicyChange,
  4739: readPolicyChange,
  4946: readFirewallRule,
  4947: readFirewallRule,
  4948: readFirewallRule,
  4950: readFirewallRule,
  4954: readFirewallRule,
  5025: readGap,
  5152: readConnection,
  5154: readListen,
  5156: readConnection,
  5157: readConnection,
  5158: readBind,
};

/** Microsoft-Windows-Windows Firewall With Advanced Security. */
export const FIREWALL_READERS: Readers = {
  2002: readFirewallRule,
  2003: readFirewallRule,
  2004: readFirewallRule,
  2005: readFirewallRule,
  2006: readFirewallRule,
  2033: readFirewallRule,
};

function networkProcess(see: Sightings, data: EventData): Sighted {
  const pid = realPid(data.ProcessID ?? data.ProcessId);
  return see.process({ pid, image: field(data, 'Application') });
}

function protocol(data: EventData): string | undefined {
  const number = field(data, 'Protocol');
  return number === undefined ? undefined : (PROTOCOL_NAMES[number] ?? number);
}
