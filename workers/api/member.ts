import type { MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import { declared } from './declaration.ts';
import type { ApiEnv } from './api-env.ts';
import { may } from './may.ts';

export type { ApiEnv } from './api-env.ts';

const READ = may('viewer');
const CHANGE = may('analyst');

/** Lets viewers read and analysts change: what most routes want. `may` says it more exactly. */
export const member: MiddlewareHandler<ApiEnv> = declared(
  { who: 'member', least: 'analyst', scope: undefined },
  createMiddleware<ApiEnv>((c, next) => (c.req.method === 'GET' ? READ : CHANGE)(c, next)),
);
