/** The URL, when it is one of the public internet; undefined otherwise. */
export function publicUrl(text: string): URL | undefined {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return undefined; // Not a URL.
  }
  const { protocol, hostname, username, password, port } = url;
  if (protocol !== 'https:' || username !== '' || password !== '') return undefined;
  if (port !== '') return undefined;
  // The parser writes every spelling of an IPv4 address, such as 0x7f.1, as four decimal numbers.
  const isAddress = hostname.startsWith('[') || /^[\d.]+$/.test(hostname);
  if (isAddress || !hostname.includes('.')) return undefined;
  return PRIVATE_NAMES.test(hostname) ? undefined : url;
}

/** Names that mean this machine or a network of one's own (RFC 6761, RFC 8375, RFC 9476). */
const PRIVATE_NAMES =
  /(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|private|test|invalid|onion|alt|home\.arpa|in-addr\.arpa|ip6\.arpa)\.?$/i;
