import { Readable } from 'node:stream';
import type { Duplex } from 'node:stream';
import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
} from 'node:zlib';
import { joined } from '../core/graph/runs/bytes.ts';

/** The encodings that an upload may have; the empty name is none. */
const DECODERS = {
  '': undefined,
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
} as const;

export type ContentEncoding = keyof typeof DECODERS;

/** The names of the encodings, for messages. */
export const ENCODING_NAMES: readonly string[] = Object.keys(DECODERS).filter(Boolean);

/** Why a body has no content. */
export type DecodeFault = 'broken' | 'too-large';

/** The encoding that a header names; undefined when it is not known. */
export function contentEncodingOf(header: string | undefined): ContentEncoding | undefined {
  const name = (header ?? '').trim().toLowerCase();
  if (name === 'identity') return '';
  if (name === 'x-gzip') return 'gzip';
  return name in DECODERS ? (name as ContentEncoding) : undefined;
}

/**
 * The chunks of a body's content, as the body's chunks come: neither is held whole. A body that is
 * not in its encoding throws.
 */
export async function* decodeChunks(
  chunks: AsyncIterable<Uint8Array>,
  encoding: ContentEncoding,
): AsyncGenerator<Uint8Array> {
  const makeDecoder = DECODERS[encoding];
  if (makeDecoder === undefined) yield* chunks;
  else yield* Readable.from(chunks).compose(makeDecoder()) as AsyncIterable<Uint8Array>;
}

/** A decoder to write a body into; undefined of the encoding that is none. */
export function decoderOf(encoding: ContentEncoding): Duplex | undefined {
  return DECODERS[encoding]?.();
}

/**
 * The chunks of a body's content. Stops with a fault, instead of throwing, when the body is not in
 * its encoding or its content is larger than allowed: a small body may unpack to any size.
 *
 * @param maxBytes the most that may come out
 */
export async function* decodeContent(
  body: Uint8Array,
  encoding: ContentEncoding,
  maxBytes: number,
): AsyncGenerator<Uint8Array, DecodeFault | undefined> {
  const makeDecoder = DECODERS[encoding];
  if (makeDecoder === undefined) {
    if (body.length > maxBytes) return 'too-large';
    yield body;
    return undefined;
  }
  const decoder = makeDecoder();
  let size = 0;
  try {
    decoder.end(body);
    for await (const chunk of decoder as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > maxBytes) return 'too-large';
      yield chunk;
    }
    return undefined;
  } catch {
    return 'broken'; // Whatever the decoder says of it, the sender must send it again.
  } finally {
    decoder.destroy();
  }
}

/** The whole content of a body, or why there is none. */
export async function readContent(
  body: Uint8Array,
  encoding: ContentEncoding,
  maxBytes: number,
): Promise<Uint8Array | DecodeFault> {
  const chunks: Uint8Array[] = [];
  const content = decodeContent(body, encoding, maxBytes);
  for (;;) {
    const next = await content.next();
    if (next.done === true) return next.value ?? concat(chunks);
    chunks.push(next.value);
  }
}

function concat(chunks: readonly Uint8Array[]): Uint8Array {
  const [first] = chunks;
  return chunks.length === 1 && first !== undefined ? first : joined(chunks);
}
