import type { Value } from '../graph/fact.ts';
import { fullHostName, hostKey, shortHostName } from '../graph/host-name.ts';
import { ObservationBuilder } from '../graph/observation.ts';
import type { Observation } from '../graph/observation.ts';
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

const hostNames = remembering(REMEMBERED_HOSTS, (host) => {
  const ip = addressKey(host);
  if (ip !== undefined) return { key: ip, identity: { ip }, names: { ip } };
  if (INSTANCE_ID.test(host)) {
    return { key: host, identity: { instance_id: host }, names: { instance_id: host } };
  }
  const names = { hostname: shortHostName(host), fqdn: fullHostName(host) };
  return { key: hostKey(host), identity: { hostname: hostKey(host) }, names };
});

/** What else a record calls its host. */
export interface HostAliases {
  /** The id of the agent that watches it. */
  readonly agent_id?: string | undefined;
  readonly instance_id?: string | undefined;
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
  constructor(time: number, host: string, properties: Properties = {}, aliases: HostAliases = {}) {
    const { key, identity, names } = hostNames(host);
    this.time = time;
    this.host = key;
    this.#builder = new ObservationBuilder(time);
    const named = host === aliases.agent_id ? undefined : { identity, names };
    this.#builder.node(
      'asset',
      { ...named?.identity, ...aliases },
      { ...properties, ...named?.names, ...aliases },
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

  process({ guid, pid, image, name }: ProcessParts, properties: Properties = {}): Sighted {
    if (guid === undefined && pid === undefined) return undefined;
    const path = image === undefined ? undefined : plainPath(image);
    return this.#builder.node(
      'process',
      { guid, pid },
      {
        ...properties,
        guid,
        pid,
        image: path,
        name: path === undefined ? name : lastSegment(path),
      },
    );
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
    const path = registryPath(text);
    const identity = { asset: this.host, path: path.toLowerCase() };
    return this.#builder.node('registry_key', identity, { path, data });
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
