import type { MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Session } from '../../core/contract/account.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { findMembership } from '../d1/members.ts';
import { ApiError } from '../errors.ts';
import { accounts, originOf } from './auth.ts';

/** What the middleware puts into a request's context. */
export interface ApiEnv {
  Bindings: Env;
  Variables: {
    readonly requestId: string;
    /** Set on the routes of members only. */
    readonly session: Session;
    readonly tenant: TenantId;
  };
}

/**
 * Lets members in, and derives the tenant from their session: the only place where a request of
 * the API gets a tenant (law 6).
 */
export const member: MiddlewareHandler<ApiEnv> = createMiddleware<ApiEnv>(async (c, next) => {
  const found = await accounts(c.env, originOf(c)).api.getSession({ headers: c.req.raw.headers });
  if (found === null) throw new ApiError(401, 'api.signed-out', 'You are not signed in.');
  const tenant = await findMembership(
    c.env.DB,
    found.user.id,
    found.session.activeOrganizationId ?? undefined,
  );
  if (tenant === undefined)
    throw new ApiError(403, 'api.no-tenant', 'You belong to no organisation.');
  c.set('session', { user: { id: found.user.id, email: found.user.email }, tenant });
  c.set('tenant', tenant.id);
  await next();
});
