import { concatenated, tooLarge } from '../read-body.ts';
import { MAX_SMALL_BODY_BYTES, MAX_STREAMED_BYTES, MAX_STREAMED_CONTENT_BYTES } from './limits.ts';

/** A body as it comes. */
export interface StreamedBody {
  /** Its length, if it is declared. */
  readonly length: number | undefined;
  /** Can be read once. Throws the fault of a body over the limit, and when the sender goes away. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** A body that was read whole, or the stream of one that is too large for it. */
export type BodyStart =
  | { readonly body: Uint8Array; readonly rest?: undefined }
  | { readonly rest: StreamedBody };

/** Reads the start of a body: all of a small one. Throws the fault of one over the limit. */
export async function readStart(source: StreamedBody): Promise<BodyStart> {
  const { length } = source;
  if (length !== undefined && length > MAX_STREAMED_BYTES) throw overLimit();
  const chunks = source.chunks[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  let size = 0;
  while (size <= MAX_SMALL_BODY_BYTES) {
    const next = await chunks.next();
    if (next.done === true) return { body: concatenated(held, size) };
    const chunk = next.value;
    held.push(chunk);
    size += chunk.length;
  }
  return { rest: { length, chunks: continued(held, size, chunks) } };
}

async function* continued(
  held: Uint8Array[],
  heldBytes: number,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let size = heldBytes;
  for (let chunk = held.shift(); chunk !== undefined; chunk = held.shift()) yield chunk;
  for (;;) {
    const next = await rest.next();
    if (next.done === true) return;
    const chunk = next.value;
    size += chunk.length;
    if (size > MAX_STREAMED_BYTES) throw overLimit();
    yield chunk;
  }
}

function overLimit() {
  return tooLarge(MAX_STREAMED_BYTES, MAX_STREAMED_CONTENT_BYTES);
}
