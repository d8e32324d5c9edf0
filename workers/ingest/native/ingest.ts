import type { IngestAnswer } from '../../../core/contract/sources.ts';
import { authenticate } from '../authenticate.ts';
import { credentialOf } from '../credentials.ts';
import { encodingOf } from '../read-body.ts';
import { withProblems } from './problem.ts';
import type { StreamedBody } from './read-start.ts';
import { takeBody } from './take-body.ts';

/**
 * The service's own way in: any records as the body, in any form and encoding. Small bodies share an
 * upload with others; `?upload=own` gives one an upload of its own.
 */
export async function ingest(request: Request, env: Env): Promise<IngestAnswer> {
  return await withProblems(async () => {
    const owner = await authenticate(credentialOf(request.headers.get('authorization')), env);
    const encoding = encodingOf(request);
    const isOwn = new URL(request.url).searchParams.get('upload') === 'own';
    const accepted = await takeBody(env, owner, encoding, bodyOf(request), isOwn);
    const { upload, firstRecord, duplicate } = accepted;
    return { upload, firstRecord, duplicate };
  });
}

/** The body of a request, as it comes. */
export function bodyOf(request: Request): StreamedBody {
  const declared = request.headers.get('content-length');
  return {
    length: declared === null ? undefined : Number(declared),
    chunks: request.body ?? new Blob([]).stream(),
  };
}
