import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { ApiError } from '../errors.ts';
import { dialects } from '../ingest/dialects.ts';
import { fileRoutes } from '../ingest/native/file-routes.ts';
import { ingest } from '../ingest/native/ingest.ts';
import { withRequestId } from '../request-ids.ts';
import type { ApiEnv } from './api-env.ts';
import { anyone, declaredRoutes, ingestToken } from './declaration.ts';
import { operatorRoutes, statusRoute } from '../operator/routes.ts';
import { problemResponse } from './problem.ts';
import { accountRoutes } from './routes/account.ts';
import { analyzerRoutes } from './routes/analyzers.ts';
import { assetGroupRoutes } from './routes/asset-groups.ts';
import { auditRoutes } from './routes/audit.ts';
import { descriptionRoute } from './routes/description.ts';
import { evidenceRoutes } from './routes/evidence.ts';
import { exceptionRoutes } from './routes/exceptions.ts';
import { graphRoutes } from './routes/graph.ts';
import { hitRoutes } from './routes/hits.ts';
import { investigationRoutes } from './routes/investigations.ts';
import { lensLifeRoutes } from './routes/lens-life.ts';
import { lensRoutes } from './routes/lenses.ts';
import { mappingRoutes } from './routes/mappings.ts';
import { memberRoutes } from './routes/members.ts';
import { ownAccountRoutes } from './routes/own-account.ts';
import { notificationRoutes } from './routes/notifications.ts';
import { recordRoutes } from './routes/records.ts';
import { organisationRoutes } from './routes/organisation.ts';
import { ruleRoutes } from './routes/rules.ts';
import { savedViewRoutes } from './routes/saved-views.ts';
import { searchRoutes } from './routes/search.ts';
import { sourceHealthRoutes } from './routes/source-health.ts';
import { ssoRoutes } from './routes/sso.ts';
import { sourceRoutes } from './routes/sources.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { passkeyRoutes } from './routes/passkeys.ts';
import { passwordRoutes } from './routes/password.ts';
import { twoFactorRoutes } from './routes/two-factor.ts';
import { usageRoutes } from './routes/usage.ts';
import { sameOrigin } from './same-origin.ts';

/** Every route of the service. Each names who may call it, in its own file. */
export const app = new Hono<ApiEnv>()
  .use(async (c, next) => {
    const requestId = crypto.randomUUID();
    c.set('requestId', requestId);
    await withRequestId(requestId, next);
    if (c.res.status !== 101) c.header('x-request-id', c.get('requestId'));
  })
  .use('/api/*', async (c, next) => {
    await next();
    if (c.res.status !== 101 && !c.res.headers.has('cache-control')) {
      c.header('cache-control', 'no-store');
    }
  })
  .use('/api/*', apiHeaders())
  .use('/api/*', sameOrigin)
  .post('/ingest', ingestToken, async (c) => c.json(await ingest(c.req.raw, c.env), 202))
  .all('/ingest', anyone, () => {
    throw new ApiError(400, 'ingest.not-post', 'Uploads are sent with POST.');
  })
  .route('/ingest/files', fileRoutes)
  .route('/operator', operatorRoutes)
  .route('/status', statusRoute)
  .route('/', dialects)
  .route('/api', descriptionRoute)
  .route('/api', accountRoutes)
  .route('/api', sourceRoutes)
  .route('/api', sourceHealthRoutes)
  .route('/api', lensRoutes)
  .route('/api', lensLifeRoutes)
  .route('/api', investigationRoutes)
  .route('/api', assetGroupRoutes)
  .route('/api', savedViewRoutes)
  .route('/api', exceptionRoutes)
  .route('/api', notificationRoutes)
  .route('/api', hitRoutes)
  .route('/api', evidenceRoutes)
  .route('/api', graphRoutes)
  .route('/api', mappingRoutes)
  .route('/api', recordRoutes)
  .route('/api', ruleRoutes)
  .route('/api', analyzerRoutes)
  .route('/api', searchRoutes)
  .route('/api', memberRoutes)
  .route('/api', ownAccountRoutes)
  .route('/api', tokenRoutes)
  .route('/api', twoFactorRoutes)
  .route('/api', passkeyRoutes)
  .route('/api', passwordRoutes)
  .route('/api', usageRoutes)
  .route('/api', auditRoutes)
  .route('/api', organisationRoutes)
  .route('/api', ssoRoutes)
  .notFound((c) =>
    problemResponse(
      new ApiError(404, 'api.no-route', 'There is no such route.'),
      c.get('requestId'),
      c.req.path,
    ),
  )
  .onError((error, c) => problemResponse(error, c.get('requestId'), c.req.path));

// A route that does not say who may call it stops the service, and every build, at once.
declaredRoutes(app.routes);

/** What the API answers is data: no page, no script, in no frame. */
function apiHeaders() {
  return secureHeaders({
    contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    strictTransportSecurity: 'max-age=31536000; includeSubDomains',
    referrerPolicy: 'no-referrer',
  });
}
