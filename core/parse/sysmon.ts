import { fullHostName, hostKey, shortHostName } from '../graph/host-name.ts';
import { ObservationBuilder } from '../graph/observation.ts';
import { parseTime } from '../graph/time.ts';
import { ignored, reject } from './parsed.ts';
import type { Parsed } from './parsed.ts';
import type { WindowsEvent } from './windows-event.ts';

type Data = Readonly<Record<string, string>>;

/** What one event id says: adds nodes and edges for the record's asset. */
type Reader = (add: ObservationBuilder, data: Data, time: number) => void;

/** A GUID of zeros is no id: Sysmon writes it for a process that it does not know. */
const NO_GUID = '00000000-0000-0000-0000-000000000000';

/** What Sysmon writes for a process that it does not know. */
const NO_IMAGES: ReadonlySet<string> = new Set(['', '-', '<unknown process>']);

/** Names that a Sysmon field gives to nothing. */
const NOTHING: ReadonlySet<string | undefined> = new Set([undefined, '', '-', '?']);

/** The event ids that are understood; Sysmon's documentation names the fields of each. */
const READERS: Readonly<Record<number, Reader>> = {
  1: readProcessCreate,
  3: readNetworkConnect,
  5: readProcessTerminate,
  11: readFileCreate,
};

/** Reads an event of Sysmon, on Windows or Linux. */
export function parseSysmon(event: WindowsEvent): Parsed {
  const read = READERS[event.eventId];
  if (read === undefined) return ignored(`sysmon event ${event.eventId} is not mapped`);
  if (NOTHING.has(event.computer)) return reject('there is no host name (Computer, Hostname)');
  const { UtcTime } = event.data;
  const time = parseTime(UtcTime ?? event.timeCreated ?? '');
  if (time === undefined)
    return reject(`no time in UtcTime: ${UtcTime?.slice(0, 40) ?? 'missing'}`);
  const add = new ObservationBuilder(time);
  const host = event.computer ?? '';
  add.node(
    'asset',
    { hostname: hostKey(host) },
    { hostname: shortHostName(host), fqdn: fullHostName(host) },
  );
  read(add, event.data, time);
  return { kind: 'observation', observation: add.build() };
}

function readProcessCreate(add: ObservationBuilder, data: Data, time: number): void {
  const child = addProcess(add, data, '', {
    command_line: value(data.CommandLine),
    current_directory: value(data.CurrentDirectory),
    integrity_level: value(data.IntegrityLevel),
    original_file_name: value(data.OriginalFileName),
    product: value(data.Product),
    company: value(data.Company),
    started_at: time,
  });
  const parent = addProcess(add, data, 'Parent', { command_line: value(data.ParentCommandLine) });
  add.edge(parent, 'children', child);
  add.edge(child, 'executable', addFile(add, data.Image));
  add.edge(child, 'run_as', addUser(add, data.User));
  add.edge(child, 'executable_hash', addHash(add, data.Hashes));
}

function readNetworkConnect(add: ObservationBuilder, data: Data): void {
  const process = addProcess(add, data, '', {});
  const source = addAddress(add, data.SourceIp);
  const destination = addAddress(add, data.DestinationIp);
  const isOutgoing = data.Initiated?.toLowerCase() !== 'false';
  if (isOutgoing) add.edge(process, 'connected_to', destination);
  else add.edge(process, 'accepted_from', source);
  add.edge(0, 'addresses', isOutgoing ? source : destination);
  add.edge(process, 'run_as', addUser(add, data.User));

  const ports = [Number(data.SourcePort), Number(data.DestinationPort)] as const;
  if (source === undefined || destination === undefined || !ports.every(isPort)) return;
  const endpoints = {
    protocol: data.Protocol?.toLowerCase() ?? '',
    source_ip: addressKey(data.SourceIp),
    source_port: ports[0],
    destination_ip: addressKey(data.DestinationIp),
    destination_port: ports[1],
  };
  const connection = add.node('connection', endpoints, {
    ...endpoints,
    destination_hostname: value(data.DestinationHostname),
  });
  add.edge(process, 'connections', connection);
  add.edge(connection, 'source', source);
  add.edge(connection, 'destination', destination);
}

