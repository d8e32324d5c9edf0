import type { SsoRequest } from '../../core/contract/sso.ts';
import type { SsoRole } from '../../core/contract/sso-words.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { seal, unseal } from '../../platform/sealed-secret.ts';
import { randomHex, sha256Hex } from '../hex.ts';

/** How long a sign-in may take at the provider. */
export const SSO_SIGN_IN_MS = 10 * 60_000;

const ID_BYTES = 16;

/** How a tenant signs in by its provider. */
export interface SsoSettings {
  readonly tenant: TenantId;
  readonly issuer: string;
  readonly clientId: string;
  /** Sealed. */
  readonly clientSecret: string;
  readonly role: SsoRole;
  readonly required: boolean;
}

const SETTINGS = `s.tenant_id AS tenant, s.issuer, s.client_id AS clientId,
  s.client_secret AS clientSecret, s.role, s.required`;

/** What a tenant has set; undefined when it has no single sign-on. */
export async function findSso(db: D1Database, tenant: TenantId): Promise<SsoSettings | undefined> {
  return readSettings(
    db.prepare(`SELECT ${SETTINGS} FROM sso_settings s WHERE s.tenant_id = ?`).bind(tenant),
  );
}

/** What the tenant has set whose proven domain this is. */
export async function findSsoOfDomain(
  db: D1Database,
  domain: string,
): Promise<SsoSettings | undefined> {
  return readSettings(
    db
      .prepare(
        `SELECT ${SETTINGS} FROM sso_domains d JOIN sso_settings s ON s.tenant_id = d.tenant_id
         WHERE d.domain = ? AND d.proven_at IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM erasures WHERE erasures.tenant_id = d.tenant_id)`,
      )
      .bind(domain),
  );
}

async function readSettings(statement: D1PreparedStatement): Promise<SsoSettings | undefined> {
  const row = await statement.first<Omit<SsoSettings, 'required'> & { required: number }>();
  return row === null ? undefined : { ...row, required: row.required === 1 };
}

/** The secret of the client at the provider. Throws when another deployment sealed it. */
export async function openClientSecret(env: Env, settings: SsoSettings): Promise<string> {
  return await unseal(settings.clientSecret, env.AUTH_SECRET, purposeOf(settings.tenant));
}

/**
 * Keeps what a tenant sets. Domains that stay remain proven. Who is who at another provider is
 * forgotten, as its subjects mean other people.
 *
 * @param before what it had set
 */
export async function putSso(
  env: Env,
  tenant: TenantId,
  { issuer, clientId, clientSecret, domains, role, required }: SsoRequest,
  before: SsoSettings | undefined,
): Promise<void> {
  const sealed =
    clientSecret === undefined
      ? (before?.clientSecret ?? '')
      : await seal(clientSecret, env.AUTH_SECRET, purposeOf(tenant));
  const db = env.DB;
  const isOther = before !== undefined && before.issuer !== issuer;
  await db.batch([
    db
      .prepare(
        `INSERT INTO sso_settings (tenant_id, issuer, client_id, client_secret, role, required)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (tenant_id) DO UPDATE SET issuer = ?2, client_id = ?3, client_secret = ?4,
           role = ?5, required = ?6`,
      )
      .bind(tenant, issuer, clientId, sealed, role, required ? 1 : 0),
    db
      .prepare(
        `DELETE FROM sso_domains WHERE tenant_id = ?1
           AND domain NOT IN (SELECT value FROM json_each(?2))`,
      )
      .bind(tenant, JSON.stringify(domains)),
    db
      .prepare(
        `INSERT INTO sso_domains (tenant_id, domain) SELECT ?1, value FROM json_each(?2) WHERE true
         ON CONFLICT DO NOTHING`,
      )
      .bind(tenant, JSON.stringify(domains)),
    ...(isOther ? [db.prepare('DELETE FROM sso_people WHERE tenant_id = ?').bind(tenant)] : []),
  ]);
}

/**
 * Ends a tenant's single sign-on, with the sessions that it opened. Who came by it is a member no
 * more: nothing else has shown who they are.
 */
export async function removeSso(db: D1Database, tenant: TenantId): Promise<void> {
  await db.batch([
    db.prepare('DELETE FROM sessions WHERE only_tenant_id = ?').bind(tenant),
    db.prepare('DELETE FROM members WHERE tenant_id = ? AND came_by_sso = 1').bind(tenant),
    db.prepare('DELETE FROM sso_people WHERE tenant_id = ?').bind(tenant),
    db.prepare('DELETE FROM sso_domains WHERE tenant_id = ?').bind(tenant),
    db.prepare('DELETE FROM sso_settings WHERE tenant_id = ?').bind(tenant),
  ]);
}

