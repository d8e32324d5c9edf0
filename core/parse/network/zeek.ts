import { nameTable } from '../form/name-table.ts';
import { portOf } from '../form/address.ts';
import { timeOf } from '../form/epoch.ts';
import { hashOf } from '../form/hash.ts';
import { numberOf, textOf } from '../form/json-value.ts';
import type { JsonObject } from '../form/json-value.ts';
import type { JsonFormat } from '../json-format.ts';
import { observe } from '../observe.ts';
import { ignored } from '../parsed.ts';
import type { Parsed } from '../parsed.ts';
import type { Sighted, Sightings } from '../sightings.ts';

/** The sensor of records that do not name theirs. */
const SENSOR = 'zeek';

/** Answers kept of one look-up, and hosts of one file. */
const MAX_ANSWERS = 20;

/** Logs about the sensor, about protocol oddities and about certificates: no one's doing. */
const IGNORED: ReadonlySet<string> = new Set([
  'analyzer',
  'capture_loss',
  'dpd',
  'loaded_scripts',
  'ocsp',
  'packet_filter',
  'pe',
  'reporter',
  'stats',
  'telemetry',
  'weird',
  'x509',
]);

type Reader = (see: Sightings, log: JsonObject, connection: Sighted, source: Sighted) => void;

const readDns: Reader = (see, log, _, source) => {
  const domain = see.domain(textOf(log.query));
  see.edge(source, 'asked_for', domain);
  for (const answer of listOf(log.answers)) see.edge(domain, 'resolves_to', see.address(answer));
};

const readHttp: Reader = (see, log, connection, source) => {
  const host = textOf(log.host) ?? textOf(key(log, 'resp_h'));
  see.edge(connection, 'reached_domain', see.domain(host));
  const uri = textOf(log.uri);
  if (host === undefined || uri === undefined) return;
  const isWhole = /^[a-z]+:\/\//i.test(uri);
  see.edge(source, 'fetched_urls', see.url(isWhole ? uri : `http://${host}${uri}`));
};

const readTls: Reader = (see, log, connection) => {
  see.edge(connection, 'reached_domain', see.domain(textOf(log.server_name)));
};

const readFile: Reader = (see, log, connection) => {
  const hash = see.hash({
    sha256: hashOf('sha256', textOf(log.sha256)),
    sha1: hashOf('sha1', textOf(log.sha1)),
    md5: hashOf('md5', textOf(log.md5)),
  });
  see.edge(connection, 'carried', hash);
};

/** `\\host\share` and a name on it, as a URL of the server message block protocol. */
const readSmb: Reader = (see, log, _, source) => {
  const share = textOf(log.path)?.replace(/^\\\\/, '').replaceAll('\\', '/');
  const name = textOf(log.name)?.replaceAll('\\', '/');
  if (share === undefined) return;
  const path = name === undefined || name === '<share_root>' ? share : `${share}/${name}`;
  see.edge(source, 'fetched_urls', see.url(`smb://${path}`));
};

const readRpc: Reader = (see, log, _, source) => {
  const [endpoint, operation] = [textOf(log.endpoint), textOf(log.operation)];
  if (endpoint === undefined || operation === undefined) return;
  const host = textOf(key(log, 'resp_h')) ?? '';
  see.edge(source, 'fetched_urls', see.url(`rpc://${host}/${endpoint}/${operation}`));
};

/** `client` is `name/REALM`, `service` is `cifs/host.domain` or `krbtgt/REALM`. */
const readKerberos: Reader = (see, log, _, source) => {
  const [name, realm] = (textOf(log.client) ?? '').split('/', 2);
  const user = see.user({ name: name === '' ? undefined : name, domain: realm });
  see.edge(user, 'seen_at', source);
  const service = textOf(log.service)?.split('/', 2)[0];
  if (log.success === false || log.success === 'F') return;
  const account = service === undefined ? undefined : see.user({ name: service, domain: realm });
  if (textOf(log.request_type) === 'TGS') see.edge(user, 'requested_ticket_for', account);
};

const readNtlm: Reader = (see, log, _, source) => {
  const user = see.user({ name: textOf(log.username), domain: textOf(log.domainname) });
  see.edge(user, 'seen_at', source);
};

