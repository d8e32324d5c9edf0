import type { TenantId } from '../../durable-objects/stubs.ts';

/** Days that a tenant keeps facts which no hit names; null when it has not said. */
export async function findRetentionDays(db: D1Database, tenant: TenantId): Promise<number | null> {
  return await db
    .prepare('SELECT retention_days FROM tenant_settings WHERE tenant_id = ?')
    .bind(tenant)
    .first<number>('retention_days');
}

/** Says how many days a tenant keeps facts which no hit names; null takes it back. */
export async function setRetentionDays(
  db: D1Database,
  tenant: TenantId,
  days: number | null,
): Promise<void> {
  await db
    .prepare(
      `INSERT INTO tenant_settings (tenant_id, retention_days) VALUES (?1, ?2)
       ON CONFLICT (tenant_id) DO UPDATE SET retention_days = ?2`,
    )
    .bind(tenant, days)
    .run();
}
