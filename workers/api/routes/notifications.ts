import { Hono } from 'hono';
import { channelRequest } from '../../../core/contract/notifications.ts';
import { publicUrl } from '../../../core/notify/public-url.ts';
import { tenantStub } from '../../../durable-objects/stubs.ts';
import type { TenantId } from '../../../durable-objects/stubs.ts';
import { ApiError, notFound } from '../../errors.ts';
import { canSendMail } from '../../../platform/mailer.ts';
import { listAssignees } from '../../d1/lens-events.ts';
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
    if (request.kind === 'email') await checkMail(c.env, c.get('tenant'), request.to);
    else if (request.kind !== 'pagerduty' && publicUrl(request.url) === undefined) {
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

/** Only members are mailed, and only where there is a mailer. Throws the answer otherwise. */
async function checkMail(env: Env, tenant: TenantId, to: string): Promise<void> {
  if (!canSendMail(env)) {
    throw new ApiError(422, 'notifications.no-mailer', 'This deployment has no mailer.', {
      errors: [{ field: 'kind', message: 'Mail cannot be sent here' }],
    });
  }
  const members = await listAssignees(env.DB, tenant);
  if (members.some(({ email }) => email === to.toLowerCase())) return;
  throw new ApiError(422, 'notifications.no-member', 'Mail goes to members only.', {
    errors: [{ field: 'to', message: 'No member of the organisation has this address' }],
  });
}