const readNotice: Reader = (see, log, _, source) => {
  const note = textOf(log.note);
  const [from, to] = [textOf(log.src), textOf(log.dst)];
  const finding = see.finding(
    note === undefined ? undefined : `${note} ${from ?? ''} ${to ?? ''}`,
    {
      title: note,
      kind: textOf(log.msg)?.slice(0, 200),
    },
  );
  see.edge(finding, 'names_address', see.address(from) ?? source);
  see.edge(finding, 'names_address', see.address(to));
};

/** A lease: the name that a host gave itself, at the address that it got. */
const readDhcp: Reader = (see, log) => {
  const domain = see.domain(textOf(log.host_name));
  see.edge(domain, 'resolves_to', see.address(textOf(log.assigned_addr)));
};

const READERS = nameTable<Reader>({
  dce_rpc: readRpc,
  dhcp: readDhcp,
  dns: readDns,
  files: readFile,
  http: readHttp,
  kerberos: readKerberos,
  notice: readNotice,
  ntlm: readNtlm,
  smb_files: readSmb,
  smb_mapping: readSmb,
  ssl: readTls,
});

/** Keys that only one log has, for files whose records do not name it. */
const TELLING_KEYS: readonly (readonly [key: string, log: string])[] = [
  ['conn_state', 'conn'],
  ['qtype', 'dns'],
  ['query', 'dns'],
  ['trans_depth', 'http'],
  ['server_name', 'ssl'],
  ['cipher', 'ssl'],
  ['share_type', 'smb_mapping'],
  ['assigned_addr', 'dhcp'],
  ['request_type', 'kerberos'],
  ['domainname', 'ntlm'],
  ['endpoint', 'dce_rpc'],
  ['note', 'notice'],
  ['basic_constraints.ca', 'x509'],
  ['certificate.serial', 'x509'],
  ['failure_reason', 'dpd'],
  ['notice', 'weird'],
  ['init', 'packet_filter'],
  ['analyzer_kind', 'analyzer'],
  ['hashAlgorithm', 'ocsp'],
  ['compile_ts', 'pe'],
  ['times_modified', 'smb_files'],
];

/**
 * Zeek's logs as JSON, in the field names of Zeek, of its streaming package (`id_orig_h`) or of
 * tables (docs.zeek.org, "Log Files"). The asset is the sensor: what it sees belongs to addresses.
 */
export const ZEEK: JsonFormat = {
  name: 'Zeek',
  source: (log) => ({ product: 'zeek', service: logName(log) }),
  matches: (log) =>
    log['id.orig_h'] !== undefined ||
    log.id_orig_h !== undefined ||
    ((log['_path'] !== undefined || log['@stream'] !== undefined) && log.ts !== undefined) ||
    (log.ts !== undefined &&
      (log.fuid !== undefined || log.uid !== undefined || log.uids !== undefined)) ||
    (typeof log.ts === 'number' && TELLING_KEYS.some(([name]) => log[name] !== undefined)),
  read: readZeek,
};

function readZeek(log: JsonObject): Parsed {
  const name = logName(log);
  if (IGNORED.has(name)) return ignored(`zeek: ${name}`);
  const host = textOf(log['_system_name']) ?? textOf(log['@system']) ?? SENSOR;
  return observe(timeOf(log.ts), { host }, (see) => {
    const sourceIp = textOf(key(log, 'orig_h'));
    const connection = see.connection({
      protocol: textOf(log.proto) ?? (name === 'dns' || name === 'dhcp' ? 'udp' : 'tcp'),
      sourceIp,
      sourcePort: portOf(numberOf(key(log, 'orig_p'))),
      destinationIp: textOf(key(log, 'resp_h')),
      destinationPort: portOf(numberOf(key(log, 'resp_p'))),
    });
    READERS[name]?.(see, log, connection, see.address(sourceIp));
  });
}

function logName(log: JsonObject): string {
  const named = textOf(log['_path']) ?? textOf(log['@stream']);
  if (named !== undefined) return named.slice(0, 40);
  return TELLING_KEYS.find(([telling]) => log[telling] !== undefined)?.[1] ?? 'conn';
}

/** One of the four fields of a connection's id, in either spelling. */
function key(log: JsonObject, name: 'orig_h' | 'orig_p' | 'resp_h' | 'resp_p'): unknown {
  return log[`id.${name}`] ?? log[`id_${name}`];
}

/** A vector: a list in JSON, separated by commas in a table. */
function listOf(value: unknown): string[] {
  const list = Array.isArray(value) ? value : (textOf(value)?.split(',', MAX_ANSWERS) ?? []);
  return list.slice(0, MAX_ANSWERS).flatMap((item) => textOf(item) ?? []);
}