function readProcessTerminate(add: ObservationBuilder, data: Data, time: number): void {
  addProcess(add, data, '', { ended_at: time });
}

function readFileCreate(add: ObservationBuilder, data: Data): void {
  const process = addProcess(add, data, '', {});
  const createdAt = parseTime(data.CreationUtcTime ?? '');
  add.edge(process, 'created_files', addFile(add, data.TargetFilename, { created_at: createdAt }));
}

/** Adds the process that fields with a prefix describe; undefined when they name none. */
function addProcess(
  add: ObservationBuilder,
  data: Data,
  prefix: '' | 'Parent',
  properties: Readonly<Record<string, string | number | undefined>>,
): number | undefined {
  const guid = guidKey(data[`${prefix}ProcessGuid`]);
  const pidText = data[`${prefix}ProcessId`];
  const pid = pidText !== undefined && /^\d{1,10}$/.test(pidText) ? Number(pidText) : undefined;
  if (guid === undefined && pid === undefined) return undefined;
  const image = data[`${prefix}Image`] ?? '';
  const path = NO_IMAGES.has(unescapeAngles(image)) ? undefined : image;
  return add.node(
    'process',
    { guid, pid },
    { ...properties, guid, pid, image: path, name: path && lastSegment(path) },
  );
}

function addFile(
  add: ObservationBuilder,
  path: string | undefined,
  properties: Readonly<Record<string, number | undefined>> = {},
): number | undefined {
  if (path === undefined || NO_IMAGES.has(unescapeAngles(path))) return undefined;
  const plain = path.replace(/^\\\\\?\\/, '');
  return add.node(
    'file',
    { path: pathKey(plain) },
    { ...properties, path: plain, name: lastSegment(plain) },
  );
}

function addUser(add: ObservationBuilder, account: string | undefined): number | undefined {
  if (account === undefined || NOTHING.has(account)) return undefined;
  return add.node('user', { account: account.toLowerCase() }, { account });
}

/** Adds the image's hash from a field like `MD5=…,SHA256=…,IMPHASH=…`. */
function addHash(add: ObservationBuilder, hashes: string | undefined): number | undefined {
  const sha256 = /(?:^|,)SHA256=([0-9A-Fa-f]{64})(?:,|$)/.exec(hashes ?? '')?.[1]?.toLowerCase();
  if (sha256 === undefined) return undefined;
  const md5 = /(?:^|,)MD5=([0-9A-Fa-f]{32})(?:,|$)/.exec(hashes ?? '')?.[1]?.toLowerCase();
  return add.node('file_hash', { digest: sha256 }, { sha256, md5 });
}

function addAddress(add: ObservationBuilder, ip: string | undefined): number | undefined {
  const key = addressKey(ip);
  return key === undefined ? undefined : add.node('address', { ip: key }, { ip: key });
}

function addressKey(ip: string | undefined): string | undefined {
  const key = ip?.trim().toLowerCase();
  return key !== undefined && /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f:]*:[0-9a-f:.]*)$/.test(key)
    ? key
    : undefined;
}

function guidKey(guid: string | undefined): string | undefined {
  const key = guid?.replace(/[{}]/g, '').toLowerCase();
  if (key === undefined || key === NO_GUID) return undefined;
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(key) ? key : undefined;
}

/** Windows does not tell paths apart by case. */
function pathKey(path: string): string {
  return path.startsWith('/') ? path : path.toLowerCase();
}

function lastSegment(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1);
}

/** Some agents write `&lt;unknown process&gt;` into JSON. */
function unescapeAngles(text: string): string {
  return text.replace('&lt;', '<').replace('&gt;', '>');
}

function value(field: string | undefined): string | undefined {
  return NOTHING.has(field) ? undefined : field;
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 0 && port <= 65_535;
}
