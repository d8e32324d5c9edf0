import { Hono } from 'hono';
import { notFound } from '../../errors.ts';
import type { ApiEnv } from '../api-env.ts';
import { anyone } from '../declaration.ts';

/** The file that `cli/write-openapi.ts` writes, beside the UI: the Worker does not carry it. */
const FILE = '/api-docs/openapi.json';

/** The API as OpenAPI 3.1. */
export const descriptionRoute = new Hono<ApiEnv>().get('/openapi.json', anyone, async (c) => {
  const file = await c.env.ASSETS.fetch(new URL(FILE, c.req.url));
  // It is deployed with the UI.
  if (!file.ok) throw notFound('description: the UI is not built');
  return new Response(file.body, {
    headers: { 'content-type': 'application/json', 'cache-control': 'public, max-age=300' },
  });
});
