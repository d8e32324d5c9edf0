/** An address as a number: version 4 has 32 bits, version 6 has 128. */
export interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** An address range: all addresses of one size whose value is in [first, last]. */
export interface Network {
  readonly bits: 32 | 128;
  readonly first: bigint;
  readonly last: bigint;
}

/** The longest text of an address with a zone; anything longer is not one. */
const MAX_ADDRESS_CHARS = 64;

/** ::ffff:0:0/96, the version 4 addresses as version 6 writes them (RFC 4291 §2.5.5.2). */
const MAPPED_PREFIX = 0xffffn;

/**
 * Reads an IPv4 or IPv6 address; an IPv4-mapped IPv6 address is the IPv4 address it means.
 * Undefined for anything else.
 */
export function readAddress(text: string): Address | undefined {
  if (text.length > MAX_ADDRESS_CHARS || text.length < 2) return undefined;
  if (!text.includes(':')) {
    const value = readVersion4(text);
    return value === undefined ? undefined : { bits: 32, value };
  }
  const zone = text.indexOf('%');
  const value = readVersion6(zone < 0 ? text : text.slice(0, zone));
  if (value === undefined) return undefined;
  return value >> 32n === MAPPED_PREFIX
    ? { bits: 32, value: value & 0xffffffffn }
    : { bits: 128, value };
}

/** Reads `address/prefix`, or one address. Bits behind the prefix are ignored. */
export function readNetwork(text: string): Network | undefined {
  const slash = text.indexOf('/');
  const address = readAddress(slash < 0 ? text : text.slice(0, slash));
  if (address === undefined) return undefined;
  const prefixText = slash < 0 ? String(address.bits) : text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(prefixText)) return undefined;
  const prefix = Number(prefixText);
  if (prefix > address.bits) return undefined;
  const host = BigInt(address.bits - prefix);
  const first = (address.value >> host) << host;
  return { bits: address.bits, first, last: first | ((1n << host) - 1n) };
}

/** Whether an address is in a network. Version 4 addresses are in no version 6 network. */
export function inNetwork(address: Address, network: Network): boolean {
  return (
    address.bits === network.bits && address.value >= network.first && address.value <= network.last
  );
}

function readVersion4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0;
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return undefined;
    value = value * 256 + Number(part);
  }
  return BigInt(value);
}

function readVersion6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = groupsOf(halves[0] ?? '');
  const tail = groupsOf(halves[1] ?? '');
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => 0), ...tail];
  return groups.reduce((value, group) => (value << 16n) | BigInt(group), 0n);
}

function groupsOf(text: string): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16));
    else {
      const value = index === parts.length - 1 ? readVersion4(part) : undefined;
      if (value === undefined) return undefined;
      groups.push(Number(value >> 16n), Number(value & 0xffffn));
    }
  }
  return groups;
}
