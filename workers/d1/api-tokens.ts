import type { ApiTokenSummary, MadeToken } from '../../core/contract/tokens.ts';
import type { Scope } from '../../core/contract/roles.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { USE_NOTED_MS, newToken } from './secret-tokens.ts';

interface ApiTokenRow {
  id: string;
  name: string;
  scopes: string;
  prefix: string;
  last_four: string;
  created_at: number;
  expires_at: number | null;
  last_used_at: number | null;
}

/** Makes a token of the API. */
export async function createApiToken(
  db: D1Database,
  tenant: TenantId,
  wanted: Pick<ApiTokenSummary, 'name' | 'scopes' | 'expiresAt'>,
  now: number,
): Promise<MadeToken<ApiTokenSummary>> {
  const { token, hash, summary } = await newToken('api', now, wanted.expiresAt);
  const scopes = [...new Set(wanted.scopes)];
  await db
    .prepare(
      `INSERT INTO api_tokens
         (hash, tenant_id, id, name, scopes, prefix, last_four, created_at, expires_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .bind(
      hash,
      tenant,
      summary.id,
      wanted.name,
      JSON.stringify(scopes),
      summary.prefix,
      summary.lastFour,
      now,
      summary.expiresAt,
    )
    .run();
  return { summary: { ...summary, name: wanted.name, scopes }, token };
}

/** A tenant's tokens of the API, oldest first. */
export async function listApiTokens(db: D1Database, tenant: TenantId): Promise<ApiTokenSummary[]> {
  const { results } = await db
    .prepare('SELECT * FROM api_tokens WHERE tenant_id = ? ORDER BY created_at, id')
    .bind(tenant)
    .all<ApiTokenRow>();
  return results.map(summaryOf);
}

/** One of a tenant's tokens; undefined when it has none of this id. */
export async function findApiToken(
  db: D1Database,
  tenant: TenantId,
  id: string,
): Promise<ApiTokenSummary | undefined> {
  const row = await db
    .prepare('SELECT * FROM api_tokens WHERE tenant_id = ? AND id = ?')
    .bind(tenant, id)
    .first<ApiTokenRow>();
  return row === null ? undefined : summaryOf(row);
}

/** Lets a token end at a time; one that ends sooner stays as it is. */
export async function endApiToken(
  db: D1Database,
  tenant: TenantId,
  id: string,
  expiresAt: number,
): Promise<void> {
  await db
    .prepare(
      `UPDATE api_tokens SET expires_at = min(coalesce(expires_at, ?3), ?3)
       WHERE tenant_id = ?1 AND id = ?2`,
    )
    .bind(tenant, id, expiresAt)
    .run();
}

/** Takes a token away, at once. @returns whether there was one */
export async function revokeApiToken(
  db: D1Database,
  tenant: TenantId,
  id: string,
): Promise<boolean> {
  const { meta } = await db
    .prepare('DELETE FROM api_tokens WHERE tenant_id = ? AND id = ?')
    .bind(tenant, id)
    .run();
  return meta.changes > 0;
}

/** Whose token this is, and what it may do; undefined when nobody's, or no more. Notes its use. */
export async function findApiTokenOwner(
  db: D1Database,
  hash: string,
  now: number,
): Promise<
  | {
      readonly tenant: { readonly id: TenantId; readonly name: string };
      readonly token: ApiTokenSummary;
    }
  | undefined
> {
  const row = await db
    .prepare(
      `SELECT t.*, t.tenant_id AS tenant, o.name AS tenant_name
       FROM api_tokens t JOIN tenants o ON o.id = t.tenant_id
       WHERE t.hash = ?1 AND (t.expires_at IS NULL OR t.expires_at > ?2)`,
    )
    .bind(hash, now)
    .first<ApiTokenRow & { tenant: TenantId; tenant_name: string }>();
  if (row === null) return undefined;
  if ((row.last_used_at ?? 0) < now - USE_NOTED_MS) {
    await db.prepare('UPDATE api_tokens SET last_used_at = ? WHERE hash = ?').bind(now, hash).run();
  }
  return { tenant: { id: row.tenant, name: row.tenant_name }, token: summaryOf(row) };
}

function summaryOf(row: ApiTokenRow): ApiTokenSummary {
  return {
    id: row.id,
    name: row.name,
    scopes: JSON.parse(row.scopes) as Scope[],
    prefix: row.prefix,
    lastFour: row.last_four,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
  };
}
