import { portOf } from '../form/address.ts';
import { timeOf } from '../form/epoch.ts';
import { hashOf } from '../form/hash.ts';
import { isJsonObject, listAt, numberOf, objectAt, textOf } from '../form/json-value.ts';
import type { JsonObject } from '../form/json-value.ts';
import { calendarTime } from '../form/named-month-time.ts';
import { pidOf } from '../form/pid.ts';
import { PROTOCOL_NAMES } from '../form/protocol.ts';
import type { JsonFormat } from '../json-format.ts';
import { observe } from '../observe.ts';
import type { AssetParts } from '../observe.ts';
import { ignored } from '../parsed.ts';
import type { Sighted, Sightings } from '../sightings.ts';

/** Rows kept of one snapshot. */
const MAX_ROWS = 10_000;

/** Actions of file events that make a file, end it, and change it. */
const CREATIONS: ReadonlySet<string> = new Set(['CREATED', 'MOVED_TO']);
const DELETIONS: ReadonlySet<string> = new Set(['DELETED', 'MOVED_FROM']);

/** A row, and what the record around it says. */
interface Row {
  readonly columns: JsonObject;
  readonly query: string;
  /** `added`, `removed` or `snapshot`. */
  readonly action: string;
}

/**
 * osquery's results, differential and snapshot (osquery.readthedocs.io, "Logging"). A query's name
 * is its author's choice, so the columns decide what a row says: processes, sockets, file events,
 * open files, users, cron jobs. Rows of other tables are ignored.
 */
export const OSQUERY: JsonFormat = {
  name: 'osquery',
  matches: (record) =>
    typeof record.name === 'string' &&
    (isJsonObject(record.columns) || Array.isArray(record.snapshot)) &&
    (record.hostIdentifier !== undefined ||
      record.action !== undefined ||
      record.unixTime !== undefined),
  read: (record, context) => {
    const query = textOf(record.name) ?? '';
    const action = textOf(record.action) ?? 'snapshot';
    const rows = isJsonObject(record.columns)
      ? [record.columns]
      : listAt(record, 'snapshot').filter(isJsonObject).slice(0, MAX_ROWS);
    const readable = rows.filter((columns) => readerOf(columns) !== undefined);
    if (readable.length === 0) return ignored('osquery: a table without a mapping');
    const asset = assetOf(record, context.defaultHost);
    const time =
      timeOf(eventTime(readable, action)) ??
      timeOf(record.unixTime) ??
      calendarTime(textOf(record.calendarTime) ?? '') ??
      context.receivedAt;
    return observe(time, asset, (see) => {
      for (const columns of readable) readerOf(columns)?.(see, { columns, query, action });
    });
  },
};

/** The form of the ids of hosts that osquery makes or reads from the firmware. */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The host: by name, if its id is told as well, and otherwise by whatever it is identified by. */
function assetOf(record: JsonObject, defaultHost: string): AssetParts {
  const identifier = textOf(record.hostIdentifier);
  const decorations = objectAt(record, 'decorations');
  const id = textOf(decorations.host_uuid) ?? identifier;
  const agentId = id !== undefined && UUID.test(id) ? id : undefined;
  const isNamed = identifier !== undefined && identifier !== agentId;
  const name = isNamed ? identifier : textOf(decorations.hostname);
  return { host: name ?? agentId ?? defaultHost, aliases: { agent_id: agentId } };
}

/** The time of a single event's row; -1 stands for none. */
function eventTime(rows: readonly JsonObject[], action: string): unknown {
  const time = rows.length === 1 && action === 'added' ? numberOf(rows[0]?.time) : undefined;
  return time !== undefined && time > 0 ? time : undefined;
}

type Reader = (see: Sightings, row: Row) => void;

function readerOf(columns: JsonObject): Reader | undefined {
  if (columns.target_path !== undefined) return readFileEvent;
  if (columns.command !== undefined && columns.hour !== undefined) return readCron;
  if (columns.remote_address !== undefined) return readSocket;
  if (columns.port !== undefined && columns.pid !== undefined) return readListener;
  if (columns.fd !== undefined && columns.path !== undefined) return readOpenFile;
  if (columns.uid !== undefined && columns.username !== undefined && columns.pid === undefined)
    return readUser;
  if (columns.pid !== undefined && (columns.path ?? columns.cmdline ?? columns.name) !== undefined)
    return readProcess;
  return undefined;
}

