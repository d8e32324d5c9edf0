const V4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const V6 = /^[0-9a-f:]{2,39}$/;
const MAPPED_V4 = '::ffff:';
const GROUPS = 8;

/**
 * The form in which IP addresses are compared: of IPv6 that of RFC 5952, of IPv4 in IPv6 the IPv4
 * address. Undefined for what is no address, and for addresses that mean another host on every
 * host: unspecified and loopback.
 */
export function addressKey(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (V4.test(text)) return v4Key(text);
  let plain = text.trim().toLowerCase();
  if (plain.startsWith('[')) plain = plain.slice(1, plain.indexOf(']'));
  const zone = plain.indexOf('%');
  if (zone >= 0) plain = plain.slice(0, zone);
  if (V4.test(plain)) return v4Key(plain);
  if (plain.startsWith(MAPPED_V4) && V4.test(plain.slice(MAPPED_V4.length))) {
    return v4Key(plain.slice(MAPPED_V4.length));
  }
  return V6.test(plain) && plain.includes(':') ? v6Key(plain) : undefined;
}

/** A port from a number or a text; undefined when it is none. */
export function portOf(value: unknown): number | undefined {
  const port = typeof value === 'string' && value !== '' ? Number(value) : value;
  const isPort = typeof port === 'number' && Number.isInteger(port) && port >= 0 && port <= 65_535;
  return isPort ? port : undefined;
}

function v4Key(text: string): string | undefined {
  const octets = text.split('.').map(Number);
  if (octets.some((octet) => octet > 255) || octets[0] === 127) return undefined;
  return octets.every((octet) => octet === 0) ? undefined : octets.join('.');
}

function v6Key(text: string): string | undefined {
  const [head = '', tail, extra] = text.split('::');
  if (extra !== undefined) return undefined;
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = GROUPS - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const all = [...before, ...Array<string>(tail === undefined ? 0 : missing).fill('0'), ...after];
  if (all.some((group) => group.length === 0 || group.length > 4)) return undefined;
  const groups = all.map((group) => Number.parseInt(group, 16).toString(16));
  const low = groups.slice(0, -1).every((group) => group === '0') ? groups.at(-1) : undefined;
  if (low === '0' || low === '1') return undefined;
  return compress(groups);
}

/** Writes the longest run of zero groups, the first of equals, as `::`. */
function compress(groups: readonly string[]): string {
  let best = { start: 0, length: 1 };
  for (let start = 0; start < groups.length; start += 1) {
    let end = start;
    while (groups[end] === '0') end += 1;
    if (end - start > best.length) best = { start, length: end - start };
  }
  if (best.length < 2) return groups.join(':');
  const head = groups.slice(0, best.start).join(':');
  return `${head}::${groups.slice(best.start + best.length).join(':')}`;
}