/** Whether a tenant has an owner who comes in without single sign-on. */
export async function hasOwnerWithoutSso(db: D1Database, tenant: TenantId): Promise<boolean> {
  const row = await db
    .prepare(
      `SELECT 1 FROM members WHERE tenant_id = ? AND role = 'owner' AND came_by_sso = 0 LIMIT 1`,
    )
    .bind(tenant)
    .first();
  return row !== null;
}

/** The domains of a tenant, by name. */
export async function listSsoDomains(
  db: D1Database,
  tenant: TenantId,
): Promise<{ readonly domain: string; readonly provenAt: number | null }[]> {
  const { results } = await db
    .prepare(
      `SELECT domain, proven_at AS provenAt FROM sso_domains WHERE tenant_id = ? ORDER BY domain`,
    )
    .bind(tenant)
    .all<{ domain: string; provenAt: number | null }>();
  return results;
}

/** Notes that a domain is a tenant's. @returns false when it is proven to be another one's */
export async function proveDomain(
  db: D1Database,
  tenant: TenantId,
  domain: string,
  now: number,
): Promise<boolean> {
  const { meta } = await db
    .prepare('UPDATE OR IGNORE sso_domains SET proven_at = ?3 WHERE tenant_id = ?1 AND domain = ?2')
    .bind(tenant, domain, now)
    .run();
  return meta.changes > 0;
}

/** Notes that a sign-in has begun at a provider, and forgets those that never came back. */
export async function keepSsoSignIn(db: D1Database, state: string, now: number): Promise<void> {
  await db.batch([
    db.prepare('DELETE FROM sso_sign_ins WHERE expires_at <= ?').bind(now),
    db
      .prepare('INSERT INTO sso_sign_ins (id, expires_at) VALUES (?, ?)')
      .bind(await sha256Hex(state), now + SSO_SIGN_IN_MS),
  ]);
}

/** Takes a sign-in that came back, once. @returns whether it was under way */
export async function takeSsoSignIn(db: D1Database, state: string, now: number): Promise<boolean> {
  const { meta } = await db
    .prepare('DELETE FROM sso_sign_ins WHERE id = ? AND expires_at > ?')
    .bind(await sha256Hex(state), now)
    .run();
  return meta.changes > 0;
}

/** Someone as a tenant's provider knows them. */
export interface SsoPerson {
  readonly subject: string;
  /** Verified by the provider, of a proven domain; in lower case. */
  readonly email: string;
}

/** An account, and whether it is a member of the tenant. */
export interface SsoAccount {
  readonly id: string;
  readonly isMember: boolean;
}

/**
 * Whose account someone at the provider has: the one of their subject, or, the first time, of their
 * address.
 *
 * @returns `other` when the account of the address is someone else's at the provider
 */
export async function findSsoAccount(
  db: D1Database,
  tenant: TenantId,
  { subject, email }: SsoPerson,
): Promise<SsoAccount | 'none' | 'other'> {
  const { results } = await db
    .prepare(
      `SELECT u.id, p.subject, EXISTS (SELECT 1 FROM members m
           WHERE m.tenant_id = ?1 AND m.user_id = u.id) AS isMember
       FROM users u LEFT JOIN sso_people p ON p.user_id = u.id AND p.tenant_id = ?1
       WHERE p.subject = ?2 OR u.email = ?3`,
    )
    .bind(tenant, subject, email)
    .all<{ id: string; subject: string | null; isMember: number }>();
  const found = results.find((row) => row.subject === subject) ?? results[0];
  if (found === undefined) return 'none';
  if (found.subject !== null && found.subject !== subject) return 'other';
  return { id: found.id, isMember: found.isMember === 1 };
}

/** Notes who someone is at the provider, and makes them a member if they are none. */
export async function joinBySso(
  db: D1Database,
  { tenant, role }: SsoSettings,
  userId: string,
  subject: string,
  now: number,
): Promise<void> {
  await db.batch([
    db
      .prepare(
        `INSERT INTO members (id, tenant_id, user_id, role, came_by_sso, created_at)
         VALUES (?, ?, ?, ?, 1, ?) ON CONFLICT (user_id, tenant_id) DO NOTHING`,
      )
      .bind(randomHex(ID_BYTES), tenant, userId, role, now),
    db
      .prepare(
        `INSERT INTO sso_people (tenant_id, subject, user_id) VALUES (?, ?, ?)
         ON CONFLICT DO NOTHING`,
      )
      .bind(tenant, subject, userId),
  ]);
}

function purposeOf(tenant: TenantId): string {
  return `sso/${tenant}`;
}