/** Of `processes`, `process_events` and Grapl's pack of the same. */
const readProcess: Reader = (see, { columns, action }) => {
  const isEvent = columns.time !== undefined && action === 'added';
  const started = timeOf(columns.start_time) ?? (isEvent ? see.time : undefined);
  const process = seeProcess(see, columns, {
    command_line: textOf(columns.cmdline),
    current_directory: textOf(columns.cwd),
    started_at: action === 'removed' ? undefined : started,
    ended_at: action === 'removed' ? see.time : undefined,
  });
  const parent = pidOf(columns.parent);
  if (parent !== undefined && parent > 0)
    see.edge(see.process({ pid: parent }), 'children', process);
  see.edge(process, 'executable', see.file(textOf(columns.path)));
  see.edge(process, 'run_as', seeUid(see, columns.uid));
  const hash = hashOf('sha256', textOf(columns.sha256));
  see.edge(process, 'executable_hash', see.hash({ sha256: hash }));
};

const readSocket: Reader = (see, { columns }) => {
  const process = seeProcess(see, columns);
  const remote = textOf(columns.remote_address);
  see.edge(process, 'connected_to', see.address(remote));
  const number = textOf(columns.protocol) ?? '';
  const connection = see.connection({
    protocol: PROTOCOL_NAMES[number] ?? number,
    sourceIp: textOf(columns.local_address),
    sourcePort: portOf(columns.local_port),
    destinationIp: remote,
    destinationPort: portOf(columns.remote_port),
  });
  see.edge(process, 'connections', connection);
};

const readListener: Reader = (see, { columns }) => {
  const number = textOf(columns.protocol) ?? '';
  const protocol = PROTOCOL_NAMES[number] ?? number;
  const socket = see.listener(protocol, textOf(columns.address), portOf(columns.port));
  see.edge(seeProcess(see, columns), 'listens_on', socket);
};

/** A file that a process holds open; the table does not say what for. */
const readOpenFile: Reader = (see, { columns }) => {
  see.edge(seeProcess(see, { pid: columns.pid }), 'read_files', see.file(textOf(columns.path)));
};

const readFileEvent: Reader = (see, { columns }) => {
  const action = textOf(columns.action)?.toUpperCase() ?? '';
  const time = timeOf(columns.time) ?? see.time;
  const file = see.file(textOf(columns.target_path)?.replace(/(.)\/$/, '$1'), {
    created_at: CREATIONS.has(action) ? time : undefined,
    deleted_at: DELETIONS.has(action) ? time : undefined,
  });
  const hash = see.hash({
    sha256: hashOf('sha256', textOf(columns.sha256)),
    sha1: hashOf('sha1', textOf(columns.sha1)),
    md5: hashOf('md5', textOf(columns.md5)),
  });
  see.edge(file, 'content_hash', hash);
};

const readUser: Reader = (see, { columns }) => {
  see.edge(see.user({ name: textOf(columns.username) }), 'authenticated_to', see.asset);
};

const readCron: Reader = (see, { columns }) => {
  const command = textOf(columns.command) ?? '';
  const task = see.named('task', `${textOf(columns.path) ?? 'cron'}: ${command}`.slice(0, 400), {
    command_line: command,
  });
  see.edge(see.asset, 'tasks', task);
};

function seeProcess(
  see: Sightings,
  columns: JsonObject,
  properties: Readonly<Record<string, string | number | undefined>> = {},
): Sighted {
  const path = textOf(columns.path);
  const image = path?.startsWith('/') || path?.includes(':\\') ? path : undefined;
  return see.process({ pid: pidOf(columns.pid), image, name: textOf(columns.name) }, properties);
}

function seeUid(see: Sightings, uid: unknown): Sighted {
  const id = textOf(uid);
  if (id === undefined) return undefined;
  return see.user({ name: id === '0' ? 'root' : `uid ${id}` });
}
