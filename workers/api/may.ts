import type { Context, MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import { isAtLeast } from '../../core/contract/roles.ts';
import type { Role, Scope } from '../../core/contract/roles.ts';
import { ApiError } from '../errors.ts';
import type { ApiEnv } from './api-env.ts';
import { audit } from './audit.ts';
import type { Reads } from './audit.ts';
import { findCaller, findPerson } from './caller.ts';
import { declared } from './declaration.ts';

/**
 * Lets in who is signed in to their own account, whatever tenant they belong to, if any. Not who came
 * by a tenant's single sign-on: whoever runs its provider is not to be the account's master.
 */
export const signedIn: MiddlewareHandler<ApiEnv> = declared(
  { who: 'signed in' },
  createMiddleware<ApiEnv>(async (c, next) => {
    const person = await findPerson(c);
    if (person.onlyTenant !== undefined) {
      throw new ApiError(403, 'account.by-sso', 'You came by single sign-on.', {
        detail: 'It opens the organisation alone. Sign in with your password for this.',
      });
    }
    c.set('person', person);
    await next();
  }),
);

/** Lets in who is signed in, by whatever way. The route answers with what the session may see. */
export const signedInAnyhow: MiddlewareHandler<ApiEnv> = declared(
  { who: 'signed in' },
  createMiddleware<ApiEnv>(async (c, next) => {
    c.set('person', await findPerson(c));
    await next();
  }),
);

/**
 * Lets in members with at least a role, and API tokens with a scope, if one is given. What passes
 * has a tenant: that of its credential (law 6). What they change, and what they read of evidence, is
 * in the audit log before they are answered.
 *
 * @param reads what a route reads that is noted, or that it only reads although it is no GET
 */
export function may(least: Role, scope?: Scope, reads?: Reads): MiddlewareHandler<ApiEnv> {
  return declared(
    { who: 'member', least, scope },
    createMiddleware<ApiEnv>(async (c, next) => {
      await letIn(c, least, scope);
      await next();
      await audit(c, reads);
    }),
  );
}

async function letIn(c: Context<ApiEnv>, least: Role, scope: Scope | undefined): Promise<void> {
  const caller = await findCaller(c);
  const isAllowed =
    caller.kind === 'member'
      ? isAtLeast(caller.role, least)
      : scope !== undefined && caller.scopes.includes(scope);
  if (!isAllowed) throw refusal(caller.kind, least, scope);
  c.set('caller', caller);
  c.set('tenant', caller.tenant.id);
  if (caller.kind === 'member') {
    const { user, tenant, role } = caller;
    c.set('person', caller.person);
    c.set('session', { user, tenant, role });
  }
}

function refusal(kind: 'member' | 'token', least: Role, scope: Scope | undefined): ApiError {
  if (kind === 'member') {
    return new ApiError(403, 'api.role', `This is for members who are ${least} or more.`);
  }
  const title =
    scope === undefined
      ? 'This is for people, not for API tokens.'
      : `This is for API tokens with the scope ${scope}.`;
  return new ApiError(403, 'api.scope', title);
}
