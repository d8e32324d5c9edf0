import { portOf } from '../form/address.ts';
import type { Sightings } from '../sightings.ts';

/** `%ASA-4-106023: ` and what it begins; other products of the family write `%FTD-`. */
const HEAD = /%(?:ASA|FTD|PIX)-\d-(\d{6}): /;

/** `outside:100.66.124.24/53` */
const PEER = '\\w{1,40}:([0-9a-f.:]{3,39})/(\\d{1,5})';

const DENIED = new RegExp(`^Deny (\\w{1,10}) src ${PEER}[^:]{0,60} dst ${PEER}`);
const BUILT = new RegExp(
  `^Built (?:inbound|outbound|dynamic) (\\w{1,10}) (?:connection \\d{1,12} for|translation from) ${PEER}.{0,120}? to ${PEER}`,
);

/**
 * Messages of Cisco firewalls about connections (Cisco, "Syslog Messages" of the ASA Series).
 * Undefined for other messages.
 */
export function asaReader(
  message: string,
): ((see: Sightings, message: string) => boolean) | undefined {
  const head = HEAD.exec(message.slice(0, 100));
  if (head === null) return undefined;
  const text = message.slice(head.index + head[0].length, head.index + 600);
  return (see) => {
    const denied = DENIED.exec(text);
    if (denied !== null) {
      see.edge(see.address(denied[2]), 'refused_by', see.asset);
      return true;
    }
    const built = BUILT.exec(text);
    if (built === null) return false;
    const [, protocol, , , server, port] = built;
    const [a, b] = [built[2], built[4]];
    const client = server === b ? a : b;
    see.edge(see.address(client), 'contacted', see.socket(protocol, server, portOf(port)));
    return true;
  };
}
