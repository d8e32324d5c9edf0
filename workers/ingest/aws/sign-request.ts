import { createHash, createHmac } from 'node:crypto';

/** An access key of AWS. */
export interface AwsAccess {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The SHA-256 of nothing: of a request without a body. */
const EMPTY_HASH = createHash('sha256').update('').digest('hex');

/**
 * The headers of a GET that is signed with Signature Version 4 ("Authenticating Requests: Using the
 * Authorization Header" in Amazon S3's API reference).
 *
 * @param url its path is encoded already, as S3 wants it: each segment once
 * @param headers more headers to sign, in lower case
 */
export function signedHeaders(
  url: URL,
  access: AwsAccess,
  region: string,
  now: Date,
  headers: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const time = now.toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const day = time.slice(0, 8);
  const sent: Record<string, string> = {
    ...headers,
    host: url.host,
    'x-amz-content-sha256': EMPTY_HASH,
    'x-amz-date': time,
  };
  const names = Object.keys(sent).sort();
  const request = [
    'GET',
    url.pathname,
    url.searchParams.toString(),
    ...names.map((name) => `${name}:${sent[name]}`),
    '',
    names.join(';'),
    EMPTY_HASH,
  ].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const hash = createHash('sha256').update(request).digest('hex');
  const toSign = ['AWS4-HMAC-SHA256', time, scope, hash].join('\n');
  const key = [day, region, 's3', 'aws4_request'].reduce<string | Uint8Array>(
    (secret, text) => createHmac('sha256', secret).update(text).digest(),
    `AWS4${access.secretAccessKey}`,
  );
  const signature = createHmac('sha256', key).update(toSign).digest('hex');
  const credential = `Credential=${access.accessKeyId}/${scope}`;
  return {
    ...sent,
    authorization: `AWS4-HMAC-SHA256 ${credential},SignedHeaders=${names.join(';')},Signature=${signature}`,
  };
}
