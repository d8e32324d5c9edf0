import { Hono } from 'hono';
import { apiTokenRequest, rotateRequest } from '../../../core/contract/tokens.ts';
import {
  createApiToken,
  endApiToken,
  findApiToken,
  listApiTokens,
  revokeApiToken,
} from '../../d1/api-tokens.ts';
import { addIngestToken, endIngestToken, revokeIngestToken } from '../../d1/ingest-tokens.ts';
import { notFound } from '../../errors.ts';
import { recheckLive } from '../../tenancy/recheck-live.ts';
import type { ApiEnv } from '../api-env.ts';
import { may } from '../may.ts';
import { readJson } from '../problem.ts';

const DAY_MS = 86_400_000;

/** Tokens of sources, and of the API. Only people make tokens of the API. */
export const tokenRoutes = new Hono<ApiEnv>()
  .post('/sources/:id/tokens', may('admin', 'manage'), async (c) => {
    const source = { tenant: c.get('tenant'), sourceId: c.req.param('id') };
    const made = await addIngestToken(c.env.DB, source, Date.now());
    if (made === undefined) throw notFound('source');
    c.set('auditDetail', { token: made.summary.id });
    return c.json(made, 201);
  })
  .post('/sources/:id/tokens/:token/rotate', may('admin', 'manage'), async (c) => {
    const { graceSeconds } = await readJson(c, rotateRequest);
    const source = { tenant: c.get('tenant'), sourceId: c.req.param('id') };
    const now = Date.now();
    const ends = now + graceSeconds * 1_000;
    if (!(await endIngestToken(c.env.DB, source, c.req.param('token'), ends)))
      throw notFound('token');
    const made = await addIngestToken(c.env.DB, source, now);
    if (made === undefined) throw notFound('source');
    c.set('auditDetail', { token: made.summary.id, graceSeconds });
    return c.json(made, 201);
  })
  .delete('/sources/:id/tokens/:token', may('admin', 'manage'), async (c) => {
    const source = { tenant: c.get('tenant'), sourceId: c.req.param('id') };
    if (!(await revokeIngestToken(c.env.DB, source, c.req.param('token')))) throw notFound('token');
    return c.body(null, 204);
  })
  .get('/api-tokens', may('admin'), async (c) =>
    c.json({ tokens: await listApiTokens(c.env.DB, c.get('tenant')) }),
  )
  .post('/api-tokens', may('admin'), async (c) => {
    const { name, scopes, expiresInDays } = await readJson(c, apiTokenRequest);
    const now = Date.now();
    const expiresAt = expiresInDays === null ? null : now + expiresInDays * DAY_MS;
    const made = await createApiToken(c.env.DB, c.get('tenant'), { name, scopes, expiresAt }, now);
    c.set('auditDetail', { token: made.summary.id, name, scopes, expiresAt });
    return c.json(made, 201);
  })
  .post('/api-tokens/:id/rotate', may('admin'), async (c) => {
    const { graceSeconds } = await readJson(c, rotateRequest);
    const tenant = c.get('tenant');
    const old = await findApiToken(c.env.DB, tenant, c.req.param('id'));
    if (old === undefined) throw notFound('token');
    const now = Date.now();
    const { name, scopes, expiresAt } = old;
    const made = await createApiToken(c.env.DB, tenant, { name, scopes, expiresAt }, now);
    await endApiToken(c.env.DB, tenant, old.id, now + graceSeconds * 1_000);
    c.set('auditDetail', { token: made.summary.id, graceSeconds });
    return c.json(made, 201);
  })
  .delete('/api-tokens/:id', may('admin'), async (c) => {
    if (!(await revokeApiToken(c.env.DB, c.get('tenant'), c.req.param('id'))))
      throw notFound('token');
    await recheckLive(c.env, c.get('tenant'));
    return c.body(null, 204);
  });
