import type { TenantId } from '../../durable-objects/stubs.ts';

/** Kinds that are known of one source; a log has some hundred. */
const MAX_KINDS = 500;

/** Adds kinds of records to those that a source sent; returns the rows written. */
export async function addKinds(
  db: D1Database,
  tenant: TenantId,
  sourceId: string,
  kinds: readonly string[],
): Promise<number> {
  const { meta } = await db
    .prepare(
      `INSERT INTO source_kinds (tenant_id, source_id, kinds) VALUES (?1, ?2, ?3)
       ON CONFLICT DO UPDATE SET kinds = (
         SELECT json_group_array(value) FROM (
           SELECT value FROM json_each(source_kinds.kinds)
           UNION SELECT value FROM json_each(excluded.kinds) LIMIT ?4
         )
       )`,
    )
    .bind(tenant, sourceId, JSON.stringify(kinds.slice(0, MAX_KINDS)), MAX_KINDS)
    .run();
  return meta.rows_written;
}

/** What a source sent, by its name. */
export interface SourceKinds {
  readonly id: string;
  readonly name: string;
  readonly kinds: readonly string[];
}

/** The kinds of records that a tenant's sources sent while it had rules. */
export async function listKinds(db: D1Database, tenant: TenantId): Promise<readonly SourceKinds[]> {
  const { results } = await db
    .prepare(
      `SELECT s.id, s.name, k.kinds FROM source_kinds k
       JOIN sources s ON s.tenant_id = k.tenant_id AND s.id = k.source_id
       WHERE k.tenant_id = ? ORDER BY s.created_at, s.id`,
    )
    .bind(tenant)
    .all<{ id: string; name: string; kinds: string }>();
  return results.map((row) => ({ ...row, kinds: JSON.parse(row.kinds) as string[] }));
}
