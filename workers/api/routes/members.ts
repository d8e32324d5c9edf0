import { APIError } from 'better-auth/api';
import { Hono } from 'hono';
import {
  inviteRequest,
  organisationRequest,
  setRoleRequest,
} from '../../../core/contract/members.ts';
import type { CreatedInvitation } from '../../../core/contract/members.ts';
import { isAtLeast } from '../../../core/contract/roles.ts';
import {
  cancelInvitation,
  findRole,
  listInvitations,
  listMembers,
  memberIdOf,
  removeMember,
  renameTenant,
  setRole,
} from '../../d1/organisation.ts';
import { ApiError, notFound } from '../../errors.ts';
import { recheckLive } from '../../tenancy/recheck-live.ts';
import { wantSeatToInvite } from '../../tenancy/seats.ts';
import type { ApiEnv } from '../api-env.ts';
import { accounts, originOf } from '../auth.ts';
import { invitationCode } from '../invitation-code.ts';
import { may } from '../may.ts';
import { readJson } from '../problem.ts';

/** The members of a tenant, and who is invited to it. */
export const memberRoutes = new Hono<ApiEnv>()
  .get('/members', may('viewer', 'read'), async (c) => {
    const caller = c.get('caller');
    const you = caller.kind === 'member' ? caller.user.id : undefined;
    const mayKnow = caller.kind === 'member' && isAtLeast(caller.role, 'admin');
    return c.json({ members: await listMembers(c.env.DB, c.get('tenant'), you, mayKnow) });
  })
  .patch('/members/:id', may('admin'), async (c) => {
    const { role } = await readJson(c, setRoleRequest);
    const tenant = c.get('tenant');
    const before = await findRole(c.env.DB, tenant, c.req.param('id'));
    if (before === undefined) throw notFound('member');
    if ([before, role].includes('owner')) ownersOnly(c.get('session').role);
    if (!(await setRole(c.env.DB, tenant, c.req.param('id'), role))) throw lastOwner();
    c.set('auditDetail', { before, after: role });
    await recheckLive(c.env, tenant);
    return c.body(null, 204);
  })
  .delete('/members/:id', may('admin'), async (c) => {
    const tenant = c.get('tenant');
    const role = await findRole(c.env.DB, tenant, c.req.param('id'));
    if (role === undefined) throw notFound('member');
    if (role === 'owner') ownersOnly(c.get('session').role);
    if (!(await removeMember(c.env.DB, tenant, c.req.param('id')))) throw lastOwner();
    c.set('auditDetail', { before: role });
    await recheckLive(c.env, tenant);
    return c.body(null, 204);
  })
  .delete('/membership', may('viewer'), async (c) => {
    const tenant = c.get('tenant');
    const id = await memberIdOf(c.env.DB, tenant, c.get('session').user.id);
    if (id === undefined) throw notFound('member');
    if (!(await removeMember(c.env.DB, tenant, id))) throw lastOwner();
    await recheckLive(c.env, tenant);
    return c.body(null, 204);
  })
  .patch('/organisation', may('admin'), async (c) => {
    const { name } = await readJson(c, organisationRequest);
    await renameTenant(c.env.DB, c.get('tenant'), name);
    c.set('auditDetail', { before: c.get('session').tenant.name, after: name });
    return c.body(null, 204);
  })
  .get('/invitations', may('admin'), async (c) => {
    const open = await listInvitations(c.env.DB, c.get('tenant'), Date.now());
    // Who will be an owner is between owners.
    const isOwner = c.get('session').role === 'owner';
    const invitations = open.filter(({ role }) => isOwner || role !== 'owner');
    return c.json({ invitations });
  })
  .post('/invitations', may('admin'), async (c) => {
    const { email, role } = await readJson(c, inviteRequest);
    if (role === 'owner') ownersOnly(c.get('session').role);
    await wantSeatToInvite(c.env, c.get('tenant'), Date.now());
    const made = await accounts(c.env, originOf(c))
      .api.createInvitation({
        body: { email, role, organizationId: c.get('tenant') },
        headers: c.req.raw.headers,
      })
      .catch((error: unknown) => {
        if (!(error instanceof APIError) || error.statusCode >= 500) throw error;
        throw new ApiError(409, 'members.not-invited', 'This address cannot be invited.', {
          detail: 'It may belong to a member, or be invited already.',
        });
      });
    c.set('auditDetail', { email, role });
    const code = await invitationCode(c.env, made.id);
    const created: CreatedInvitation = {
      invitation: { id: made.id, email: made.email, role, expiresAt: made.expiresAt.getTime() },
      code,
      link: `${originOf(c)}/invitation?code=${encodeURIComponent(code)}`,
    };
    return c.json(created, 201);
  })
  .delete('/invitations/:id', may('admin'), async (c) => {
    if (!(await cancelInvitation(c.env.DB, c.get('tenant'), c.req.param('id'))))
      throw notFound('invitation');
    return c.body(null, 204);
  });

function ownersOnly(role: string): void {
  if (role !== 'owner')
    throw new ApiError(403, 'members.owners-only', 'Only owners decide who is an owner.');
}

function lastOwner(): ApiError {
  return new ApiError(409, 'members.last-owner', 'An organisation needs an owner.', {
    detail: 'Make another member an owner first.',
  });
}
