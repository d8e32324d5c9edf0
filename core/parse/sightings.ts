import type { Value } from '../graph/fact.ts';
import { fullHostName, hostKey, shortHostName } from '../graph/host-name.ts';
import { ObservationBuilder } from '../graph/observation.ts';
import type { NodeSighting, Observation } from '../graph/observation.ts';
import { hostAccount } from './form/account.ts';
import type { Account, AccountParts } from './form/account.ts';
import { addressKey } from './form/address.ts';
import { domainKey, urlKey } from './form/domain.ts';
import { digestOf } from './form/hash.ts';
import type { Hashes } from './form/hash.ts';
import { lastSegment, pathKey, plainPath } from './form/path.ts';
import { remembering } from './form/recent.ts';
import { registryPath } from './form/registry-path.ts';

/** A sighted node's index in its observation; undefined when the record names no such node. */
export type Sighted = number | undefined;

type Properties = Readonly<Record<string, Value | undefined>>;

const NOTHING: Properties = {};
const NO_ALIASES: HostAliases = {};

/** A process as a record describes it: what is missing is not known. */
export interface ProcessParts {
  /** The sensor's own id of it. */
  readonly guid?: string | undefined;
  readonly pid?: number | undefined;
  /** The path of its program. */
  readonly image?: string | undefined;
  /** Its program's name, where the path is not known. */
  readonly name?: string | undefined;
}

/** Both ends of a transport connection. */
export interface ConnectionParts {
  readonly protocol: string | undefined;
  readonly sourceIp: string | undefined;
  readonly sourcePort: number | undefined;
  readonly destinationIp: string | undefined;
  readonly destinationPort: number | undefined;
  readonly destinationHostname?: string | undefined;
}

/** Types whose identity is the asset and a name. */
type NamedType = 'pipe' | 'service' | 'task' | 'wmi_subscription' | 'share';

/** Longer names are cut: they are for finding things, not for keeping them. */
const MAX_NAME_LENGTH = 1_024;

/** Addresses that mean something on one link only (RFC 3927, RFC 4291 2.5.6). */
const LINK_LOCAL = /^(?:169\.254\.|fe[89ab])/;

/** Hosts whose names are remembered: more than one upload ever has. */
const REMEMBERED_HOSTS = 1_000;

/** The id of an instance of EC2, which names the host in some of the cloud's logs. */
const INSTANCE_ID = /^i-[0-9a-f]{8,17}$/;

/** A host's key, and the sighting of it that names it alone. */
interface Host {
  readonly key: string;
  readonly named: NodeSighting;
}

const hostOf = remembering(REMEMBERED_HOSTS, (host): Host => {
  const ip = addressKey(host);
  if (ip !== undefined) return { key: ip, named: sharedAsset({ ip }, { ip }) };
  if (INSTANCE_ID.test(host)) {
    const identity = { instance_id: host };
    return { key: host, named: sharedAsset(identity, identity) };
  }
  const names = { hostname: shortHostName(host), fqdn: fullHostName(host) };
  return { key: hostKey(host), named: sharedAsset({ hostname: hostKey(host) }, names) };
});

function sharedAsset(identity: Properties, properties: Properties): NodeSighting {
  return { type: 'asset', identity, properties, isShared: true };
}

/** Processes and registry keys of which sightings are remembered: what some uploads are about. */
const REMEMBERED_SIGHTINGS = 10_000;

/** Sightings with longer texts are not remembered: together they take some megabytes. */
const MAX_REMEMBERED_LENGTH = 1_000;

/** The last sighting of each process that its sensor names, with what it was made of. */
const processes = new Map<string, { readonly parts: ProcessParts; readonly node: NodeSighting }>();

/**
 * The sighting of a process that its sensor names, of which nothing more is said: the same object
 * as the last time when all is the same. Most records are about a process, and most processes are
 * in many records.
 */
