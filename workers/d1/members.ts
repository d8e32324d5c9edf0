import { ROLES } from '../../core/contract/roles.ts';
import type { Role } from '../../core/contract/roles.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { WANTS_SSO } from '../../platform/wants-sso.ts';

/** A tenant that a user belongs to, and as what. */
export interface Membership {
  readonly id: TenantId;
  readonly name: string;
  readonly role: Role;
  /**
   * What the tenant wants of its members, and this session has not: two-factor authentication, or to
   * have been opened by its single sign-on.
   */
  readonly heldBy: 'two-factor' | 'sso' | undefined;
}

/** For which tenants a session works. */
export interface SessionScope {
  /** The tenant that it names, if it names one; its user must still belong to it. */
  readonly preferred?: string | undefined;
  /** Of one that a tenant's single sign-on opened: that tenant, and no other. */
  readonly only?: string | undefined;
  /** Whether a passkey opened it: that is two factors. */
  readonly isByPasskey?: boolean;
}

/**
 * The tenant that a user works for in a session. What only single sign-on opens comes last.
 *
 * @returns undefined when they belong to none
 */
export async function findMembership(
  db: D1Database,
  userId: string,
  { preferred, only, isByPasskey = false }: SessionScope,
): Promise<Membership | undefined> {
  const row = await db
    .prepare(
      `SELECT tenants.id, tenants.name, m.role,
         ?3 IS NULL AND ${WANTS_SSO} AS wantsSso,
         ?3 IS NULL AND coalesce(settings.requires_two_factor, 0) > max(users.two_factor_enabled, ?4)
           AS wantsTwoFactor
       FROM members m JOIN tenants ON tenants.id = m.tenant_id
         JOIN users ON users.id = m.user_id
         LEFT JOIN tenant_settings settings ON settings.tenant_id = tenants.id
         LEFT JOIN sso_settings sso ON sso.tenant_id = tenants.id
       WHERE m.user_id = ?1 AND (?3 IS NULL OR m.tenant_id = ?3)
         AND NOT EXISTS (SELECT 1 FROM erasures WHERE erasures.tenant_id = tenants.id)
       ORDER BY wantsSso, tenants.id = ?2 DESC, m.created_at LIMIT 1`,
    )
    .bind(userId, preferred ?? '', only ?? null, isByPasskey ? 1 : 0)
    .first<{
      id: TenantId;
      name: string;
      role: string;
      wantsSso: number;
      wantsTwoFactor: number;
    }>();
  if (row === null) return undefined;
  const { id, name, role, wantsSso, wantsTwoFactor } = row;
  const heldBy = wantsSso === 1 ? 'sso' : wantsTwoFactor === 1 ? 'two-factor' : undefined;
  return { id, name, role: readRole(role), heldBy };
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
