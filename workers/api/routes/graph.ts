import { Hono } from 'hono';
import { listenRequest, shardStub, tenantStub } from '../../../durable-objects/stubs.ts';
import type { ApiEnv } from '../api-env.ts';
import { listenerOf } from '../caller.ts';
import { may } from '../may.ts';

/** The whole graph, its shards, and the live feed. */
export const graphRoutes = new Hono<ApiEnv>()
  .get('/graph', may('viewer', 'read', 'evidence'), async (c) => {
    const { env } = c;
    const tenant = c.get('tenant');
    const shards = await tenantStub(env, tenant).shards();
    const { readable, writable } = new IdentityTransformStream();
    const sent = (async () => {
      for (const shard of shards) {
        const lines = await shardStub(env, tenant, shard).exportGraph();
        await lines.pipeTo(writable, { preventClose: true });
      }
      await writable.close();
    })();
    c.executionCtx.waitUntil(sent.catch((error: unknown) => writable.abort(error)));
    return new Response(readable, { headers: { 'content-type': 'application/x-ndjson' } });
  })
  .get('/shards', may('viewer', 'read'), async (c) =>
    c.json({ shards: await tenantStub(c.env, c.get('tenant')).describeShards() }),
  )
  .get('/live', may('viewer', 'read'), async (c) => {
    if (c.req.header('upgrade')?.toLowerCase() !== 'websocket') {
      return c.text('This is a WebSocket.', 426, { upgrade: 'websocket' });
    }
    const { webSocket } = await tenantStub(c.env, c.get('tenant')).fetch(
      listenRequest(c.req.raw, listenerOf(c.get('caller'))),
    );
    // A response of its own: the headers of one that another object made cannot be set.
    return new Response(null, { status: 101, webSocket });
  });
