import type { ContentEncoding } from '../../content-encoding.ts';
import type { AnnouncedObject } from './announced-objects.ts';
import { signedHeaders } from './sign-request.ts';
import type { AwsAccess } from './sign-request.ts';

/** An object's bytes as they come, and how they are compressed. */
export interface ObjectBody {
  readonly encoding: ContentEncoding;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Gets an address with headers; what the platform's fetch does. */
export type GetWith = (url: URL, headers: Record<string, string>) => Promise<Response>;

/** An object that S3 does not give out. */
export class ObjectFault extends Error {
  constructor({ bucket, key }: AnnouncedObject, status: number) {
    super(`S3 answered ${status} for ${key} of ${bucket}`);
    this.name = 'ObjectFault';
  }
}

/** Reads an object of S3. Throws an ObjectFault when S3 does not give it out. */
export async function readObject(
  object: AnnouncedObject,
  access: AwsAccess,
  get: GetWith,
  now: Date,
): Promise<ObjectBody> {
  let response = await ask(object, object.region, access, get, now);
  // A bucket may be in another region than the topic that tells of it.
  const region = response.headers.get('x-amz-bucket-region');
  if (
    !response.ok &&
    region !== null &&
    region !== object.region &&
    /^[a-z0-9-]{3,30}$/.test(region)
  ) {
    response = await ask(object, region, access, get, now);
  }
  if (!response.ok || response.body === null) throw new ObjectFault(object, response.status);
  return await withEncoding(response.body);
}

async function ask(
  { bucket, key }: AnnouncedObject,
  region: string,
  access: AwsAccess,
  get: GetWith,
  now: Date,
): Promise<Response> {
  const path = [bucket, ...key.split('/')].map(encodeSegment).join('/');
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const url = new URL(`https://s3.${region}.${domain}/${path}`);
  const { host: _, ...headers } = signedHeaders(url, access, region, now);
  return await get(url, headers);
}

/** S3 wants every byte encoded but for letters, digits and `-._~`. */
function encodeSegment(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Told by the first bytes, because the platform unpacks what S3 says is compressed. */
async function withEncoding(body: ReadableStream<Uint8Array>): Promise<ObjectBody> {
  const chunks = body[Symbol.asyncIterator]();
  const first = await chunks.next();
  const start = first.done === true ? new Uint8Array() : (first.value as Uint8Array);
  const isGzip = start[0] === 0x1f && start[1] === 0x8b;
  const isZstd = start[0] === 0x28 && start[1] === 0xb5 && start[2] === 0x2f && start[3] === 0xfd;
  const whole = async function* (): AsyncGenerator<Uint8Array> {
    yield start;
    for (;;) {
      const next = await chunks.next();
      if (next.done === true) return;
      yield next.value as Uint8Array;
    }
  };
  return { encoding: isGzip ? 'gzip' : isZstd ? 'zstd' : '', chunks: whole() };
}
