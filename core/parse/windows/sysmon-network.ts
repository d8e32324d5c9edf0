import { portOf } from '../form/address.ts';
import type { Reader, Readers } from './reader.ts';
import { seeUser, sysmonProcess } from './sysmon-fields.ts';
import { field } from './windows-event.ts';

/** More answers than this of one look-up are not kept. */
const MAX_ANSWERS = 20;

const readConnect: Reader = (see, data) => {
  const process = sysmonProcess(see, data);
  const sourceIp = field(data, 'SourceIp');
  const destinationIp = field(data, 'DestinationIp');
  const isOutgoing = field(data, 'Initiated')?.toLowerCase() !== 'false';
  const [own, other] = isOutgoing ? [sourceIp, destinationIp] : [destinationIp, sourceIp];
  see.ownAddress(own);
  see.edge(process, isOutgoing ? 'connected_to' : 'accepted_from', see.address(other));
  seeUser(see, data, process);
  const connection = see.connection({
    protocol: field(data, 'Protocol'),
    sourceIp,
    sourcePort: portOf(data.SourcePort),
    destinationIp,
    destinationPort: portOf(data.DestinationPort),
    destinationHostname: field(data, 'DestinationHostname'),
  });
  see.edge(process, 'connections', connection);
};

/** 22: `QueryResults` is `type:  5 cname.example;::ffff:192.0.2.1;`. */
const readQuery: Reader = (see, data) => {
  const process = sysmonProcess(see, data);
  const domain = see.domain(field(data, 'QueryName'));
  if (process === undefined) see.edge(see.asset, 'resolved_domains', domain);
  see.edge(process, 'resolved', domain);
  const answers = field(data, 'QueryResults')?.split(';', MAX_ANSWERS) ?? [];
  for (const answer of answers) see.edge(domain, 'resolves_to', see.address(answer));
};

const readPipe: Reader = (see, data, { eventId }) => {
  const pipe = see.named('pipe', field(data, 'PipeName'));
  see.edge(sysmonProcess(see, data), eventId === 17 ? 'created_pipes' : 'connected_pipes', pipe);
};

/** Sysmon's events about connections, names and pipes (Sysmon documentation, schema 4.90). */
export const SYSMON_NETWORK_READERS: Readers = {
  3: readConnect,
  17: readPipe,
  18: readPipe,
  22: readQuery,
};
