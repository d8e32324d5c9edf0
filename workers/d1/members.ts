import { ROLES } from '../../core/contract/roles.ts';
import type { Role } from '../../core/contract/roles.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';

/** A tenant that a user belongs to, and as what. */
export interface Membership {
  readonly id: TenantId;
  readonly name: string;
  readonly role: Role;
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
      `SELECT tenants.id, tenants.name, members.role
       FROM members JOIN tenants ON tenants.id = members.tenant_id
       WHERE members.user_id = ?1
         AND NOT EXISTS (SELECT 1 FROM erasures WHERE erasures.tenant_id = tenants.id)
       ORDER BY tenants.id = ?2 DESC, members.created_at LIMIT 1`,
    )
    .bind(userId, preferred ?? '')
    .first<{ id: TenantId; name: string; role: string }>();
  return row === null ? undefined : { ...row, role: readRole(row.role) };
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
