import { publicUrl } from '../core/notify/public-url.ts';

/** A provider that takes longer is away. */
const TIMEOUT_MS = 10_000;

/** More than a discovery document or a set of keys has. */
const MAX_BYTES = 256 * 1024;

/** What a provider, or the DNS, answered that cannot be used. */
export class ProviderFault extends Error {}

/**
 * Whether the service may ask an address: one of the public internet by https, or, where the
 * deployment says so for trying things out, this machine.
 */
export function mayAsk(env: Pick<Env, 'LOCAL_ISSUERS'>, url: string): boolean {
  return publicUrl(url) !== undefined || isLocal(env, url);
}

/** Whether an address is one of this machine, and the deployment lets it be asked. */
export function isLocal(env: Pick<Env, 'LOCAL_ISSUERS'>, url: string): boolean {
  return env.LOCAL_ISSUERS === '1' && URL.parse(url)?.hostname === 'localhost';
}

/**
 * Fetches from where a tenant, or its provider's discovery document, says: public addresses alone,
 * no redirection, bounded in time and size.
 */
export async function boundedFetch(
  env: Env,
  url: string,
  init: RequestInit = {},
): Promise<Response> {
  if (!mayAsk(env, url)) {
    throw new ProviderFault(`${URL.parse(url)?.host ?? 'it'} is not a public https address`);
  }
  const response = await fetch(url, {
    ...init,
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new ProviderFault(`it answers with more than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  const { status, headers } = response;
  const isWithout = status === 204 || status === 304;
  return new Response(isWithout ? null : await new Blob(chunks).arrayBuffer(), { status, headers });
}
