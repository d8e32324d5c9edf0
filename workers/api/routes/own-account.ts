import { APIError } from 'better-auth/api';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { organisationRequest } from '../../../core/contract/members.ts';
import type { SessionSummary } from '../../../core/contract/members.ts';
import type { TenantId } from '../../../durable-objects/stubs.ts';
import { appendAudit } from '../../d1/audit-log.ts';
import { findMembership } from '../../d1/members.ts';
import { findOpenInvitation, listOrganisations } from '../../d1/organisation.ts';
import { notFound } from '../../errors.ts';
import { randomHex } from '../../hex.ts';
import type { ApiEnv } from '../api-env.ts';
import { accounts, originOf } from '../auth.ts';
import { anyone } from '../declaration.ts';
import { signedIn } from '../may.ts';
import { readJson } from '../problem.ts';

/** What people see and change of themselves: their organisations, their sessions. */
export const ownAccountRoutes = new Hono<ApiEnv>()
  .get('/organisations', signedIn, async (c) =>
    c.json({ organisations: await listOrganisations(c.env.DB, c.get('person').id) }),
  )
  .post('/organisations', signedIn, async (c) => {
    const { name } = await readJson(c, organisationRequest);
    const made = await accounts(c.env, originOf(c)).api.createOrganization({
      body: { name, slug: randomHex(12) },
      headers: c.req.raw.headers,
    });
    if (made === null) throw new Error('the account library made no tenant');
    return c.json({ id: made.id, name: made.name, role: 'owner' }, 201);
  })
  .post('/organisations/:id/switch', signedIn, async (c) => {
    const id = c.req.param('id');
    const membership = await findMembership(c.env.DB, c.get('person').id, id);
    if (membership?.id !== id) throw notFound('organisation');
    await accounts(c.env, originOf(c)).api.setActiveOrganization({
      body: { organizationId: id },
      headers: c.req.raw.headers,
    });
    return c.body(null, 204);
  })
  // The id is the secret of the link: it says who is invited to what.
  .get('/invitations/:id', anyone, async (c) => {
    const found = await findOpenInvitation(c.env.DB, c.req.param('id'), Date.now());
    if (found === undefined) throw notFound('invitation');
    return c.json(found);
  })
  .post('/invitations/:id/accept', signedIn, async (c) => {
    await acceptInvitation(c, c.req.param('id'), c.get('person'), c.req.raw.headers);
    return c.body(null, 204);
  })
  .get('/sessions', signedIn, async (c) => {
    const { api } = accounts(c.env, originOf(c));
    const sessions = await api.listSessions({ headers: c.req.raw.headers });
    return c.json({
      sessions: sessions.map(
        ({ id, createdAt, updatedAt, ipAddress, userAgent }): SessionSummary => ({
          id,
          createdAt: new Date(createdAt).getTime(),
          usedAt: new Date(updatedAt).getTime(),
          address: ipAddress ?? '',
          browser: userAgent ?? '',
          isThis: id === c.get('person').sessionId,
        }),
      ),
    });
  })
  .delete('/sessions/:id', signedIn, async (c) => {
    const { api } = accounts(c.env, originOf(c));
    const { headers } = c.req.raw;
    const found = (await api.listSessions({ headers })).find(({ id }) => id === c.req.param('id'));
    if (found === undefined) throw notFound('session');
    await api.revokeSession({ body: { token: found.token }, headers });
    return c.body(null, 204);
  })
  .delete('/sessions', signedIn, async (c) => {
    await accounts(c.env, originOf(c)).api.revokeSessions({ headers: c.req.raw.headers });
    return c.body(null, 204);
  });

/**
 * Makes someone a member by an invitation to their address, once. Any fault is a 404: who may not
 * accept an invitation does not learn that there is one.
 *
 * @param headers with their session
 */
export async function acceptInvitation(
  c: Context<ApiEnv>,
  id: string,
  person: { readonly id: string; readonly email: string },
  headers: Headers,
): Promise<void> {
  const { invitation } = await accounts(c.env, originOf(c))
    .api.acceptInvitation({ body: { invitationId: id }, headers })
    .catch((error: unknown) => {
      if (!(error instanceof APIError) || error.statusCode >= 500) throw error;
      throw notFound('invitation');
    });
  await appendAudit(c.env.DB, invitation.organizationId as TenantId, {
    at: Date.now(),
    actor: { kind: 'member', id: person.id, name: person.email },
    action: 'POST /api/invitations/:id/accept',
    target: '/api/members',
    detail: { role: invitation.role },
    requestId: c.get('requestId'),
    address: c.req.header('cf-connecting-ip') ?? '',
  });
}