function sharedProcess(guid: string, parts: ProcessParts): NodeSighting {
  const known = processes.get(guid);
  if (
    known !== undefined &&
    known.parts.pid === parts.pid &&
    known.parts.image === parts.image &&
    known.parts.name === parts.name
  ) {
    return known.node;
  }
  if (processes.size >= REMEMBERED_SIGHTINGS) processes.clear();
  const node = { ...processSighting(parts, NOTHING), isShared: true };
  processes.set(guid, { parts, node });
  return node;
}

function processSighting(parts: ProcessParts, properties: Properties): NodeSighting {
  const { guid, pid, image, name } = parts;
  const path = image === undefined ? undefined : plainPath(image);
  return {
    type: 'process',
    identity: { guid, pid },
    properties: {
      ...properties,
      guid,
      pid,
      image: path,
      name: path === undefined ? name : lastSegment(path),
    },
  };
}

/** The last sighting of a registry key by host and path as written, with the data that it had. */
const registryKeys = new Map<string, Map<string, NodeSighting>>();
let registryKeyCount = 0;

/** The sighting of a registry key: the same object as the last time when its data is the same. */
function sharedRegistryKey(host: string, text: string, data: string | undefined): NodeSighting {
  const known = registryKeys.get(host)?.get(text);
  if (known !== undefined && known.properties.data === data) return known;
  registryKeyCount += 1;
  if (registryKeyCount > REMEMBERED_SIGHTINGS) {
    registryKeys.clear();
    registryKeyCount = 1;
  }
  const node = { ...registryKeySighting(host, text, data), isShared: true };
  const ofHost = registryKeys.get(host);
  if (ofHost === undefined) registryKeys.set(host, new Map([[text, node]]));
  else ofHost.set(text, node);
  return node;
}

/** What else a record calls its host. */
export interface HostAliases {
  /** The id of the agent that watches it. */
  readonly agent_id?: string | undefined;
  readonly instance_id?: string | undefined;
}

function registryKeySighting(host: string, text: string, data: string | undefined): NodeSighting {
  const path = registryPath(text);
  const identity = { asset: host, path: path.toLowerCase() };
  return { type: 'registry_key', identity, properties: { path, data } };
}

function isShort(...texts: readonly (string | undefined)[]): boolean {
  let length = 0;
  for (const text of texts) length += text?.length ?? 0;
  return length <= MAX_REMEMBERED_LENGTH;
}

/**
 * Collects what one record says, in the words of the schema: every format's parser speaks through
 * it, so that a thing has one identity whichever format names it. Methods return undefined for
 * what names nothing, and {@link edge} takes that for either end.
 */
export class Sightings {
  /** The record's asset: a host, or a cloud account. */
  readonly asset = 0;
  /** When it happened, ms since 1970. */
  readonly time: number;
  /** The key of the record's host. */
  readonly host: string;
  readonly #builder: ObservationBuilder;

