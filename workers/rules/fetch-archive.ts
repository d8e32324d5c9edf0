import { publicUrl } from '../../core/notify/public-url.ts';
import { ApiError } from '../errors.ts';
import { MAX_ARCHIVE_BYTES } from './rule-files.ts';

/** How long an archive may take. */
const TIMEOUT_MS = 60_000;

/** Release archives are behind one or two. */
const MAX_REDIRECTS = 4;

/**
 * Fetches an archive of rules from a public server: https only, no address and no name of a network
 * that is not public, checked anew for every redirect, bounded in size and time.
 */
export async function fetchArchive(url: string): Promise<Uint8Array> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  let next = url;
  for (let step = 0; step <= MAX_REDIRECTS; step += 1) {
    const target = publicUrl(next);
    if (target === undefined) {
      throw new ApiError(
        422,
        'rules.bad-url',
        'Rules are fetched from public https addresses only.',
      );
    }
    const response = await fetchFrom(target, signal);
    const location = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && location !== null) {
      await response.body?.cancel();
      next = new URL(location, target).href;
      continue;
    }
    if (!response.ok) {
      await response.body?.cancel();
      throw unreachable(`It answered with status ${response.status}.`);
    }
    return await readBounded(response);
  }
  throw unreachable('It redirects too often.');
}

async function fetchFrom(url: URL, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, { redirect: 'manual', signal, headers: { accept: '*/*' } });
  } catch (error) {
    throw unreachable(error instanceof Error ? error.message : 'It cannot be reached.');
  }
}

async function readBounded(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_ARCHIVE_BYTES) {
      throw new ApiError(413, 'rules.too-large', 'The archive is too large.', {
        detail: `At most ${MAX_ARCHIVE_BYTES} bytes are taken.`,
      });
    }
    chunks.push(chunk);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

function unreachable(detail: string): ApiError {
  return new ApiError(422, 'rules.unreachable', 'The archive could not be fetched.', { detail });
}
