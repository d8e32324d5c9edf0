import { nameTable } from '../form/name-table.ts';
import { portOf } from '../form/address.ts';
import { timeOf } from '../form/epoch.ts';
import { textOf } from '../form/json-value.ts';
import type { JsonObject } from '../form/json-value.ts';
import { pidOf } from '../form/pid.ts';
import type { JsonFormat } from '../json-format.ts';
import { observe } from '../observe.ts';
import { ignored } from '../parsed.ts';
import type { Sighted, Sightings } from '../sightings.ts';

type Reader = (see: Sightings, event: JsonObject) => void;

/** Reads an event about a file: who acted is named by fields with a prefix of its own. */
function fileReader(
  edge: string,
  pidKeys: readonly string[],
  nameKey: string,
  boundary?: 'created_at' | 'deleted_at',
): Reader {
  return (see, event) => {
    const pid = pidKeys.map((key) => pidOf(event[key])).find((value) => value !== undefined);
    const process = see.process({ pid, name: textOf(event[nameKey]) });
    const properties = boundary === undefined ? {} : { [boundary]: see.time };
    see.edge(process, edge, see.file(textOf(event.path), properties));
  };
}

const READERS = nameTable<Reader>({
  PROCESS_START: (see, event) => {
    const image = textOf(event.exe);
    const process = see.process(
      { pid: pidOf(event.process_id), image, name: textOf(event.name) },
      { command_line: textOf(event.arguments), started_at: see.time },
    );
    see.edge(see.process({ pid: pidOf(event.parent_process_id) }), 'children', process);
    see.edge(process, 'executable', see.file(image));
  },
  PROCESS_STOP: (see, event) => {
    const parts = { pid: pidOf(event.process_id), name: textOf(event.name) };
    see.process(parts, { ended_at: see.time });
  },
  FILE_CREATE: fileReader(
    'created_files',
    ['creator_process_id'],
    'creator_process_name',
    'created_at',
  ),
  FILE_DELETE: fileReader(
    'deleted_files',
    ['deleter_process_id'],
    'deleter_process_name',
    'deleted_at',
  ),
  FILE_READ: fileReader('read_files', ['reader_process_id'], 'reader_process_name'),
  FILE_WRITE: fileReader('wrote_files', ['writer_pid', 'writer_process_id'], 'writer_process_name'),
  OUTBOUND_TCP: (see, event) => seeConnection(see, event, true),
  INBOUND_TCP: (see, event) => seeConnection(see, event, false),
  PROCESS_PORT_BIND: (see, event) => {
    const process = see.process({ pid: pidOf(event.pid ?? event.process_id) });
    const port = portOf(event.port ?? event.src_port);
    const socket = see.listener(textOf(event.protocol), textOf(event.src_ip_addr), port);
    see.edge(process, 'listens_on', socket);
  },
});

/** Grapl's generic events, as its injected logs and its own agents wrote them. */
export const GRAPL_EVENTS: JsonFormat = {
  name: 'Grapl events',
  matches: (event) => typeof event.eventname === 'string' && event.timestamp !== undefined,
  read: (event, context) => {
    const read = READERS[textOf(event.eventname) ?? ''];
    if (read === undefined) return ignored('grapl: an event without a mapping');
    const host = textOf(event.hostname) ?? textOf(event.src_hostname) ?? textOf(event.dst_hostname);
    return observe(
      timeOf(event.timestamp) ?? context.time,
      { host: host ?? context.defaultHost },
      (see) => read(see, event),
    );
  },
};

/** The host is the source of what goes out and the destination of what comes in. */
function seeConnection(see: Sightings, event: JsonObject, isOutgoing: boolean): void {
  const process: Sighted = see.process({ pid: pidOf(event.pid ?? event.process_id) });
  const [source, destination] = [textOf(event.src_ip_addr), textOf(event.dst_ip_addr)];
  const [own, other] = isOutgoing ? [source, destination] : [destination, source];
  see.ownAddress(own);
  see.edge(process, isOutgoing ? 'connected_to' : 'accepted_from', see.address(other));
  const connection = see.connection({
    protocol: textOf(event.protocol),
    sourceIp: source,
    sourcePort: portOf(event.src_port),
    destinationIp: destination,
    destinationPort: portOf(event.dst_port),
  });
  see.edge(process, 'connections', connection);
}
