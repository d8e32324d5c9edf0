import { Hono } from 'hono';
import { hecRoutes } from './hec/routes.ts';

/** What shippers speak that are not ours, at the paths that they ask for by themselves. */
export const dialects = new Hono<{ Bindings: Env; Variables: { requestId: string } }>().route(
  '/services/collector',
  hecRoutes,
);
