import type {
  MemberSummary,
  OpenInvitation,
  OwnOrganisation,
} from '../../core/contract/members.ts';
import type { Role } from '../../core/contract/roles.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { readRole } from './members.ts';

/**
 * The members of a tenant, oldest first.
 *
 * @param userId who asks
 * @param mayKnow whether they may know who has two-factor authentication
 */
export async function listMembers(
  db: D1Database,
  tenant: TenantId,
  userId: string | undefined,
  mayKnow: boolean,
): Promise<MemberSummary[]> {
  const { results } = await db
    .prepare(
      `SELECT m.id, u.email, m.role, m.created_at AS createdAt, m.user_id AS userId,
         u.two_factor_enabled AS hasTwoFactor
       FROM members m JOIN users u ON u.id = m.user_id
       WHERE m.tenant_id = ? ORDER BY m.created_at, m.id`,
    )
    .bind(tenant)
    .all<{
      id: string;
      email: string;
      role: string;
      createdAt: number;
      userId: string;
      hasTwoFactor: number;
    }>();
  return results.map(({ userId: of, hasTwoFactor, ...row }) => ({
    ...row,
    hasTwoFactor: mayKnow ? hasTwoFactor === 1 : null,
    role: readRole(row.role),
    isYou: of === userId,
  }));
}

/** The role of a member of a tenant; undefined when it has no such member. */
export async function findRole(
  db: D1Database,
  tenant: TenantId,
  memberId: string,
): Promise<Role | undefined> {
  const row = await db
    .prepare('SELECT role FROM members WHERE tenant_id = ? AND id = ?')
    .bind(tenant, memberId)
    .first<{ role: string }>();
  return row === null ? undefined : readRole(row.role);
}

/** Holds in the one statement that changes a member, so that two at once cannot break it. */
const AN_OWNER_REMAINS = `(role <> 'owner' OR (SELECT count(*) FROM members AS others
  WHERE others.tenant_id = members.tenant_id AND others.role = 'owner') > 1)`;

/**
 * Gives a member another role. The last owner keeps theirs.
 *
 * @returns whether it was given
 */
export async function setRole(
  db: D1Database,
  tenant: TenantId,
  memberId: string,
  role: Role,
): Promise<boolean> {
  const { meta } = await db
    .prepare(
      `UPDATE members SET role = ?3 WHERE tenant_id = ?1 AND id = ?2
         AND (?3 = 'owner' OR ${AN_OWNER_REMAINS})`,
    )
    .bind(tenant, memberId, role)
    .run();
  return meta.changes > 0;
}

/** Takes a member out of a tenant; not the last owner. @returns whether they are out */
export async function removeMember(
  db: D1Database,
  tenant: TenantId,
  memberId: string,
): Promise<boolean> {
  const [removed] = await db.batch([
    db
      .prepare(`DELETE FROM members WHERE tenant_id = ? AND id = ? AND ${AN_OWNER_REMAINS}`)
      .bind(tenant, memberId),
    // Who comes after them by single sign-on, under their address, is another person.
    db
      .prepare(
        `DELETE FROM sso_people WHERE tenant_id = ?1 AND NOT EXISTS (SELECT 1 FROM members m
           WHERE m.tenant_id = ?1 AND m.user_id = sso_people.user_id)`,
      )
      .bind(tenant),
  ]);
  return removed !== undefined && removed.meta.changes > 0;
}

/** Which member of a tenant a user is. */
export async function memberIdOf(
  db: D1Database,
  tenant: TenantId,
  userId: string,
): Promise<string | undefined> {
  const row = await db
    .prepare('SELECT id FROM members WHERE tenant_id = ? AND user_id = ?')
    .bind(tenant, userId)
    .first<{ id: string }>();
  return row?.id;
}

/** The organisations that someone belongs to, oldest membership first. */
export async function listOrganisations(
  db: D1Database,
  userId: string,
): Promise<OwnOrganisation[]> {
  const { results } = await db
    .prepare(
      `SELECT t.id, t.name, m.role FROM members m JOIN tenants t ON t.id = m.tenant_id
       WHERE m.user_id = ? ORDER BY m.created_at, t.id`,
    )
    .bind(userId)
    .all<{ id: string; name: string; role: string }>();
  return results.map((row) => ({ ...row, role: readRole(row.role) }));
}

/** Renames a tenant. */
export async function renameTenant(db: D1Database, tenant: TenantId, name: string): Promise<void> {
  await db.prepare('UPDATE tenants SET name = ? WHERE id = ?').bind(name, tenant).run();
}

interface Invitation {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly expiresAt: number;
}

/** A tenant's invitations that can be accepted still, newest first. */
export async function listInvitations(
  db: D1Database,
  tenant: TenantId,
  now: number,
): Promise<Invitation[]> {
  const { results } = await db
    .prepare(
      `SELECT id, email, role, expires_at AS expiresAt FROM invitations
       WHERE tenant_id = ? AND status = 'pending' AND expires_at > ? ORDER BY expires_at DESC`,
    )
    .bind(tenant, now)
    .all<{ id: string; email: string; role: string; expiresAt: number }>();
  return results.map((row) => ({ ...row, role: readRole(row.role) }));
}

/** Takes an invitation back. @returns its role; undefined when the tenant has none that is open */
export async function cancelInvitation(
  db: D1Database,
  tenant: TenantId,
  id: string,
): Promise<boolean> {
  const { meta } = await db
    .prepare(
      `UPDATE invitations SET status = 'canceled'
       WHERE tenant_id = ? AND id = ? AND status = 'pending'`,
    )
    .bind(tenant, id)
    .run();
  return meta.changes > 0;
}

/** What an invitation says to who has its link; undefined when it cannot be accepted any more. */
export async function findOpenInvitation(
  db: D1Database,
  id: string,
  now: number,
): Promise<OpenInvitation | undefined> {
  const row = await db
    .prepare(
      `SELECT i.email, i.role, t.name AS organisation
       FROM invitations i JOIN tenants t ON t.id = i.tenant_id
       WHERE i.id = ? AND i.status = 'pending' AND i.expires_at > ?`,
    )
    .bind(id, now)
    .first<{ email: string; role: string; organisation: string }>();
  return row === null ? undefined : { ...row, role: readRole(row.role) };
}

/** Which tenant invites an address by an invitation that is open; undefined when none does. */
export async function findInvitingTenant(
  db: D1Database,
  id: string,
  email: string,
  now: number,
): Promise<TenantId | undefined> {
  const tenant = await db
    .prepare(
      `SELECT tenant_id FROM invitations
       WHERE id = ? AND email = ? AND status = 'pending' AND expires_at > ?`,
    )
    .bind(id, email.toLowerCase(), now)
    .first<TenantId>('tenant_id');
  return tenant ?? undefined;
}
