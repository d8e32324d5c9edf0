import { APIError } from 'better-auth/api';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { newOrganisationRequest } from '../../../core/contract/members.ts';
import type { OpenInvitation, SessionSummary } from '../../../core/contract/members.ts';
import type { TenantId } from '../../../durable-objects/stubs.ts';
import { appendAudit } from '../../d1/audit-log.ts';
import { findMembership } from '../../d1/members.ts';
import {
  findInvitingTenant,
  findOpenInvitation,
  listOrganisations,
} from '../../d1/organisation.ts';
import { notFound } from '../../errors.ts';
import { randomHex } from '../../hex.ts';
import { recheckLiveOf } from '../../tenancy/recheck-live.ts';
import { wantRegion } from '../../tenancy/regions.ts';
import { wantSeatToJoin } from '../../tenancy/seats.ts';
import type { ApiEnv } from '../api-env.ts';
import { accounts, originOf } from '../auth.ts';
import { ssoRequired } from '../caller.ts';
import { anyone } from '../declaration.ts';
import { invitationOf } from '../invitation-code.ts';
import { signedIn, signedInAnyhow } from '../may.ts';
import { notePersonal } from '../note-personal.ts';
import { readJson } from '../problem.ts';

/** What people see and change of themselves: their organisations, their sessions. */
export const ownAccountRoutes = new Hono<ApiEnv>()
  .get('/organisations', signedInAnyhow, async (c) => {
    const { id: person, onlyTenant } = c.get('person');
    const all = await listOrganisations(c.env.DB, person);
    const organisations = all.filter(({ id }) => (onlyTenant ?? id) === id);
    return c.json({ organisations });
  })
  .post('/organisations', signedIn, async (c) => {
    const { name, region } = await readJson(c, newOrganisationRequest);
    wantRegion(c.env, region);
    const made = await accounts(c.env, originOf(c), region).api.createOrganization({
      body: { name, slug: randomHex(12) },
      headers: c.req.raw.headers,
    });
    if (made === null) throw new Error('the account library made no tenant');
    return c.json({ id: made.id, name: made.name, role: 'owner' }, 201);
  })
  .post('/organisations/:id/switch', signedIn, async (c) => {
    const id = c.req.param('id');
    const membership = await findMembership(c.env.DB, c.get('person').id, { preferred: id });
    if (membership?.id !== id) {
      const own = await listOrganisations(c.env.DB, c.get('person').id);
      // What single sign-on alone opens comes after all others.
      if (own.some((one) => one.id === id)) throw ssoRequired();
      throw notFound('organisation');
    }
    if (membership.heldBy === 'sso') throw ssoRequired();
    await accounts(c.env, originOf(c)).api.setActiveOrganization({
      body: { organizationId: id },
      headers: c.req.raw.headers,
    });
    return c.body(null, 204);
  })
  // The code is a secret: whoever has it may see who is invited to what.
  .get('/invitations/:code', anyone, async (c) =>
    c.json(await readInvitation(c, c.req.param('code'))),
  )
  .post('/invitations/:code/accept', signedIn, async (c) => {
    await acceptInvitation(c, c.req.param('code'), c.get('person'), c.req.raw.headers);
    return c.body(null, 204);
  })
  .get('/sessions', signedInAnyhow, async (c) => {
    const sessions = await ownSessions(c);
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
  .delete('/sessions/:id', signedInAnyhow, async (c) => {
    const found = (await ownSessions(c)).find(({ id }) => id === c.req.param('id'));
    if (found === undefined) throw notFound('session');
    await accounts(c.env, originOf(c)).api.revokeSession({
      body: { token: found.token },
      headers: c.req.raw.headers,
    });
    await recheckLiveOf(c.env, c.get('person').id);
    await notePersonal(c, c.get('person'), {});
    return c.body(null, 204);
  })
  .delete('/sessions', signedIn, async (c) => {
    await accounts(c.env, originOf(c)).api.revokeSessions({ headers: c.req.raw.headers });
    await recheckLiveOf(c.env, c.get('person').id);
    await notePersonal(c, c.get('person'), {});
    return c.body(null, 204);
  });

/** The sessions that someone sees: of who came by single sign-on, those that it opened. */
async function ownSessions(c: Context<ApiEnv>) {
  const { api } = accounts(c.env, originOf(c));
  const { onlyTenant } = c.get('person');
  const sessions = await api.listSessions({ headers: c.req.raw.headers });
  return onlyTenant === undefined
    ? sessions
    : sessions.filter(({ onlyTenantId }) => onlyTenantId === onlyTenant);
}

/** What an invitation says to who has its code. Throws the answer to who has none that is open. */
export async function readInvitation(c: Context<ApiEnv>, code: string): Promise<OpenInvitation> {
  const id = await invitationOf(c.env, code);
  const found = id && (await findOpenInvitation(c.env.DB, id, Date.now()));
  if (!found) throw notFound('invitation');
  return found;
}

/**
 * Makes someone a member by an invitation to their address, once. Any fault is a 404: who may not
 * accept an invitation does not learn that there is one. Their session is for that tenant from then on.
 *
 * @param headers with their session
 * @returns the tenant
 */
export async function acceptInvitation(
  c: Context<ApiEnv>,
  code: string,
  person: { readonly id: string; readonly email: string },
  headers: Headers,
): Promise<TenantId> {
  const id = await invitationOf(c.env, code);
  const invites = id && (await findInvitingTenant(c.env.DB, id, person.email, Date.now()));
  if (!id || !invites) throw notFound('invitation');
  await wantSeatToJoin(c.env, invites, Date.now());
  const { invitation } = await accounts(c.env, originOf(c))
    .api.acceptInvitation({ body: { invitationId: id }, headers })
    .catch((error: unknown) => {
      if (!(error instanceof APIError) || error.statusCode >= 500) throw error;
      throw notFound('invitation');
    });
  const tenant = invitation.organizationId as TenantId;
  await appendAudit(c.env.DB, tenant, {
    at: Date.now(),
    actor: { kind: 'member', id: person.id, name: person.email },
    action: 'POST /api/invitations/:code/accept',
    target: '/api/members',
    detail: { role: invitation.role },
    requestId: c.get('requestId'),
    address: c.req.header('cf-connecting-ip') ?? '',
  });
  return tenant;
}
