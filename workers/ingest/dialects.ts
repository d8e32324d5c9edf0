import { Hono } from 'hono';
import type { DialectEnv } from './dialect-env.ts';
import { elasticRootRoutes, elasticRoutes } from './elasticsearch/routes.ts';
import { hecRoutes } from './hec/routes.ts';
import { otlpRoutes } from './otlp/routes.ts';

/** What shippers speak that are not ours, at the paths that they ask for by themselves. */
export const dialects: Hono<DialectEnv> = new Hono<DialectEnv>()
  .route('/services/collector', hecRoutes)
  .route('/', otlpRoutes)
  .route('/elastic', elasticRoutes)
  .route('/', elasticRootRoutes);
