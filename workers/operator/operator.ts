import type { MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { ApiEnv } from '../api/api-env.ts';
import { declared } from '../api/declaration.ts';
import { ApiError } from '../errors.ts';

/** An operator's token is at least so long: shorter ones are taken for a mistake, and let nobody in. */
const MIN_TOKEN_LENGTH = 24;

/**
 * Lets the operator of the deployment in, who is no member of any tenant. Without a token in the
 * deployment's secrets, the operator's routes are as if they were not there.
 */
export const operator: MiddlewareHandler<ApiEnv> = declared(
  { who: 'operator' },
  createMiddleware<ApiEnv>(async (c, next) => {
    const { OPERATOR_TOKEN: expected } = c.env;
    if (expected === undefined || expected.length < MIN_TOKEN_LENGTH) {
      throw new ApiError(404, 'api.no-route', 'There is no such route.');
    }
    const given = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
    if (given === undefined || !(await isSame(given, expected))) {
      throw new ApiError(401, 'operator.unknown-token', 'This is not the operator’s token.', {
        headers: { 'www-authenticate': 'Bearer realm="grapnel-operator"' },
      });
    }
    await next();
    c.header('cache-control', 'no-store');
  }),
);

/** Compares in a time that depends on neither, by way of digests of one length. */
async function isSame(a: string, b: string): Promise<boolean> {
  const encoder = new TextEncoder();
  const [left, right] = await Promise.all(
    [a, b].map((text) => crypto.subtle.digest('SHA-256', encoder.encode(text))),
  );
  if (left === undefined || right === undefined) return false;
  return crypto.subtle.timingSafeEqual(left, right);
}
