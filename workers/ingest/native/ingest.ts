import type { IngestAnswer } from '../../../core/contract/sources.ts';
import { ApiError } from '../../errors.ts';
import type { Accepted } from '../accept.ts';
import { authenticate } from '../authenticate.ts';
import { credentialOf } from '../credentials.ts';
import { IngestFault } from '../ingest-fault.ts';
import { encodingOf } from '../read-body.ts';
import { takeBody } from './take-body.ts';

/**
 * The service's own way in: any records as the body, in any form and encoding. Small bodies share an
 * upload with others; `?upload=own` gives one an upload of its own.
 */
export async function ingest(request: Request, env: Env): Promise<IngestAnswer> {
  try {
    const { upload, duplicate, firstRecord } = await take(request, env);
    return { upload, duplicate, firstRecord };
  } catch (error) {
    if (error instanceof IngestFault) throw problemOf(error);
    throw error;
  }
}

async function take(request: Request, env: Env): Promise<Accepted> {
  const owner = await authenticate(credentialOf(request.headers.get('authorization')), env);
  const encoding = encodingOf(request);
  const declared = request.headers.get('content-length');
  const source = {
    length: declared === null ? undefined : Number(declared),
    chunks: request.body ?? new Blob([]).stream(),
  };
  const isOwn = new URL(request.url).searchParams.get('upload') === 'own';
  return await takeBody(env, owner, encoding, source, isOwn);
}

const REALM = 'Bearer realm="grapnel"';

/** Status, code and title of each fault. */
const PROBLEMS = {
  'no-token': [401, 'ingest.no-token', 'The request carries no ingest token.'],
  'malformed-token': [401, 'ingest.no-token', 'The request carries no ingest token.'],
  'unknown-token': [401, 'ingest.unknown-token', 'The ingest token is not known.'],
  'unknown-encoding': [415, 'ingest.unknown-encoding', 'The Content-Encoding is not known.'],
  'broken-body': [400, 'ingest.broken-body', 'The body is not in its Content-Encoding.'],
  empty: [400, 'ingest.empty', 'The request has no records.'],
  'too-large': [413, 'ingest.too-large', 'The upload is too large.'],
  quota: [429, 'ingest.quota', 'The source has sent as much as it may today.'],
  rate: [429, 'ingest.rate', 'The source sends faster than it may.'],
  busy: [503, 'ingest.busy', 'The service cannot take more just now.'],
} as const;

function problemOf({ kind, message, retryAfterSeconds }: IngestFault): ApiError {
  const [status, code, title] = PROBLEMS[kind];
  const headers: Record<string, string> = {};
  if (status === 401) {
    headers['www-authenticate'] =
      kind === 'unknown-token' ? `${REALM}, error="invalid_token"` : REALM;
  }
  if (retryAfterSeconds !== undefined) headers['retry-after'] = String(retryAfterSeconds);
  return new ApiError(status, code, title, { detail: message, headers });
}
