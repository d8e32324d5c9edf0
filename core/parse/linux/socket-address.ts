/** Where a socket leads: an address and a port. */
export interface SocketAddress {
  readonly ip: string;
  readonly port: number;
}

const FAMILY_LOCAL = 1;
const SLASH = 0x2f;
const FAMILY_V4 = 2;
const FAMILY_V6 = 10;

/**
 * Reads a `struct sockaddr` of an internet family, in hexadecimal or, as Laurel writes it, with
 * unprintable bytes as `%02`. The family is in the host's byte order, either of which is taken.
 */
export function socketAddress(saddr: string | undefined): SocketAddress | undefined {
  if (saddr === undefined) return undefined;
  const bytes = bytesOf(saddr);
  if (bytes === undefined || bytes.length < 8) return undefined;
  const family = (bytes[0] ?? 0) === 0 ? bytes[1] : bytes[0];
  const port = (bytes[2] ?? 0) * 256 + (bytes[3] ?? 0);
  if (family === FAMILY_V4) return { ip: bytes.slice(4, 8).join('.'), port };
  if (family !== FAMILY_V6 || bytes.length < 24) return undefined;
  const groups: string[] = [];
  for (let index = 8; index < 24; index += 2) {
    groups.push(((bytes[index] ?? 0) * 256 + (bytes[index + 1] ?? 0)).toString(16));
  }
  return { ip: groups.join(':'), port };
}

/**
 * The path in a `struct sockaddr` of the local family; undefined for others, and for sockets
 * without a path in the file system.
 */
export function socketPath(saddr: string | undefined): string | undefined {
  const bytes = saddr === undefined ? undefined : bytesOf(saddr);
  if (bytes === undefined || bytes.length < 4) return undefined;
  const family = (bytes[0] ?? 0) === 0 ? bytes[1] : bytes[0];
  if (family !== FAMILY_LOCAL || bytes[2] !== SLASH) return undefined;
  const end = bytes.indexOf(0, 2);
  const path = Uint8Array.from(bytes.slice(2, end < 0 ? undefined : end));
  return new TextDecoder().decode(path);
}

function bytesOf(text: string): number[] | undefined {
  if (text.length > 512) return undefined;
  if (/^(?:[0-9A-Fa-f]{2})+$/.test(text)) {
    return (text.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
  }
  if (!text.includes('%')) return undefined;
  const bytes: number[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const pair = text[index] === '%' ? text.slice(index + 1, index + 3) : '';
    if (/^[0-9A-Fa-f]{2}$/.test(pair)) {
      bytes.push(Number.parseInt(pair, 16));
      index += 2;
    } else {
      bytes.push(text.charCodeAt(index) & 0xff);
    }
  }
  return bytes;
}
