import type { MadeToken } from '../../core/contract/tokens.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { newToken } from './secret-tokens.ts';

interface SourceKey {
  readonly tenant: TenantId;
  readonly sourceId: string;
}

/** Makes another token for a source. @returns undefined when the tenant has no such source */
export async function addIngestToken(
  db: D1Database,
  { tenant, sourceId }: SourceKey,
  now: number,
): Promise<MadeToken | undefined> {
  const { token, hash, summary } = await newToken('ingest', now);
  const { meta } = await db
    .prepare(
      `INSERT INTO ingest_tokens (hash, tenant_id, source_id, id, prefix, last_four, created_at)
       SELECT ?1, tenant_id, id, ?4, ?5, ?6, ?7 FROM sources WHERE tenant_id = ?2 AND id = ?3`,
    )
    .bind(hash, tenant, sourceId, summary.id, summary.prefix, summary.lastFour, now)
    .run();
  return meta.changes > 0 ? { summary, token } : undefined;
}

/**
 * Lets a token of a source end at a time; one that ends sooner stays as it is.
 *
 * @returns whether the source has such a token
 */
export async function endIngestToken(
  db: D1Database,
  { tenant, sourceId }: SourceKey,
  tokenId: string,
  expiresAt: number,
): Promise<boolean> {
  const { meta } = await db
    .prepare(
      `UPDATE ingest_tokens SET expires_at = min(coalesce(expires_at, ?4), ?4)
       WHERE tenant_id = ?1 AND source_id = ?2 AND id = ?3`,
    )
    .bind(tenant, sourceId, tokenId, expiresAt)
    .run();
  return meta.changes > 0;
}

/** Takes a token away: it works a minute longer at most. @returns whether there was such a token */
export async function revokeIngestToken(
  db: D1Database,
  { tenant, sourceId }: SourceKey,
  tokenId: string,
): Promise<boolean> {
  const { meta } = await db
    .prepare('DELETE FROM ingest_tokens WHERE tenant_id = ? AND source_id = ? AND id = ?')
    .bind(tenant, sourceId, tokenId)
    .run();
  return meta.changes > 0;
}
