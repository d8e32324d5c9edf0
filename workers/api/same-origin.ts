import { createMiddleware } from 'hono/factory';
import { ApiError } from '../errors.ts';
import type { ApiEnv } from './api-env.ts';
import { originOf } from './auth.ts';

/** Methods that change nothing. */
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what another site makes a browser send: requests that change something, and WebSockets,
 * from a foreign origin. Together with cookies that are same-site and bodies that must be JSON, no
 * other page can act for a member.
 */
export const sameOrigin = createMiddleware<ApiEnv>(async (c, next) => {
  const isWebSocket = c.req.header('upgrade') !== undefined;
  const origin = c.req.header('origin');
  const matters = isWebSocket || !SAFE_METHODS.has(c.req.method);
  if (matters && origin !== undefined && origin !== originOf(c)) {
    throw new ApiError(403, 'api.cross-origin', 'Other sites may not call the API for a member.');
  }
  await next();
});
