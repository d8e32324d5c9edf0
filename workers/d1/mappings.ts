import type { MappingSummary } from '../../core/contract/mappings.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';

/** The log formats that a tenant declared, by name. */
export async function listMappings(db: D1Database, tenant: TenantId): Promise<MappingSummary[]> {
  const { results } = await db
    .prepare(
      `SELECT name, source, updated_at AS updatedAt FROM mappings
       WHERE tenant_id = ? ORDER BY name`,
    )
    .bind(tenant)
    .all<MappingSummary>();
  return results;
}

/**
 * Keeps a mapping in place of the one of its name.
 *
 * @param most so many a tenant may have
 * @returns whether it was kept; false when there would be too many
 */
export async function saveMapping(
  db: D1Database,
  tenant: TenantId,
  { name, source, updatedAt }: MappingSummary,
  most: number,
): Promise<boolean> {
  const { meta } = await db
    .prepare(
      `INSERT INTO mappings (tenant_id, name, source, updated_at)
       SELECT ?1, ?2, ?3, ?4 WHERE ?5 >
         (SELECT count(*) FROM mappings WHERE tenant_id = ?1 AND name <> ?2)
       ON CONFLICT DO UPDATE SET source = excluded.source, updated_at = excluded.updated_at`,
    )
    .bind(tenant, name, source, updatedAt, most)
    .run();
  return meta.changes > 0;
}

/** Forgets a mapping. @returns whether the tenant had it */
export async function deleteMapping(
  db: D1Database,
  tenant: TenantId,
  name: string,
): Promise<boolean> {
  const { meta } = await db
    .prepare('DELETE FROM mappings WHERE tenant_id = ? AND name = ?')
    .bind(tenant, name)
    .run();
  return meta.changes > 0;
}
