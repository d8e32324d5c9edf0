import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import * as z from 'zod';
import { seal, unseal } from '../../platform/sealed-secret.ts';
import { SSO_SIGN_IN_MS } from '../d1/sso.ts';
import type { ApiEnv } from './api-env.ts';
import { originOf } from './auth.ts';

const NAME = 'grapnel.sso';
const PATH = '/api/sign-in/sso';
const PURPOSE = 'a sign-in at a provider';

/** A sign-in at a provider, as the browser that began it keeps it. */
const begun = z.object({
  tenant: z.string(),
  issuer: z.string(),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
});

export type Begun = z.infer<typeof begun>;

/**
 * Has the browser keep what it began, sealed. Another browser has no such cookie, so nobody is signed
 * in by a link that somebody else began.
 */
export async function keepBegun(c: Context<ApiEnv>, sign: Begun): Promise<void> {
  setCookie(c, NAME, await seal(JSON.stringify(sign), c.env.AUTH_SECRET, PURPOSE), {
    path: PATH,
    httpOnly: true,
    secure: originOf(c).startsWith('https:'),
    // The provider sends the browser back from another site.
    sameSite: 'Lax',
    maxAge: SSO_SIGN_IN_MS / 1_000,
  });
}

/** What the browser began, which it forgets; undefined when it is none of ours. */
export async function takeBegun(c: Context<ApiEnv>): Promise<Begun | undefined> {
  const sealed = getCookie(c, NAME);
  if (sealed === undefined) return undefined;
  deleteCookie(c, NAME, { path: PATH });
  try {
    return begun.parse(JSON.parse(await unseal(sealed, c.env.AUTH_SECRET, PURPOSE)));
  } catch {
    return undefined; // Made by somebody else, or cut short.
  }
}
