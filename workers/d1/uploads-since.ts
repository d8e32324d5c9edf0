import type { TenantId } from '../../durable-objects/stubs.ts';

/**
 * The number of a tenant's first upload that was received at or after a time. Numbers and times grow
 * together, so it is searched for by halves, in one statement and some forty rows read: an index
 * for it would cost a row written for every upload. Retention leaves gaps between the numbers; each
 * half begins at the first upload that is there.
 *
 * @param since ms since 1970
 * @returns one more than the last number when there is none
 */
export async function firstUploadSince(
  db: D1Database,
  tenant: TenantId,
  since: number,
): Promise<number> {
  const row = await db
    .prepare(
      `WITH RECURSIVE search (low, high) AS (
         SELECT 1, (SELECT coalesce(max(number), 0) + 1 FROM uploads WHERE tenant_id = ?1)
         UNION ALL
         SELECT iif(received_at < ?2, (low + high) / 2 + 1, low),
           iif(received_at < ?2, high, (low + high) / 2)
         FROM search JOIN uploads ON tenant_id = ?1 AND number =
           (SELECT min(number) FROM uploads WHERE tenant_id = ?1 AND number >= (low + high) / 2)
         WHERE low < high
       )
       SELECT low FROM search WHERE low >= high LIMIT 1`,
    )
    .bind(tenant, since)
    .first<{ low: number }>();
  return row?.low ?? 1;
}
