import { nameTable } from '../form/name-table.ts';
import { portOf } from '../form/address.ts';
import { timeOf } from '../form/epoch.ts';
import { hashOf } from '../form/hash.ts';
import { isJsonObject, textOf } from '../form/json-value.ts';
import type { JsonObject } from '../form/json-value.ts';
import { pidOf } from '../form/pid.ts';
import type { JsonFormat } from '../json-format.ts';
import { observe } from '../observe.ts';
import { ignored } from '../parsed.ts';
import type { Sighted, Sightings } from '../sightings.ts';

/**
 * CrowdStrike's Falcon Data Replicator: processes, names looked up and connections. The sensor's
 * own ids of processes are unique for an agent (`aid`), so the agent goes into them.
 */
export const CROWDSTRIKE: JsonFormat = {
  name: 'CrowdStrike FDR',
  matches: (record) =>
    record.event_simpleName !== undefined ||
    record.fdr_event_type !== undefined ||
    (record.aid !== undefined && (isJsonObject(record.event) || record.cid !== undefined)),
  read: (record, context) => {
    const event = isJsonObject(record.event) ? { ...record, ...record.event } : record;
    const read = READERS[kindOf(event)];
    if (read === undefined) return ignored('crowdstrike: an event without a mapping');
    const agent = textOf(event.aid);
    const host = textOf(event.ComputerName) ?? agent ?? context.defaultHost;
    const asset = { host, aliases: { agent_id: agent } };
    const time =
      timeOf(event.ProcessStartTime) ?? timeOf(event.timestamp) ?? timeOf(event.ContextTimeStamp);
    return observe(time ?? context.receivedAt, asset, (see) => read(see, event));
  },
};

type Reader = (see: Sightings, event: JsonObject) => void;

function readProcess(see: Sightings, event: JsonObject): void {
  const image = textOf(event.ImageFileName);
  const process = see.process(
    { guid: sensorId(event, event.TargetProcessId), pid: pidOf(event.RawProcessId), image },
    {
      command_line: textOf(event.CommandLine),
      started_at: timeOf(event.ProcessStartTime),
      ended_at: timeOf(event.ProcessEndTime),
    },
  );
  const parent = see.process({
    guid: sensorId(event, event.ParentProcessId),
    name: textOf(event.ParentBaseFileName),
  });
  see.edge(parent, 'children', process);
  see.edge(process, 'executable', see.file(image));
  const user = see.user({ name: textOf(event.UserName), sid: textOf(event.UserSid) });
  see.edge(process, 'run_as', user);
  const hash = see.hash({
    sha256: hashOf('sha256', textOf(event.SHA256HashData)),
    sha1: hashOf('sha1', textOf(event.SHA1HashData)),
    md5: hashOf('md5', textOf(event.MD5HashData)),
  });
  see.edge(process, 'executable_hash', hash);
}

function readEnd(see: Sightings, event: JsonObject): void {
  const guid = sensorId(event, event.TargetProcessId);
  see.process({ guid, pid: pidOf(event.RawProcessId) }, { ended_at: see.time });
}

function readDns(see: Sightings, event: JsonObject): void {
  const domain = see.domain(textOf(event.DomainName));
  const process = contextProcess(see, event);
  if (process === undefined) see.edge(see.asset, 'resolved_domains', domain);
  see.edge(process, 'resolved', domain);
}

function readConnection(see: Sightings, event: JsonObject): void {
  const process = contextProcess(see, event);
  const remote = textOf(event.RemoteAddressIP4) ?? textOf(event.RemoteAddressIP6);
  const local = textOf(event.LocalAddressIP4) ?? textOf(event.LocalAddressIP6);
  see.edge(process, 'connected_to', see.address(remote));
  see.ownAddress(local);
  const connection = see.connection({
    protocol: textOf(event.Protocol) === '17' ? 'udp' : 'tcp',
    sourceIp: local,
    sourcePort: portOf(event.LocalPort),
    destinationIp: remote,
    destinationPort: portOf(event.RemotePort),
  });
  see.edge(process, 'connections', connection);
}

const READERS = nameTable<Reader>({
  DnsRequest: readDns,
  EndOfProcess: readEnd,
  NetworkConnectIP4: readConnection,
  NetworkConnectIP6: readConnection,
  ProcessRollup2: readProcess,
  SyntheticProcessRollup2: readProcess,
});

/** What an event is: by its name, or in redacted ones by its fields. */
function kindOf(event: JsonObject): string {
  const name = textOf(event.event_simpleName) ?? textOf(event.fdr_event_type);
  if (name !== undefined && READERS[name] !== undefined) return name;
  if (event.DomainName !== undefined) return 'DnsRequest';
  return event.ImageFileName !== undefined && event.CommandLine !== undefined
    ? 'ProcessRollup2'
    : '';
}

function contextProcess(see: Sightings, event: JsonObject): Sighted {
  const guid = sensorId(event, event.ContextProcessId);
  return guid === undefined ? undefined : see.process({ guid });
}

function sensorId(event: JsonObject, id: unknown): string | undefined {
  const text = textOf(id);
  if (text === undefined || text === '0') return undefined;
  return `${textOf(event.aid) ?? ''}:${text}`;
}
