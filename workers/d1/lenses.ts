import type { LensSummary } from '../../core/contract/lenses.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';

/** A tenant's lenses, riskiest first. */
export async function listLenses(
  db: D1Database,
  tenant: TenantId,
  limit: number,
): Promise<LensSummary[]> {
  const { results } = await db
    .prepare(
      `SELECT summary FROM lenses WHERE tenant_id = ? AND score > 0
       ORDER BY score DESC, id LIMIT ?`,
    )
    .bind(tenant, limit)
    .all<{ summary: string }>();
  return results.map(({ summary }) => JSON.parse(summary) as LensSummary);
}

/** One lens of a tenant; undefined when it has none of this id. */
export async function findLens(
  db: D1Database,
  tenant: TenantId,
  id: string,
): Promise<LensSummary | undefined> {
  const row = await db
    .prepare('SELECT summary FROM lenses WHERE tenant_id = ? AND id = ? AND score > 0')
    .bind(tenant, id)
    .first<{ summary: string }>();
  return row === null ? undefined : (JSON.parse(row.summary) as LensSummary);
}

/** Which of these are lenses that the tenant has. */
export async function knownLenses(
  db: D1Database,
  tenant: TenantId,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const { results } = await db
    .prepare(
      `SELECT id FROM lenses WHERE tenant_id = ? AND summary <> 'null'
         AND id IN (SELECT value FROM json_each(?))`,
    )
    .bind(tenant, JSON.stringify(ids))
    .all<{ id: string }>();
  return new Set(results.map(({ id }) => id));
}
