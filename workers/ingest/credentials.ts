/** What a request says of who sends it. */
export type Credential =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'malformed' };

/** Longer ones are none, and are not hashed. */
const MAX_CREDENTIAL_LENGTH = 1_024;

/**
 * The ingest token of an `Authorization` header, in any scheme that a shipper has:
 *
 * - `Bearer TOKEN` (RFC 6750), and `Splunk TOKEN` of the HTTP event collector;
 * - `Basic` with any user and the token as the password (RFC 7617);
 * - `ApiKey` of Elasticsearch, which is base64 of `id:TOKEN`, or the token as it is.
 */
export function credentialOf(authorization: string | null): Credential {
  if (authorization === null || authorization.trim() === '') return { kind: 'missing' };
  const match = /^(bearer|splunk|basic|apikey) +(\S+)$/i.exec(authorization.trim());
  const [, scheme = '', value = ''] = match ?? [];
  if (value === '' || value.length > MAX_CREDENTIAL_LENGTH) return { kind: 'malformed' };
  if (/^(?:bearer|splunk)$/i.test(scheme)) return { kind: 'token', token: value };
  const pair = fromBase64(value);
  if (pair?.includes(':') === true) return passwordOf(pair);
  return scheme.toLowerCase() === 'apikey'
    ? { kind: 'token', token: value }
    : { kind: 'malformed' };
}

/** What follows the colon; a user without a password is the token. */
function passwordOf(pair: string): Credential {
  const colon = pair.indexOf(':');
  const token = pair.slice(colon + 1) || pair.slice(0, colon);
  return token === '' ? { kind: 'missing' } : { kind: 'token', token };
}

function fromBase64(text: string): string | undefined {
  try {
    return atob(text);
  } catch {
    return undefined; // The text is not base64; a key of Elasticsearch may be verbatim.
  }
}
