import { readContent } from '../../content-encoding.ts';
import type { ContentEncoding } from '../../content-encoding.ts';
import type { TokenOwner } from '../../d1/sources.ts';
import { acceptPart, storeBody } from '../accept.ts';
import type { Accepted } from '../accept.ts';
import { IngestFault } from '../ingest-fault.ts';
import { MAX_INBOX_BYTES } from '../limits.ts';
import { MAX_SMALL_CONTENT_BYTES } from './limits.ts';
import { readStart } from './read-start.ts';
import type { StreamedBody } from './read-start.ts';
import { storeStream } from './store-stream.ts';

/**
 * Takes a body of any size, in the way that suits it: a small one through the inbox, one of up to a
 * mebibyte as an object named by its hash, a larger one as a stream.
 *
 * @param isOwn whether it is to have an upload of its own, however small it is
 */
export async function takeBody(
  env: Env,
  owner: TokenOwner,
  encoding: ContentEncoding,
  source: StreamedBody,
  isOwn = false,
): Promise<Accepted> {
  const start = await readStart(source);
  if (start.rest !== undefined) return await storeStream(env, owner, encoding, start.rest);

  const { body } = start;
  const content = await readContent(body, encoding, MAX_SMALL_CONTENT_BYTES);
  if (typeof content === 'string') {
    // The stream says what is wrong with it, or finds that it is only large.
    const rest = { length: body.length, chunks: oneChunk(body) };
    return await storeStream(env, owner, encoding, rest);
  }
  if (content.length === 0) {
    throw new IngestFault(
      'empty',
      'Send records as the body: JSON, one object a line, or XML events.',
    );
  }
  if (content.length <= MAX_INBOX_BYTES && !isOwn) {
    return await acceptPart(env, owner, { context: {}, bytes: content });
  }
  const contentBytes = content.length;
  return await storeBody(env, owner, { form: 'body', encoding, body, contentBytes });
}

async function* oneChunk(body: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(body);
}
