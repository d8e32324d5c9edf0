import { Hono } from 'hono';
import type { ServiceStatus } from '../../core/contract/operator.ts';
import type { ApiEnv } from '../api/api-env.ts';
import { anyone } from '../api/declaration.ts';
import { listDeadLetters, readBacklog, requeueDeadLetters } from '../d1/dead-letters.ts';
import { notFound } from '../errors.ts';
import { log } from '../log.ts';
import { LAG_LIMIT_MS, lagOf } from './alerts.ts';
import { readCanary, readCanaryRuns } from './canary.ts';
import { operatorAccountRoutes } from './account-routes.ts';
import { OPEN_METRICS_TYPE, writeOpenMetrics } from './open-metrics.ts';
import { operator } from './operator.ts';
import { operatorTenantRoutes } from './tenant-routes.ts';
import { alertsOf, gaugesOf, survey } from './survey.ts';

/** Dead letters that are shown or queued again at a time: a batch of the queue. */
const DEAD_LETTERS = 100;

/** What only the operator of the deployment may do. */
export const operatorRoutes = new Hono<ApiEnv>()
  .route('/', operatorAccountRoutes)
  .route('/', operatorTenantRoutes)
  .get('/metrics', operator, async (c) => {
    const text = writeOpenMetrics(gaugesOf(await survey(c.env, Date.now())));
    return c.body(text, 200, { 'content-type': OPEN_METRICS_TYPE });
  })
  .get('/alerts', operator, async (c) => {
    const alerts = alertsOf(await survey(c.env, Date.now()));
    return c.json({ alerts });
  })
  .get('/dead-letters', operator, async (c) =>
    c.json({ deadLetters: await listDeadLetters(c.env.DB, DEAD_LETTERS) }),
  )
  .post('/dead-letters/redrive', operator, async (c) => {
    const uploads = await requeueDeadLetters(c.env.DB, DEAD_LETTERS);
    if (uploads.length > 0) {
      await c.env.UPLOAD_QUEUE.sendBatch(uploads.map((body) => ({ body })));
    }
    log('dead-letters.redriven', { requestId: c.get('requestId'), count: uploads.length });
    return c.json({ uploads }, 202);
  })
  .post('/dead-letters/:tenant/:upload{\\d{1,15}}/redrive', operator, async (c) => {
    const only = { tenant: c.req.param('tenant'), upload: Number(c.req.param('upload')) };
    const uploads = await requeueDeadLetters(c.env.DB, 1, only);
    const [upload] = uploads;
    if (upload === undefined) throw notFound('dead letter');
    await c.env.UPLOAD_QUEUE.send(upload);
    log('dead-letters.redriven', { requestId: c.get('requestId'), ...only });
    return c.json({ uploads }, 202);
  });

/**
 * How the service does, for anyone: no number in it is a tenant's. A browser that is led here gets
 * the UI, which asks again.
 */
export const statusRoute = new Hono<ApiEnv>().get('/', anyone, async (c) => {
  if (c.req.header('accept')?.includes('text/html')) {
    const page = await c.env.ASSETS.fetch(new URL(c.req.url));
    // Where the UI is not built, people read what machines read.
    if (page.ok) {
      return new Response(page.body, {
        headers: {
          ...Object.fromEntries(page.headers),
          'content-type': 'text/html; charset=utf-8',
          vary: 'accept',
        },
      });
    }
  }
  const now = Date.now();
  const [backlog, canary, canaryRuns] = await Promise.all([
    readBacklog(c.env.DB),
    readCanary(c.env.DB, now),
    readCanaryRuns(c.env.DB, now),
  ]);
  const lag = lagOf(backlog, now);
  const status: ServiceStatus = {
    state: lag > LAG_LIMIT_MS || canary?.state === 'failed' ? 'behind' : 'ok',
    lagSeconds: Math.round(lag / 1_000),
    canary,
    canaryRuns,
    at: now,
  };
  return c.json(status, 200, { 'cache-control': 'public, max-age=10', vary: 'accept' });
});