  /**
   * @param time when it happened, ms since 1970
   * @param host the host's name or address as written, or the cloud account; an agent's id when it
   *   is the same as that in `aliases`
   */
  constructor(
    time: number,
    host: string,
    properties: Properties = NOTHING,
    aliases: HostAliases = NO_ALIASES,
  ) {
    const { key, named } = hostOf(host);
    this.time = time;
    this.host = key;
    this.#builder = new ObservationBuilder(time);
    if (properties === NOTHING && aliases === NO_ALIASES) {
      this.#builder.shared(named);
      return;
    }
    const own = host === aliases.agent_id ? undefined : named;
    this.#builder.node(
      'asset',
      { ...own?.identity, ...aliases },
      { ...properties, ...own?.properties, ...aliases },
    );
  }

  /** An address that the host has now. Those of its own link may be other hosts' too. */
  ownAddress(text: string | undefined): void {
    const address = this.address(text);
    this.edge(this.asset, 'addresses', address);
    const ip = addressKey(text);
    if (ip !== undefined && !LINK_LOCAL.test(ip)) this.#builder.alias(this.asset, 'ip', ip);
  }

  edge(from: Sighted, name: string, to: Sighted): void {
    this.#builder.edge(from, name, to);
  }

  build(): Observation {
    return this.#builder.build();
  }

  process(parts: ProcessParts, properties: Properties = NOTHING): Sighted {
    const { guid, pid } = parts;
    if (guid === undefined && pid === undefined) return undefined;
    if (guid !== undefined && properties === NOTHING && isShort(guid, parts.image, parts.name)) {
      return this.#builder.shared(sharedProcess(guid, parts));
    }
    const { type, identity, properties: all } = processSighting(parts, properties);
    return this.#builder.node(type, identity, all);
  }

  file(path: string | undefined, properties: Properties = {}): Sighted {
    if (path === undefined || path === '') return undefined;
    const plain = plainPath(path);
    return this.#builder.node(
      'file',
      { path: pathKey(plain) },
      { ...properties, path: plain, name: lastSegment(plain) },
    );
  }

  hash(hashes: Hashes): Sighted {
    const digest = digestOf(hashes);
    if (digest === undefined) return undefined;
    return this.#builder.node('file_hash', { digest }, { ...hashes });
  }

  /** An account of this host, or of its domain. */
  user(parts: AccountParts): Sighted {
    return this.#account('user', hostAccount(this.host, parts));
  }

  group(parts: AccountParts): Sighted {
    return this.#account('group', hostAccount(this.host, parts));
  }

  /** An account of a cloud, by the name that it has there. */
  cloudUser(name: string | undefined): Sighted {
    if (name === undefined) return undefined;
    return this.#account('user', { key: name.toLowerCase(), shown: name });
  }

  /** A logon session, by its id in either notation. Id 0 is the session of nobody. */
  session(logonId: string | undefined, properties: Properties = {}): Sighted {
    const id = logonIdKey(logonId);
    if (id === undefined) return undefined;
    return this.#builder.node('logon_session', { logon_id: id }, { ...properties, logon_id: id });
  }

  address(text: string | undefined): Sighted {
    const ip = addressKey(text);
    return ip === undefined ? undefined : this.#builder.node('address', { ip }, { ip });
  }

  socket(
    protocol: string | undefined,
    text: string | undefined,
    port: number | undefined,
  ): Sighted {
    const ip = addressKey(text);
    if (ip === undefined || port === undefined) return undefined;
    const identity = { protocol: protocol?.toLowerCase() ?? '', ip, port };
    return this.#builder.node('socket', identity, identity);
  }

  /** A socket of this host; one that is bound to all its addresses goes by the host's name. */
  listener(
    protocol: string | undefined,
    text: string | undefined,
    port: number | undefined,
  ): Sighted {
    if (port === undefined || port === 0) return undefined;
    const ip = addressKey(text) ?? this.host;
    const identity = { protocol: protocol?.toLowerCase() ?? '', ip, port };
    return this.#builder.node('socket', identity, identity);
  }

  /** A setting of this host, such as a firewall rule. */
  setting(kind: string, name: string | undefined): Sighted {
    if (name === undefined) return undefined;
    const setting = this.resource(`${this.host}: ${kind}: ${name}`, kind);
    this.edge(this.asset, 'configured', setting);
    return setting;
  }

  /** A connection, joined to its two addresses. */
  connection(parts: ConnectionParts): Sighted {
    const ips = [addressKey(parts.sourceIp), addressKey(parts.destinationIp)] as const;
    const { sourcePort, destinationPort } = parts;
    if (ips[0] === undefined || ips[1] === undefined) return undefined;
    if (sourcePort === undefined || destinationPort === undefined) return undefined;
    const identity = {
      protocol: parts.protocol?.toLowerCase() ?? '',
      source_ip: ips[0],
      source_port: sourcePort,
      destination_ip: ips[1],
      destination_port: destinationPort,
    };
    const connection = this.#builder.node('connection', identity, {
      ...identity,
      destination_hostname: parts.destinationHostname,
    });
    this.edge(connection, 'source', this.address(parts.sourceIp));
    this.edge(connection, 'destination', this.address(parts.destinationIp));
    return connection;
  }

  domain(text: string | undefined): Sighted {
    const name = domainKey(text);
    return name === undefined ? undefined : this.#builder.node('domain', { name }, { name });
  }

  /** A URL, joined to its host's name. */
  url(text: string | undefined): Sighted {
    const key = urlKey(text);
    if (key === undefined) return undefined;
    const url = this.#builder.node('url', { url: key.url }, { url: key.url });
    this.edge(url, 'url_host', this.domain(key.host));
    return url;
  }

  registryKey(text: string | undefined, data?: string): Sighted {
    if (text === undefined) return undefined;
    if (isShort(this.host, text, data)) {
      return this.#builder.shared(sharedRegistryKey(this.host, text, data));
    }
    const { type, identity, properties } = registryKeySighting(this.host, text, data);
    return this.#builder.node(type, identity, properties);
  }

  /** Something of this host that a name is enough for. */
  named(type: NamedType, text: string | undefined, properties: Properties = {}): Sighted {
    if (text === undefined || text === '') return undefined;
    const name = text.slice(0, MAX_NAME_LENGTH);
    const identity = { asset: this.host, name: name.toLowerCase() };
    return this.#builder.node(type, identity, { ...properties, name });
  }

  script(id: string | undefined, properties: Properties): Sighted {
    if (id === undefined) return undefined;
    return this.#builder.node('script', { asset: this.host, script_id: id }, properties);
  }

  container(id: string | undefined, properties: Properties = {}): Sighted {
    if (id === undefined) return undefined;
    return this.#builder.node(
      'container',
      { asset: this.host, container_id: id },
      { ...properties, container_id: id },
    );
  }

  finding(id: string | undefined, properties: Properties): Sighted {
    if (id === undefined) return undefined;
    const finding = this.#builder.node(
      'finding',
      { asset: this.host, finding_id: id },
      { ...properties, finding_id: id },
    );
    this.edge(this.asset, 'findings', finding);
    return finding;
  }

  principal(id: string | undefined, properties: Properties = {}): Sighted {
    if (id === undefined) return undefined;
    return this.#builder.node('principal', { principal: id }, { ...properties, principal: id });
  }

  role(arn: string | undefined): Sighted {
    return arn === undefined ? undefined : this.#builder.node('role', { arn }, { arn });
  }

  accessKey(id: string | undefined): Sighted {
    if (id === undefined) return undefined;
    return this.#builder.node('access_key', { key_id: id }, { key_id: id });
  }

  resource(id: string | undefined, kind?: string): Sighted {
    if (id === undefined || id === '') return undefined;
    const resource = id.slice(0, MAX_NAME_LENGTH);
    return this.#builder.node('resource', { resource }, { resource, kind });
  }

  apiCall(api: string | undefined, operation: string | undefined): Sighted {
    if (api === undefined || operation === undefined) return undefined;
    const call = this.#builder.node(
      'api_call',
      { asset: this.host, api, operation },
      { api, operation },
    );
    this.edge(this.asset, 'operations', call);
    return call;
  }

  #account(type: 'user' | 'group', account: Account | undefined): Sighted {
    if (account === undefined) return undefined;
    const { key, shown, sid, alias } = account;
    return this.#builder.node(type, { account: key, sid: alias }, { account: shown, sid });
  }
}

/** A logon id without leading zeros; undefined for 0, the session of nobody. */
function logonIdKey(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const id = text.toLowerCase().replace(/^0x0*/, '0x');
  return id === '0x' || id === '0' || id === '' ? undefined : id.slice(0, 40);
}
