import type { Context } from 'hono';
import type { Role, Scope } from '../../core/contract/roles.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { findMembership } from '../d1/members.ts';
import type { SessionScope } from '../d1/members.ts';
import { ApiError } from '../errors.ts';
import { findApiTokenOwner } from '../d1/api-tokens.ts';
import { isApiToken } from '../d1/secret-tokens.ts';
import { sha256Hex } from '../hex.ts';
import type { ApiEnv } from './api-env.ts';
import { accounts, originOf } from './auth.ts';

interface Tenant {
  readonly id: TenantId;
  readonly name: string;
}

/** Someone who is signed in. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly sessionId: string;
  /** Whether signing in takes a code of theirs besides the password. */
  readonly hasTwoFactor: boolean;
  /** The tenant that the session names; they may not belong to it any more. */
  readonly preferredTenant: string | undefined;
  /** Of a session that a tenant's single sign-on opened: that tenant, the only one it opens. */
  readonly onlyTenant: string | undefined;
  /** Whether a passkey opened the session, which counts as two factors. */
  readonly isByPasskey: boolean;
}

/** For whom a request of the API is. */
export type Caller =
  | {
      readonly kind: 'member';
      readonly tenant: Tenant;
      readonly role: Role;
      readonly user: { readonly id: string; readonly email: string };
      readonly person: Person;
    }
  | {
      readonly kind: 'token';
      readonly tenant: Tenant;
      readonly id: string;
      readonly name: string;
      readonly scopes: readonly Scope[];
    };

/** Who is signed in. Throws the answer to someone who is not. */
export async function findPerson(c: Context<ApiEnv>): Promise<Person> {
  return await findPersonBy(c, c.req.raw.headers);
}

/** Who is signed in by the cookies of some headers. Throws the answer to someone who is not. */
export async function findPersonBy(c: Context<ApiEnv>, headers: Headers): Promise<Person> {
  const found = await accounts(c.env, originOf(c)).api.getSession({ headers });
  if (found === null) throw new ApiError(401, 'api.signed-out', 'You are not signed in.');
  const { user, session } = found;
  const preferredTenant = session.activeOrganizationId ?? undefined;
  return {
    id: user.id,
    email: user.email,
    sessionId: session.id,
    hasTwoFactor: user.twoFactorEnabled === true,
    preferredTenant,
    onlyTenant: session.onlyTenantId ?? undefined,
    isByPasskey: (session.passkeyId ?? null) !== null,
  };
}

/** Turns the credential of a request into a tenant: the only place where one gets it (law 6). */
export async function findCaller(c: Context<ApiEnv>): Promise<Caller> {
  const authorization = c.req.header('authorization');
  if (authorization !== undefined) return await findTokenCaller(c, authorization);
  const person = await findPerson(c);
  const membership = await findMembership(c.env.DB, person.id, scopeOf(person));
  if (membership === undefined)
    throw new ApiError(403, 'api.no-tenant', 'You belong to no organisation.');
  const { role, heldBy, ...tenant } = membership;
  if (heldBy === 'sso') throw ssoRequired();
  if (heldBy === 'two-factor') {
    throw new ApiError(
      403,
      'api.two-factor-required',
      'Your organisation requires two-factor authentication.',
      { detail: 'Set it up for your account first.' },
    );
  }
  return { kind: 'member', tenant, role, user: { id: person.id, email: person.email }, person };
}

/** For which tenants the session of someone works. */
export function scopeOf({ preferredTenant, onlyTenant, isByPasskey }: Person): SessionScope {
  return { preferred: preferredTenant, only: onlyTenant, isByPasskey };
}

/** The answer to who has signed in otherwise, where single sign-on is wanted. */
export function ssoRequired(): ApiError {
  return new ApiError(403, 'api.sso-required', 'Your organisation wants single sign-on.', {
    detail: 'Sign in through it.',
  });
}

/** A request with an Authorization header stands by it, whatever cookies come along. */
async function findTokenCaller(c: Context<ApiEnv>, authorization: string): Promise<Caller> {
  const [, token = ''] = /^bearer +(\S{1,128})$/i.exec(authorization.trim()) ?? [];
  const found = isApiToken(token)
    ? await findApiTokenOwner(c.env.DB, await sha256Hex(token), Date.now())
    : undefined;
  if (found === undefined)
    throw new ApiError(401, 'api.unknown-token', 'The API token is not known, or has expired.');
  const { id, name, scopes } = found.token;
  return { kind: 'token', tenant: found.tenant, id, name, scopes };
}

/** What to call who did something: a member by their address, a token by its name. */
export function nameOf(caller: Caller): string {
  return caller.kind === 'member' ? caller.user.email : `token ${caller.name}`;
}

/** Who listens to a live feed: it is closed when what they listen by ends. */
export function listenerOf(caller: Caller): {
  readonly kind: 'session' | 'token';
  readonly id: string;
  readonly role: string;
} {
  return caller.kind === 'member'
    ? { kind: 'session', id: caller.person.sessionId, role: caller.role }
    : { kind: 'token', id: caller.id, role: '' };
}
