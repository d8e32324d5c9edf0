import { betterAuth } from 'better-auth/minimal';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { organization } from 'better-auth/plugins/organization';
import { twoFactor } from 'better-auth/plugins/two-factor';
import { drizzle } from 'drizzle-orm/d1';
import type { Context } from 'hono';
import { REGION_PREFIXES } from '../../core/contract/regions.ts';
import type { Region } from '../../core/contract/regions.ts';
import * as tables from '../d1/schema.ts';
import { randomHex } from '../hex.ts';
import { accountRoles } from './account-roles.ts';
import { provenElsewhere } from './proven-elsewhere.ts';

/** How long a session lasts without use, and how often its use is noted. Seconds. */
const SESSION_SECONDS = 7 * 86_400;
const SESSION_REFRESH_SECONDS = 86_400;

/** Of random bytes in an id. */
const ID_BYTES = 16;

/** So many wrong codes in a row, by whatever sign-in, close the second step for a while. */
export const LOCKOUT = { maxFailedAttempts: 10, durationSeconds: 900 } as const;

/**
 * The account library, on this service's tables. Its own routes are not mounted: the API calls it,
 * so that every way in is a route of this service.
 *
 * @param origin where the request was sent to; with https, cookies are sent over https only
 * @param region of the tenants that are made
 */
export function accounts(env: Env, origin: string, region: Region = 'none') {
  return betterAuth({
    baseURL: origin,
    secret: env.AUTH_SECRET,
    database: drizzleAdapter(drizzle(env.DB), {
      provider: 'sqlite',
      schema: {
        user: tables.users,
        session: tables.sessions,
        account: tables.accounts,
        verification: tables.verifications,
        organization: tables.tenants,
        member: tables.members,
        invitation: tables.invitations,
        twoFactor: tables.twoFactors,
      },
    }),
    emailAndPassword: { enabled: true, minPasswordLength: 10, maxPasswordLength: 128 },
    session: {
      expiresIn: SESSION_SECONDS,
      updateAge: SESSION_REFRESH_SECONDS,
      additionalFields: {
        onlyTenantId: { type: 'string', required: false, input: false },
        passkeyId: { type: 'string', required: false, input: false },
      },
    },
    plugins: [
      organization(accountRoles),
      twoFactor({ issuer: 'Grapnel', accountLockout: LOCKOUT }),
      provenElsewhere,
    ],
    advanced: {
      cookiePrefix: 'grapnel',
      // Only where it is needed: the library trusts ids less that others have made.
      ...(region === 'none' ? {} : { database: { generateId: newId(region) } }),
    },
    telemetry: { enabled: false },
  });
}

/** Makes ids; those of tenants say where they are. */
function newId(region: Region): (options: { model: string }) => string {
  return ({ model }) => {
    const prefix = model === 'organization' ? REGION_PREFIXES[region] : '';
    return prefix + randomHex(ID_BYTES);
  };
}

/** The origin that a request was sent to. */
export function originOf(c: Context): string {
  return new URL(c.req.url).origin;
}
