import { portOf } from '../form/address.ts';
import { timeOf } from '../form/epoch.ts';
import { hashOf } from '../form/hash.ts';
import { isJsonObject, listAt, objectAt, textOf } from '../form/json-value.ts';
import type { JsonObject } from '../form/json-value.ts';
import { pidOf } from '../form/pid.ts';
import type { JsonFormat } from '../json-format.ts';
import { observe } from '../observe.ts';
import { ignored } from '../parsed.ts';
import type { Sighted, Sightings } from '../sightings.ts';

/** Addresses kept of one answer. */
const MAX_ANSWERS = 20;

/**
 * Events in the Elastic Common Schema (elastic.co, "ECS field reference"), of any shipper: a
 * process with its parent, files, names, connections, logons. Where a shipper has a format of its
 * own that is known here, that one is read instead.
 */
export const ECS: JsonFormat = {
  name: 'Elastic Common Schema',
  matches: (event) =>
    event['@timestamp'] !== undefined &&
    (isJsonObject(event.event) || isJsonObject(event.process) || isJsonObject(event.ecs)) &&
    ['process', 'file', 'source', 'destination', 'dns', 'user', 'url', 'data'].some((key) =>
      isJsonObject(event[key]),
    ),
  read: (event, context) => {
    const named = objectAt(event, 'host');
    const host =
      textOf(named.hostname) ?? textOf(named.name) ?? textOf(objectAt(event, 'agent').name);
    const process = objectAt(event, 'process');
    const hasAnything = ['process', 'file', 'source', 'destination', 'dns', 'user', 'url'].some(
      (key) => Object.keys(objectAt(event, key)).length > 0,
    );
    if (!hasAnything) return ignored('ecs: nothing that the graph keeps');
    const asset = { host: host ?? context.defaultHost };
    return observe(timeOf(event['@timestamp']) ?? context.time, asset, (see) => {
      const action = textOf(objectAt(event, 'event').action) ?? '';
      const types = listAt(objectAt(event, 'event'), 'type');
      const actor = seeProcess(see, process, types);
      see.edge(actor, 'run_as', seeUser(see, objectAt(event, 'user')));
      const file = objectAt(event, 'file');
      see.edge(actor, fileEdge(types, action), see.file(textOf(file.path)));
      seeNames(see, event, actor);
      seeNetwork(see, event, actor);
      seeLogon(see, event);
    });
  },
};

function seeProcess(see: Sightings, process: JsonObject, types: readonly unknown[]): Sighted {
  const isStart = types.includes('start');
  const node = see.process(
    {
      guid: textOf(process.entity_id),
      pid: pidOf(process.pid),
      image: textOf(process.executable) ?? textOf(process.exe),
      name: textOf(process.name),
    },
    {
      command_line: textOf(process.command_line) ?? textOf(process.title),
      current_directory: textOf(process.working_directory) ?? textOf(process.cwd),
      started_at: timeOf(process.start) ?? (isStart ? see.time : undefined),
      ended_at: types.includes('end') ? see.time : undefined,
    },
  );
  const parent = objectAt(process, 'parent');
  const parentNode = see.process(
    {
      guid: textOf(parent.entity_id),
      pid: pidOf(parent.pid ?? process.ppid),
      image: textOf(parent.executable),
      name: textOf(parent.name),
    },
    { command_line: textOf(parent.command_line) },
  );
  see.edge(parentNode, 'children', node);
  if (isStart) see.edge(node, 'executable', see.file(textOf(process.executable)));
  const hashes = objectAt(process, 'hash');
  const hash = see.hash({
    sha256: hashOf('sha256', textOf(hashes.sha256)),
    sha1: hashOf('sha1', textOf(hashes.sha1)),
    md5: hashOf('md5', textOf(hashes.md5)),
  });
  see.edge(node, 'executable_hash', hash);
  return node;
}

function fileEdge(types: readonly unknown[], action: string): string {
  if (types.includes('creation') || action === 'creation') return 'created_files';
  if (types.includes('deletion') || action === 'deletion') return 'deleted_files';
  if (types.includes('access') || action === 'opened-file') return 'read_files';
  return 'wrote_files';
}

function seeUser(see: Sightings, user: JsonObject): Sighted {
  return see.user({
    name: textOf(user.name) ?? textOf(user.email),
    domain: textOf(user.domain),
    sid: textOf(user.id)?.startsWith('S-1-') === true ? textOf(user.id) : undefined,
  });
}

function seeNames(see: Sightings, event: JsonObject, actor: Sighted): void {
  const dns = objectAt(event, 'dns');
  const domain = see.domain(textOf(objectAt(dns, 'question').name));
  if (actor === undefined) see.edge(see.asset, 'resolved_domains', domain);
  see.edge(actor, 'resolved', domain);
  for (const ip of listAt(dns, 'resolved_ip').slice(0, MAX_ANSWERS)) {
    see.edge(domain, 'resolves_to', see.address(textOf(ip)));
  }
  const url = objectAt(event, 'url');
  see.edge(see.asset, 'fetched', see.url(textOf(url.full) ?? textOf(url.original)));
}

function seeNetwork(see: Sightings, event: JsonObject, actor: Sighted): void {
  const [source, destination] = [objectAt(event, 'source'), objectAt(event, 'destination')];
  const network = objectAt(event, 'network');
  const isIngress =
    textOf(network.direction) === 'ingress' || textOf(network.direction) === 'inbound';
  const other = see.address(textOf(isIngress ? source.ip : destination.ip));
  see.edge(actor, isIngress ? 'accepted_from' : 'connected_to', other);
  const connection = see.connection({
    protocol: textOf(network.transport),
    sourceIp: textOf(source.ip),
    sourcePort: portOf(source.port),
    destinationIp: textOf(destination.ip),
    destinationPort: portOf(destination.port),
    destinationHostname: textOf(destination.domain),
  });
  see.edge(actor, 'connections', connection);
}

function seeLogon(see: Sightings, event: JsonObject): void {
  const meta = objectAt(event, 'event');
  const categories = listAt(meta, 'category');
  if (!categories.includes('authentication') && meta.category !== 'authentication') return;
  const user = seeUser(see, objectAt(event, 'user'));
  const address = see.address(textOf(objectAt(event, 'source').ip));
  const isFailure = textOf(meta.outcome) === 'failure';
  see.edge(user, isFailure ? 'failed_logon_to' : 'authenticated_to', see.asset);
  see.edge(user, 'seen_at', address);
  if (isFailure) see.edge(address, 'refused_by', see.asset);
}
