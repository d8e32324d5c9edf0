import { Hono } from 'hono';
import { ingestToken } from '../api/declaration.ts';
import { takeFirehose } from './aws/firehose.ts';
import { takeSns } from './aws/sns.ts';
import type { DialectEnv } from './dialect-env.ts';
import { elasticRootRoutes, elasticRoutes } from './elasticsearch/routes.ts';
import { hecRoutes } from './hec/routes.ts';
import { otlpRoutes } from './otlp/routes.ts';

/** What shippers speak that are not ours, at the paths that they ask for by themselves. */
export const dialects: Hono<DialectEnv> = new Hono<DialectEnv>()
  .route('/services/collector', hecRoutes)
  .post('/aws/firehose', ingestToken, takeFirehose)
  .post('/aws/sns', ingestToken, takeSns)
  .route('/', otlpRoutes)
  .route('/elastic', elasticRoutes)
  .route('/', elasticRootRoutes);
