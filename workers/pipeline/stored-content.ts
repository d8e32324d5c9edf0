import type { TenantId } from '../../durable-objects/stubs.ts';
import { readContent } from '../content-encoding.ts';
import type { StoredUpload } from '../d1/uploads.ts';
import { MAX_CONTENT_BYTES, uploadKey } from '../ingest/limits.ts';

/**
 * The content of an upload as it was sent, uncompressed. The body was checked before it was taken,
 * so that it is there and readable is an invariant: when it is not, this throws.
 */
export async function readStoredContent(
  env: Env,
  tenant: TenantId,
  upload: Pick<StoredUpload, 'hash' | 'encoding' | 'number'>,
): Promise<Uint8Array> {
  const object = await env.UPLOADS.get(uploadKey(tenant, upload.hash));
  if (object === null) throw new Error(`the body of upload ${upload.number} is gone`);
  const body = new Uint8Array(await object.arrayBuffer());
  const content = await readContent(body, upload.encoding, MAX_CONTENT_BYTES);
  if (typeof content === 'string')
    throw new Error(`the body of upload ${upload.number} is ${content}`);
  return content;
}
