import type { TenantId } from '../../durable-objects/stubs.ts';

/** A tenant that a user belongs to. */
export interface Membership {
  readonly id: TenantId;
  readonly name: string;
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
      `SELECT tenants.id, tenants.name FROM members JOIN tenants ON tenants.id = members.tenant_id
       WHERE members.user_id = ?1 ORDER BY tenants.id = ?2 DESC, members.created_at LIMIT 1`,
    )
    .bind(userId, preferred ?? '')
    .first<Membership>();
  return row ?? undefined;
}

/** The ids of all tenants. */
export async function listTenantIds(db: D1Database): Promise<TenantId[]> {
  const { results } = await db
    .prepare('SELECT id FROM tenants ORDER BY id')
    .all<{ id: TenantId }>();
  return results.map(({ id }) => id);
}
