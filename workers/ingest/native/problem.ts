import { ApiError } from '../../errors.ts';
import { IngestFault } from '../ingest-fault.ts';

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

/** Does what may find a fault, and tells it in the words of the service's own way in. */
export async function withProblems<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof IngestFault) throw problemOf(error);
    throw error;
  }
}

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
