import { Hono } from 'hono';
import type { Context } from 'hono';
import { ssoRequest, ssoSignInRequest } from '../../../core/contract/sso.ts';
import type { SsoAnswer, SsoBegun } from '../../../core/contract/sso.ts';
import type { TenantId } from '../../../durable-objects/stubs.ts';
import {
  findSso,
  findSsoOfDomain,
  hasOwnerWithoutSso,
  keepSsoSignIn,
  listSsoDomains,
  proveDomain,
  putSso,
  removeSso,
} from '../../d1/sso.ts';
import { ApiError, notFound } from '../../errors.ts';
import { mayAsk, ProviderFault } from '../../../platform/bounded-fetch.ts';
import { isProven, proofRecord } from '../../sso/domain-proof.ts';
import { Provider } from '../../sso/provider.ts';
import { recheckLive } from '../../tenancy/recheck-live.ts';
import type { ApiEnv } from '../api-env.ts';
import { countAttempt } from '../attempts.ts';
import { originOf } from '../auth.ts';
import { anyone } from '../declaration.ts';
import { may } from '../may.ts';
import { readJson } from '../problem.ts';
import { keepBegun } from '../sso-cookie.ts';
import { comeBySso } from '../come-by-sso.ts';

/** Single sign-on of a tenant by OpenID Connect: what owners set, and the way in by it. */
export const ssoRoutes = new Hono<ApiEnv>()
  .get('/organisation/sso', may('owner'), async (c) => {
    const tenant = c.get('tenant');
    const found = await findSso(c.env.DB, tenant);
    const callback = callbackOf(c);
    if (found === undefined) return c.json({ callback, sso: null } satisfies SsoAnswer);
    const { issuer, clientId, role, required } = found;
    const domains = await domainsOf(c.env, tenant);
    const answer: SsoAnswer = { callback, sso: { issuer, clientId, domains, role, required } };
    return c.json(answer);
  })
  .put('/organisation/sso', may('owner'), async (c) => {
    const request = await readJson(c, ssoRequest);
    const tenant = c.get('tenant');
    const before = await findSso(c.env.DB, tenant);
    if (!mayAsk(c.env, request.issuer)) {
      throw fieldFault('issuer', 'Must be a public https address, without a port');
    }
    // The secret that is kept is never sent to another provider than the one it was given for.
    if (request.clientSecret === undefined && before?.issuer !== request.issuer) {
      throw fieldFault('clientSecret', 'Needed for a new provider');
    }
    if (request.required && !(await hasProven(c.env, tenant, request.domains))) {
      throw new ApiError(409, 'sso.no-proven-domain', 'No domain is proven yet.', {
        detail: 'Prove one first: until then nobody could come in by single sign-on.',
      });
    }
    await putSso(c.env, tenant, request, before);
    await recheckLive(c.env, tenant);
    const { clientSecret, ...told } = request;
    c.set('auditDetail', { ...told, isSecretNew: clientSecret !== undefined });
    return c.body(null, 204);
  })
  .delete('/organisation/sso', may('owner'), async (c) => {
    const tenant = c.get('tenant');
    if (!(await hasOwnerWithoutSso(c.env.DB, tenant))) {
      throw new ApiError(409, 'members.last-owner', 'An organisation needs an owner.', {
        detail:
          'Every owner came by single sign-on. Invite one who signs in with a password first.',
      });
    }
    await removeSso(c.env.DB, tenant);
    await recheckLive(c.env, tenant);
    return c.body(null, 204);
  })
  .post('/organisation/sso/domains/:domain/prove', may('owner'), async (c) => {
    const tenant = c.get('tenant');
    const domain = c.req.param('domain');
    const domains = await listSsoDomains(c.env.DB, tenant);
    if (!domains.some((one) => one.domain === domain)) throw notFound('domain');
    const isThere = await isProven(c.env, tenant, domain).catch((error: unknown) => {
      if (!(error instanceof ProviderFault)) throw error;
      throw new ApiError(503, 'sso.no-dns', 'The DNS could not be asked.', {
        detail: error.message,
      });
    });
    if (!isThere) {
      const { name, text } = await proofRecord(c.env, tenant, domain);
      throw new ApiError(409, 'sso.not-proven', 'The DNS does not have the record yet.', {
        detail: `A TXT record of ${name} must say ${text}. A new one may take an hour to be seen.`,
      });
    }
    if (!(await proveDomain(c.env.DB, tenant, domain, Date.now()))) {
      throw new ApiError(409, 'sso.domain-taken', 'The domain signs in elsewhere already.', {
        detail: 'Ask whoever runs this service.',
      });
    }
    return c.body(null, 204);
  })
  .post('/sign-in/sso', anyone, async (c) => {
    const { email } = await readJson(c, ssoSignInRequest);
    await countAttempt(c, `sso ${email}`);
    const settings = await findSsoOfDomain(c.env.DB, domainOf(email));
    if (settings === undefined) {
      throw new ApiError(404, 'sso.none', 'There is no single sign-on for this address.', {
        detail: 'Sign in with your password.',
      });
    }
    try {
      const provider = await Provider.find(c.env, settings);
      const { url, signIn } = await provider.begin(callbackOf(c), email);
      const { tenant, issuer } = settings;
      await keepSsoSignIn(c.env.DB, signIn.state, Date.now());
      await keepBegun(c, { tenant, issuer, ...signIn });
      return c.json({ url } satisfies SsoBegun);
    } catch (error) {
      if (!(error instanceof ProviderFault)) throw error;
      throw new ApiError(503, 'sso.provider', 'Your identity provider cannot be used now.', {
        detail: error.message,
      });
    }
  })
  .get('/sign-in/sso/callback', anyone, async (c) => {
    await countAttempt(c, undefined);
    const fault = await comeBySso(c, callbackOf(c));
    const location = fault === undefined ? '/' : `/sign-in?sso=${fault}`;
    return c.body(null, 303, { location });
  });

/** Where providers send people back to. */
function callbackOf(c: Context): string {
  return `${originOf(c)}/api/sign-in/sso/callback`;
}

/** The domain of an e-mail address, in lower case. */
function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1).toLowerCase();
}

async function domainsOf(env: Env, tenant: TenantId) {
  const domains = await listSsoDomains(env.DB, tenant);
  return await Promise.all(
    domains.map(async (one) => ({ ...one, record: await proofRecord(env, tenant, one.domain) })),
  );
}

async function hasProven(env: Env, tenant: TenantId, domains: readonly string[]): Promise<boolean> {
  const known = await listSsoDomains(env.DB, tenant);
  return known.some(({ domain, provenAt }) => provenAt !== null && domains.includes(domain));
}

function fieldFault(field: string, message: string): ApiError {
  return new ApiError(422, 'sso.invalid', 'Some fields are not acceptable.', {
    errors: [{ field, message }],
  });
}
