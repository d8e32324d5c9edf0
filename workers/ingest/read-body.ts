import { contentEncodingOf, ENCODING_NAMES, readContent } from '../content-encoding.ts';
import type { ContentEncoding } from '../content-encoding.ts';
import { IngestFault } from './ingest-fault.ts';
import { MAX_COMPRESSED_BYTES, MAX_CONTENT_BYTES } from './limits.ts';

/** The encoding that a request names. Throws the fault of one that is not known. */
export function encodingOf(request: Request): ContentEncoding {
  const encoding = contentEncodingOf(request.headers.get('content-encoding') ?? undefined);
  if (encoding !== undefined) return encoding;
  throw new IngestFault('unknown-encoding', `Known are ${ENCODING_NAMES.join(', ')} and none.`);
}

/**
 * The whole content of a request, uncompressed; empty when there is none. Throws the fault of one
 * that is too large or not in its encoding.
 */
export async function readWholeContent(request: Request): Promise<Uint8Array> {
  const encoding = encodingOf(request);
  const most = encoding === '' ? MAX_CONTENT_BYTES : MAX_COMPRESSED_BYTES;
  const body = await readWholeBody(request, most);
  return body.length === 0 ? body : await unpack(body, encoding);
}

/** The content of a body. Throws the fault of one that is not in its encoding, or too large. */
async function unpack(body: Uint8Array, encoding: ContentEncoding): Promise<Uint8Array> {
  const content = await readContent(body, encoding, MAX_CONTENT_BYTES);
  if (content === 'too-large') throw tooLarge(MAX_COMPRESSED_BYTES, MAX_CONTENT_BYTES);
  if (content === 'broken')
    throw new IngestFault('broken-body', `The body is not valid ${encoding}.`);
  return content;
}

/** Reads a body, and stops as soon as it is too large. */
async function readWholeBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  const declared = Number(request.headers.get('content-length') ?? 0);
  if (declared > maxBytes) throw tooLarge(maxBytes, MAX_CONTENT_BYTES);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(maxBytes, MAX_CONTENT_BYTES);
    chunks.push(chunk);
  }
  return concatenated(chunks, size);
}

/** Chunks as one piece. @param size of all of them */
export function concatenated(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const [first] = chunks;
  if (chunks.length === 1 && first !== undefined) return first;
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

export function tooLarge(maxBody: number, maxContent: number): IngestFault {
  return new IngestFault(
    'too-large',
    `A body has at most ${maxBody} bytes, and ${maxContent} uncompressed.`,
  );
}
