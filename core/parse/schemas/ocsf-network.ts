import { portOf } from '../form/address.ts';
import { isJsonObject, listAt, numberOf, objectAt, textOf } from '../form/json-value.ts';
import type { JsonObject } from '../form/json-value.ts';
import { PROTOCOL_NAMES } from '../form/protocol.ts';
import type { Sightings } from '../sightings.ts';
import { seeOcsfProcess } from './ocsf-system.ts';

const MAX_ANSWERS = 20;

/** What a network activity says: a connection, a name looked up, a URL, by a process where known. */
export function seeOcsfNetwork(see: Sightings, event: JsonObject): void {
  const actor = seeOcsfProcess(see, objectAt(objectAt(event, 'actor'), 'process'));
  const [from, to] = [objectAt(event, 'src_endpoint'), objectAt(event, 'dst_endpoint')];
  const connection = see.connection({
    protocol: protocolOf(objectAt(event, 'connection_info')),
    sourceIp: textOf(from.ip),
    sourcePort: portOf(from.port),
    destinationIp: textOf(to.ip),
    destinationPort: portOf(to.port),
    destinationHostname: textOf(to.hostname),
  });
  see.edge(actor, 'connections', connection);
  see.edge(actor, 'connected_to', see.address(textOf(to.ip)));
  const source = see.address(textOf(from.ip));
  const domain = see.domain(textOf(objectAt(event, 'query').hostname));
  see.edge(source, 'asked_for', domain);
  see.edge(actor, 'resolved', domain);
  for (const answer of listAt(event, 'answers').filter(isJsonObject).slice(0, MAX_ANSWERS)) {
    see.edge(domain, 'resolves_to', see.address(textOf(answer.rdata)));
  }
  const url = objectAt(objectAt(event, 'http_request'), 'url');
  const host = textOf(url.hostname);
  const text = textOf(url.url_string) ?? (host && `http://${host}${textOf(url.path) ?? '/'}`);
  see.edge(source, 'fetched_urls', see.url(text));
  see.edge(connection, 'reached_domain', see.domain(host ?? textOf(objectAt(event, 'tls').sni)));
  const sender = see.cloudUser(textOf(objectAt(event, 'email').from));
  see.edge(sender, 'seen_at', source);
}

function protocolOf(info: JsonObject): string | undefined {
  const number = numberOf(info.protocol_num);
  return (
    textOf(info.protocol_name)?.toLowerCase() ??
    (number === undefined ? undefined : PROTOCOL_NAMES[String(number)])
  );
}
