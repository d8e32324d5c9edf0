import * as z from 'zod';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { sha256Hex } from '../hex.ts';
import { boundedFetch, ProviderFault } from '../../platform/bounded-fetch.ts';

/** A resolver that answers over HTTPS in JSON. */
const RESOLVER = 'https://cloudflare-dns.com/dns-query';

const PROOF_LENGTH = 40;

const TXT = 16;

const dnsAnswer = z.object({
  Answer: z.array(z.object({ type: z.number(), data: z.string() })).optional(),
});

/**
 * The record of the DNS that shows that a domain is a tenant's. Nobody else can make another tenant's
 * say so: the text is of this tenant, and only this deployment can tell it.
 */
export async function proofRecord(
  env: Pick<Env, 'AUTH_SECRET'>,
  tenant: TenantId,
  domain: string,
): Promise<{ readonly name: string; readonly text: string }> {
  const proof = await sha256Hex(
    JSON.stringify(['grapnel domain', env.AUTH_SECRET, tenant, domain]),
  );
  return { name: `_grapnel.${domain}`, text: `grapnel-domain=${proof.slice(0, PROOF_LENGTH)}` };
}

/** Whether the DNS has a tenant's record for a domain now. Throws a `ProviderFault` when it cannot be asked. */
export async function isProven(env: Env, tenant: TenantId, domain: string): Promise<boolean> {
  const { name, text } = await proofRecord(env, tenant, domain);
  const response = await boundedFetch(
    env,
    `${RESOLVER}?${new URLSearchParams({ name, type: 'TXT' })}`,
    {
      headers: { accept: 'application/dns-json' },
    },
  ).catch((error: unknown) => {
    throw new ProviderFault('the DNS cannot be asked', { cause: error });
  });
  if (!response.ok) throw new ProviderFault(`the DNS answered with status ${response.status}`);
  const read = dnsAnswer.safeParse(await response.json().catch(() => undefined));
  if (!read.success) throw new ProviderFault('the DNS answered something else');
  return (read.data.Answer ?? []).some(({ type, data }) => type === TXT && textOf(data) === text);
}

/** A text as it is written in an answer: in quotes, in parts of 255 bytes. */
function textOf(data: string): string {
  return data.replaceAll('" "', '').replaceAll('"', '');
}
