import { Hono } from 'hono';
import { awsAccessRequest, setQuotaRequest } from '../../../core/contract/sources.ts';
import type { SourceHealth } from '../../../core/contract/sources.ts';
import { inboxStub } from '../../../durable-objects/stubs.ts';
import { setAwsAccess } from '../../d1/aws-access.ts';
import {
  hasSource,
  listRejectGroups,
  readSourceHealth,
  setSourceQuota,
} from '../../d1/source-health.ts';
import { firstUploadSince } from '../../d1/uploads-since.ts';
import { requeueRejected, requeueUpload } from '../../d1/uploads.ts';
import { notFound } from '../../errors.ts';
import { DEFAULT_BYTES_PER_DAY } from '../../ingest/limits.ts';
import type { ApiEnv } from '../api-env.ts';
import { may } from '../may.ts';
import { readJson } from '../problem.ts';

/** Uploads that are processed again at a time, and how old they are at most. */
const REPLAY_UPLOADS = 1_000;
const REPLAY_MS = 7 * 86_400_000;

/** Messages in one batch to a queue. */
const QUEUE_BATCH = 100;

/** How sources do, what they may send, and their rejects. */
export const sourceHealthRoutes = new Hono<ApiEnv>()
  .get('/sources/:id/health', may('viewer', 'read'), async (c) => {
    const tenant = c.get('tenant');
    const id = c.req.param('id');
    const found = await readSourceHealth(c.env.DB, tenant, id, Date.now());
    if (found === undefined) throw notFound('source');
    const { bytesPerDay, ...health } = found;
    const usage = await inboxStub(c.env, tenant, id).usage();
    const common = Number(c.env.SOURCE_BYTES_PER_DAY ?? DEFAULT_BYTES_PER_DAY);
    const answer: SourceHealth = {
      ...health,
      quota: {
        bytesPerDay: bytesPerDay ?? common,
        bytesToday: usage.bytes,
        refusedToday: usage.refused,
      },
    };
    return c.json(answer);
  })
  .put('/sources/:id/quota', may('admin', 'manage'), async (c) => {
    const { bytesPerDay } = await readJson(c, setQuotaRequest);
    const id = c.req.param('id');
    const isThere = await setSourceQuota(c.env.DB, c.get('tenant'), id, bytesPerDay);
    if (!isThere) throw notFound('source');
    return c.body(null, 204);
  })
  .put('/sources/:id/aws-access', may('admin', 'manage'), async (c) => {
    const access = await readJson(c, awsAccessRequest);
    const source = { tenant: c.get('tenant'), sourceId: c.req.param('id') };
    if (!(await setAwsAccess(c.env, source, access))) throw notFound('source');
    return c.body(null, 204);
  })
  .delete('/sources/:id/aws-access', may('admin', 'manage'), async (c) => {
    const source = { tenant: c.get('tenant'), sourceId: c.req.param('id') };
    if (!(await setAwsAccess(c.env, source, null))) throw notFound('source');
    return c.body(null, 204);
  })
  .get('/sources/:id/rejects', may('viewer', 'read'), async (c) => {
    const id = c.req.param('id');
    if (!(await hasSource(c.env.DB, c.get('tenant'), id))) throw notFound('source');
    const groups = await listRejectGroups(c.env.DB, c.get('tenant'), id, Date.now());
    return c.json({ groups });
  })
  .post('/sources/:id/replay', may('analyst', 'manage'), async (c) => {
    const tenant = c.get('tenant');
    const id = c.req.param('id');
    if (!(await hasSource(c.env.DB, tenant, id))) throw notFound('source');
    const from = await firstUploadSince(c.env.DB, tenant, Date.now() - REPLAY_MS);
    const uploads = await requeueRejected(c.env.DB, tenant, id, from, REPLAY_UPLOADS);
    for (let at = 0; at < uploads.length; at += QUEUE_BATCH) {
      const few = uploads.slice(at, at + QUEUE_BATCH);
      await c.env.UPLOAD_QUEUE.sendBatch(few.map((upload) => ({ body: { tenant, upload } })));
    }
    return c.json({ uploads }, 202);
  })
  .post('/uploads/:number{\\d{1,15}}/replay', may('analyst', 'manage'), async (c) => {
    const tenant = c.get('tenant');
    const upload = Number(c.req.param('number'));
    if (!(await requeueUpload(c.env.DB, tenant, upload))) throw notFound('upload');
    await c.env.UPLOAD_QUEUE.send({ tenant, upload });
    return c.json({ uploads: [upload] }, 202);
  });
