import type { IngestAnswer } from '../../core/contract/sources.ts';
import { contentEncodingOf, decodeContent, ENCODING_NAMES } from '../content-encoding.ts';
import type { ContentEncoding } from '../content-encoding.ts';
import { registerUpload } from '../d1/uploads.ts';
import { ApiError } from '../errors.ts';
import { sha256Hex } from '../hex.ts';
import { MAX_BODY_BYTES, MAX_CONTENT_BYTES, uploadKey } from './limits.ts';
import { authenticate } from './authenticate.ts';

/**
 * Takes an upload: checks the token, the size and the encoding, keeps the body as it came, and
 * queues a pointer to it. Answers only when all of that is durable (law 3). The same bytes sent
 * again are the same upload.
 */
export async function ingest(request: Request, env: Env): Promise<IngestAnswer> {
  const { tenant, sourceId } = await authenticate(request, env);
  const encoding = contentEncodingOf(request.headers.get('content-encoding') ?? undefined);
  if (encoding === undefined) {
    throw new ApiError(415, 'ingest.unknown-encoding', 'The Content-Encoding is not known.', {
      detail: `Known are ${ENCODING_NAMES.join(', ')} and none.`,
    });
  }
  const body = await readBody(request);
  await checkContent(body, encoding);

  const hash = await sha256Hex(encoding, '\n', body);
  await env.UPLOADS.put(uploadKey(tenant, hash), body, { onlyIf: { etagDoesNotMatch: '*' } });
  const { number, isNew, state } = await registerUpload(env.DB, {
    tenant,
    sourceId,
    hash,
    encoding,
    bytes: body.length,
    receivedAt: Date.now(),
  });
  // A repeated request may be the answer to a lost one: what is not done is queued again.
  if (state === 'queued') await env.UPLOAD_QUEUE.send({ tenant, upload: number });
  return { upload: number, duplicate: !isNew };
}

/** Reads the body, and stops as soon as it is too large. */
async function readBody(request: Request): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  const body = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    body.set(chunk, offset);
    offset += chunk.length;
  }
  return body;
}

/** Refuses a body that could not be read later; its content is looked at and let go. */
async function checkContent(body: Uint8Array, encoding: ContentEncoding): Promise<void> {
  const content = decodeContent(body, encoding, MAX_CONTENT_BYTES);
  let size = 0;
  for (;;) {
    const next = await content.next();
    if (next.done !== true) {
      size += next.value.length;
      continue;
    }
    if (next.value === 'too-large') throw tooLarge();
    if (next.value === 'broken') {
      throw new ApiError(400, 'ingest.broken-body', `The body is not valid ${encoding}.`);
    }
    break;
  }
  if (size === 0) {
    throw new ApiError(400, 'ingest.empty', 'The request has no records.', {
      detail: 'Send records as the body: JSON, one object a line, or XML events.',
    });
  }
}

function tooLarge(): ApiError {
  return new ApiError(413, 'ingest.too-large', 'The upload is too large.', {
    detail: `A body has at most ${MAX_BODY_BYTES} bytes, and ${MAX_CONTENT_BYTES} uncompressed.`,
  });
}
