import { ROLES } from '../../core/contract/roles.ts';
import type { Role } from '../../core/contract/roles.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';

/** A tenant that a user belongs to, and as what. */
export interface Membership {
  readonly id: TenantId;
  readonly name: string;
  readonly role: Role;
  /** Whether the tenant wants two-factor authentication of its members, and this one has none. */
  readonly isHeld: boolean;
}

/**
 * The tenant that a user works for.
 *
 * @param preferred the tenant that their session names, if it names one; they must still belong to it
 * @returns undefined when they belong to none
 */
export async function findMembership(
  db: D1Database,
  userId: string,
  preferred: string | undefined,
): Promise<Membership | undefined> {
  const row = await db
    .prepare(
      `SELECT tenants.id, tenants.name, members.role,
         coalesce(settings.requires_two_factor, 0) > users.two_factor_enabled AS isHeld
       FROM members JOIN tenants ON tenants.id = members.tenant_id
         JOIN users ON users.id = members.user_id
         LEFT JOIN tenant_settings settings ON settings.tenant_id = tenants.id
       WHERE members.user_id = ?1
         AND NOT EXISTS (SELECT 1 FROM erasures WHERE erasures.tenant_id = tenants.id)
       ORDER BY tenants.id = ?2 DESC, members.created_at LIMIT 1`,
    )
    .bind(userId, preferred ?? '')
    .first<{ id: TenantId; name: string; role: string; isHeld: number }>();
  if (row === null) return undefined;
  return { ...row, role: readRole(row.role), isHeld: row.isHeld === 1 };
}

/** A role as the database has it; one that is not known may do the least. */
export function readRole(text: string): Role {
  return ROLES.find((role) => role === text) ?? 'viewer';
}

/** The ids of all tenants. */
export async function listTenantIds(db: D1Database): Promise<TenantId[]> {
  const { results } = await db
    .prepare('SELECT id FROM tenants ORDER BY id')
    .all<{ id: TenantId }>();
  return results.map(({ id }) => id);
}

/** Who has an account under an e-mail address. */
export async function findUser(
  db: D1Database,
  email: string,
): Promise<{ readonly id: string; readonly email: string } | undefined> {
  const row = await db
    .prepare('SELECT id, email FROM users WHERE email = ?')
    .bind(email.toLowerCase())
    .first<{ id: string; email: string }>();
  return row ?? undefined;
}

/** An account by its id. */
export async function findUserById(
  db: D1Database,
  id: string,
): Promise<{ readonly id: string; readonly email: string } | undefined> {
  const row = await db
    .prepare('SELECT id, email FROM users WHERE id = ?')
    .bind(id)
    .first<{ id: string; email: string }>();
  return row ?? undefined;
}
