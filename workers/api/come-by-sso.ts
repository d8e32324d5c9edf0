import type { Context } from 'hono';
import type { SsoFault } from '../../core/contract/sso-words.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { appendAudit, noteOnceAMinute } from '../d1/audit-log.ts';
import { findSsoAccount, findSsoOfDomain, findSso, joinBySso, takeSsoSignIn } from '../d1/sso.ts';
import type { SsoSettings } from '../d1/sso.ts';
import { ApiError } from '../errors.ts';
import { ProviderFault } from '../../platform/bounded-fetch.ts';
import { Provider } from '../sso/provider.ts';
import type { Claimed } from '../sso/provider.ts';
import { wantSeatToJoin } from '../tenancy/seats.ts';
import type { ApiEnv } from './api-env.ts';
import { accounts, originOf } from './auth.ts';
import { copyCookies } from './cookies.ts';
import { takeBegun } from './sso-cookie.ts';

/**
 * Lets in who comes back from a tenant's provider, in a session that opens this tenant alone. What
 * failed once the tenant was known is in its audit log.
 *
 * @param callback where the provider was told to send people back to
 * @returns why nobody was let in; undefined when somebody was
 */
export async function comeBySso(
  c: Context<ApiEnv>,
  callback: string,
): Promise<SsoFault | undefined> {
  const begun = await takeBegun(c);
  const came = new URL(c.req.url);
  const now = Date.now();
  if (begun === undefined || came.searchParams.get('state') !== begun.state) return 'expired';
  if (!(await takeSsoSignIn(c.env.DB, begun.state, now))) return 'expired';
  const settings = await findSso(c.env.DB, begun.tenant as TenantId);
  if (settings === undefined || settings.issuer !== begun.issuer) return 'expired';
  const { tenant } = settings;
  if (came.searchParams.has('error')) {
    const said = came.searchParams.get('error')?.slice(0, 100);
    return await fail(c, tenant, 'refused', { said });
  }
  let claimed: Claimed;
  try {
    const provider = await Provider.find(c.env, settings);
    claimed = await provider.finish(came, callback, begun);
  } catch (error) {
    if (!(error instanceof ProviderFault)) throw error;
    return await fail(c, tenant, 'provider', { reason: error.message.slice(0, 300) });
  }
  const { email } = claimed;
  if (!claimed.isVerified) return await fail(c, tenant, 'unverified', { email });
  const owner = await findSsoOfDomain(c.env.DB, email.slice(email.lastIndexOf('@') + 1));
  if (owner?.tenant !== tenant) return await fail(c, tenant, 'domain', { email });
  return await letIn(c, settings, claimed, now);
}

async function letIn(
  c: Context<ApiEnv>,
  settings: SsoSettings,
  { subject, email }: Claimed,
  now: number,
): Promise<SsoFault | undefined> {
  const { tenant } = settings;
  const { api } = accounts(c.env, originOf(c));
  const found = await findSsoAccount(c.env.DB, tenant, { subject, email });
  if (found === 'other') return await fail(c, tenant, 'other', { email });
  const isNew = found === 'none' || !found.isMember;
  if (isNew && !(await hasSeat(c.env, tenant, now)))
    return await fail(c, tenant, 'seat', { email });
  const { id } = found === 'none' ? await api.makeVerifiedUser({ body: { email } }) : found;
  await joinBySso(c.env.DB, settings, id, subject, now);
  const opened = await api.openSession({
    body: { userId: id, onlyTenantId: tenant },
    headers: c.req.raw.headers,
    returnHeaders: true,
  });
  const detail = { outcome: 'signed in', ...(isNew ? { joinedAs: settings.role } : {}) };
  await appendAudit(c.env.DB, tenant, entryOf(c, { kind: 'member', id, name: email }, detail));
  copyCookies(opened.headers, c.res.headers);
  return undefined;
}

async function hasSeat(env: Env, tenant: TenantId, now: number): Promise<boolean> {
  try {
    await wantSeatToJoin(env, tenant, now);
    return true;
  } catch (error) {
    if (error instanceof ApiError) return false;
    throw error;
  }
}

async function fail(
  c: Context<ApiEnv>,
  tenant: TenantId,
  outcome: SsoFault,
  detail: Readonly<Record<string, unknown>>,
): Promise<SsoFault> {
  const actor = { kind: 'service', id: 'sso', name: 'single sign-on' } as const;
  await noteOnceAMinute(c.env.DB, tenant, entryOf(c, actor, { outcome, ...detail }));
  return outcome;
}

function entryOf(
  c: Context<ApiEnv>,
  actor: { readonly kind: 'member' | 'service'; readonly id: string; readonly name: string },
  detail: Readonly<Record<string, unknown>>,
) {
  return {
    at: Date.now(),
    actor,
    action: `${c.req.method} ${c.req.routePath}`,
    target: c.req.path,
    detail,
    requestId: c.get('requestId'),
    address: c.req.header('cf-connecting-ip') ?? '',
  };
}
