import { Hono } from 'hono';
import { channelRequest } from '../../../core/contract/notifications.ts';
import { publicUrl } from '../../../core/notify/public-url.ts';
import { tenantStub } from '../../../durable-objects/stubs.ts';
import { ApiError, notFound } from '../../errors.ts';
import { originOf } from '../auth.ts';
import type { ApiEnv } from '../api-env.ts';
import { may } from '../may.ts';
import { readJson } from '../problem.ts';

/** Where a tenant's lenses are told of, and what was told. */
export const notificationRoutes = new Hono<ApiEnv>()
  .get('/notifications', may('viewer', 'read'), async (c) =>
    c.json(await tenantStub(c.env, c.get('tenant')).listNotifications()),
  )
  .post('/notifications/channels', may('admin', 'manage'), async (c) => {
    const request = await readJson(c, channelRequest);
    if (request.kind !== 'pagerduty' && publicUrl(request.url) === undefined) {
      throw new ApiError(422, 'notifications.bad-url', 'Only public https addresses are told.', {
        errors: [{ field: 'url', message: 'Not a public https address' }],
      });
    }
    return c.json(await tenantStub(c.env, c.get('tenant')).addChannel(request, originOf(c)), 201);
  })
  .post('/notifications/channels/:id/test', may('admin', 'manage'), async (c) => {
    const answer = await tenantStub(c.env, c.get('tenant')).testChannel(c.req.param('id'));
    if (answer === null) throw notFound('channel');
    return c.json(answer);
  })
  .delete('/notifications/channels/:id', may('admin', 'manage'), async (c) => {
    const stub = tenantStub(c.env, c.get('tenant'));
    if (!(await stub.removeChannel(c.req.param('id')))) throw notFound('channel');
    return c.body(null, 204);
  });
