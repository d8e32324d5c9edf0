import { Hono } from 'hono';
import { createSourceRequest } from '../../../core/contract/sources.ts';
import { createSource, listSources } from '../../d1/sources.ts';
import { listUploads } from '../../d1/uploads.ts';
import type { ApiEnv } from '../api-env.ts';
import { may } from '../may.ts';
import { readJson } from '../problem.ts';

/** Uploads on one page of the list. */
const UPLOADS_PER_PAGE = 100;

/** Sources and their uploads. */
export const sourceRoutes = new Hono<ApiEnv>()
  .get('/sources', may('viewer', 'read'), async (c) =>
    c.json({ sources: await listSources(c.env.DB, c.get('tenant')) }),
  )
  .post('/sources', may('admin', 'manage'), async (c) => {
    const { name } = await readJson(c, createSourceRequest);
    return c.json(await createSource(c.env.DB, c.get('tenant'), name, Date.now()), 201);
  })
  .get('/uploads', may('viewer', 'read'), async (c) => {
    const asked = Number(c.req.query('before'));
    const before = Number.isSafeInteger(asked) && asked > 0 ? asked : Number.MAX_SAFE_INTEGER;
    const uploads = await listUploads(c.env.DB, c.get('tenant'), before, UPLOADS_PER_PAGE);
    return c.json({ uploads });
  });
