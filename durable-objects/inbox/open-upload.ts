import type { TenantId } from '../stubs.ts';

/** An upload before its content is known. */
export interface NewInboxUpload {
  readonly tenant: TenantId;
  readonly sourceId: string;
  /** Stands for the content's hash, too: every upload of an inbox is a new one. */
  readonly object: string;
  /** Ms since 1970. */
  readonly receivedAt: number;
}

/** Registers an upload under the tenant's next number, which it returns. */
export async function openUpload(db: D1Database, upload: NewInboxUpload): Promise<number> {
  const { tenant, sourceId, object, receivedAt } = upload;
  const row = await db
    .prepare(
      `INSERT INTO uploads
         (tenant_id, number, source_id, hash, object, form, encoding, bytes, received_at, state)
       SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3, ?3, 'parts', 'gzip', 0, ?4, 'queued'
       FROM uploads WHERE tenant_id = ?1 RETURNING number`,
    )
    .bind(tenant, sourceId, object, receivedAt)
    .first<{ number: number }>();
  if (row === null) throw new Error('an upload was not registered');
  return row.number;
}

/** Hex digits by which an inbox knows a body: the beginning of the hash of an upload of its own. */
const HASH_LENGTH = 32;

/** The bodies of a source that are uploads of their own, among the latest uploads of its tenant. */
export async function latestHashes(
  db: D1Database,
  tenant: TenantId,
  sourceId: string,
  limit: number,
): Promise<string[]> {
  const { results } = await db
    .prepare(
      `SELECT hash FROM (SELECT hash, source_id FROM uploads WHERE tenant_id = ?1
         ORDER BY number DESC LIMIT ?3) WHERE source_id = ?2 AND hash NOT LIKE 'inbox/%'`,
    )
    .bind(tenant, sourceId, limit)
    .all<{ hash: string }>();
  return results.map(({ hash }) => hash.slice(0, HASH_LENGTH));
}
