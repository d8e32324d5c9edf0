import { cutWindow } from '../../core/parse/content-window.ts';
import { splitUpload } from '../../core/parse/parts.ts';
import type { RawRecord } from '../../core/parse/records.ts';
import type { Meters } from '../../core/contract/sources.ts';
import { inboxStub } from '../../durable-objects/stubs.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { decodeChunks } from '../content-encoding.ts';
import type { StoredUpload } from '../d1/uploads.ts';
import { uploadKey } from '../ingest/limits.ts';
import { concatenated } from '../ingest/read-body.ts';

/**
 * Content is read at most so much at a time: with the facts that are in it, it must fit into the
 * 128 MB that there are.
 */
const WINDOW_BYTES = 32 * 1_048_576;

/** What of an upload is needed to read its content. */
type StoredObject = Pick<StoredUpload, 'sourceId' | 'object' | 'form' | 'encoding' | 'number'>;

/** What an upload holds, and what taking it cost beside the fixed cost of every upload. */
export interface StoredContent {
  /** The content, uncompressed, in windows that can be read by themselves; can be read once. */
  readonly windows: AsyncIterable<Uint8Array>;
  readonly meters: Partial<Meters>;
}

/**
 * The content of an upload as it was sent, uncompressed. The body was checked before it was taken,
 * so that it is there and readable is an invariant: when it is not, this throws. An upload that an
 * inbox opened, and crashed before anything was answered, has no object and is empty.
 */
export async function openStoredContent(
  env: Env,
  tenant: TenantId,
  upload: StoredObject,
): Promise<StoredContent> {
  const object = await getObject(env, tenant, upload);
  if (object === null) {
    if (isFromInbox(upload)) return { windows: windowsOf(noChunks()), meters: {} };
    throw new Error(`the body of upload ${upload.number} is gone`);
  }
  const meters = JSON.parse(object.customMetadata?.meters ?? '{}') as Partial<Meters>;
  const content = decodeChunks(object.body, upload.encoding);
  return { windows: windowsOf(content, upload.form === 'body'), meters };
}

/** One record of an upload, by its number from 1; undefined when it has fewer. */
export async function findStoredRecord(
  env: Env,
  tenant: TenantId,
  upload: StoredObject,
  number: number,
): Promise<RawRecord | undefined> {
  const { windows } = await openStoredContent(env, tenant, upload);
  let after = 0;
  for await (const window of windows) {
    for (const record of splitUpload(window, upload.form, after)) {
      if (record.number === number) return record;
      after = record.number;
    }
  }
  return undefined;
}

/** Cuts content into windows. Parts are one window: each has its own form. */
async function* windowsOf(
  content: AsyncIterable<Uint8Array>,
  mayBeCut = true,
): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of content) {
    held.push(chunk);
    size += chunk.length;
    if (size < WINDOW_BYTES || !mayBeCut) continue;
    const whole = concatenated(held, size);
    // A record that fills a window is cut, and its pieces are rejected.
    const { at, header } = cutWindow(whole) ?? { at: whole.length, header: new Uint8Array() };
    yield whole.subarray(0, at);
    held = [header, whole.slice(at)];
    size = header.length + whole.length - at;
  }
  if (size > 0) yield concatenated(held, size);
}

// oxlint-disable-next-line require-yield -- It is what an empty object has.
async function* noChunks(): AsyncGenerator<Uint8Array> {}

/** The object of an upload, which an inbox may still have to write. */
async function getObject(
  env: Env,
  tenant: TenantId,
  upload: StoredObject,
): Promise<R2ObjectBody | null> {
  const key = uploadKey(tenant, upload.object);
  const object = await env.UPLOADS.get(key);
  if (object !== null || !isFromInbox(upload)) return object;
  await inboxStub(env, tenant, upload.sourceId).settle(upload.number);
  return await env.UPLOADS.get(key);
}

function isFromInbox({ object }: StoredObject): boolean {
  return object.startsWith('inbox/');
}
