import type { MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import { declared } from './declaration.ts';
import type { ApiEnv } from './api-env.ts';
import { may } from './may.ts';

export type { ApiEnv } from './api-env.ts';

/** Methods that change nothing. */
const READS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

const READ = may('viewer');
const CHANGE = may('analyst');

/** Lets viewers read and analysts change: what most routes want. `may` says it more exactly. */
export const member: MiddlewareHandler<ApiEnv> = declared(
  (method) => ({
    who: 'member',
    least: READS.has(method) ? 'viewer' : 'analyst',
    scope: undefined,
  }),
  createMiddleware<ApiEnv>((c, next) => (READS.has(c.req.method) ? READ : CHANGE)(c, next)),
);
