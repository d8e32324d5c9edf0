import type { TenantId } from '../stubs.ts';

/** The addresses of a tenant's members, in small letters. */
export async function memberEmails(db: D1Database, tenant: TenantId): Promise<string[]> {
  const { results } = await db
    .prepare(
      `SELECT lower(users.email) AS email FROM members JOIN users ON users.id = members.user_id
       WHERE members.tenant_id = ?`,
    )
    .bind(tenant)
    .all<{ email: string }>();
  return results.map(({ email }) => email);
}
