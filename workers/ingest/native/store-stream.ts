import type { ContentEncoding } from '../../content-encoding.ts';
import type { TokenOwner } from '../../d1/sources.ts';
import { toHex } from '../../hex.ts';
import { admissionMeters, admit, orBusy, register } from '../accept.ts';
import type { Accepted } from '../accept.ts';
import { uploadKey } from '../limits.ts';
import { checkContent } from './content-check.ts';
import { MAX_STREAMED_CONTENT_BYTES } from './limits.ts';
import { objectWriter } from './object-writer.ts';
import type { StreamedBody } from './read-start.ts';

interface StreamOptions {
  /** What of the body was counted before. */
  readonly admittedBytes?: number;
  /** What it may unpack to. */
  readonly maxContentBytes?: number;
}

/**
 * Stores a large body while it comes, and holds no more than a chunk of it. An object's name must be
 * known before its first byte, and the hash only is after the last: so the object has a name of its
 * own, and the hash decides in D1 whether the upload is new. If it is not, or if the body breaks off
 * or turns out to be unreadable, the object goes, which costs nothing.
 */
export async function storeStream(
  env: Env,
  owner: TokenOwner,
  encoding: ContentEncoding,
  { length, chunks }: StreamedBody,
  { admittedBytes = 0, maxContentBytes = MAX_STREAMED_CONTENT_BYTES }: StreamOptions = {},
): Promise<Accepted> {
  const declared = Math.max(0, (length ?? 0) - admittedBytes);
  const { sequence, rowsWritten } = await admit(env, owner, declared);
  const object = `stream/${crypto.randomUUID()}`;
  const key = uploadKey(owner.tenant, object);
  const writer = await objectWriter(env.UPLOADS, key, length, admissionMeters(rowsWritten));
  const check = checkContent(encoding, maxContentBytes);
  const digest = new crypto.DigestStream('SHA-256');
  digest.digest.catch(() => undefined); // Of a digest that is abandoned.
  const hasher = digest.getWriter();
  try {
    await hasher.write(new TextEncoder().encode(`${encoding}\n`));
    let bytes = 0;
    for await (const chunk of chunks) {
      bytes += chunk.length;
      await check.write(chunk);
      await hasher.write(chunk);
      await writer.write(chunk);
    }
    const contentBytes = await check.end();
    await hasher.close();
    // What is uncompressed counts; how much that is, is only known now.
    const uncounted = contentBytes - Math.max(length ?? 0, admittedBytes);
    if (uncounted > 0) await admit(env, owner, uncounted);
    await writer.close();
    const hash = toHex(new Uint8Array(await digest.digest));
    const stored = { hash, object, form: 'body', encoding, bytes } as const;
    const accepted = await orBusy(owner.tenant, owner.sourceId, () => register(env, owner, stored));
    if (accepted.duplicate) await env.UPLOADS.delete(key);
    return { ...accepted, sequence };
  } catch (error) {
    check.abandon();
    await hasher.abort(error).catch(() => undefined); // It may be closed already.
    await writer.abort(error);
    throw error;
  }
}
