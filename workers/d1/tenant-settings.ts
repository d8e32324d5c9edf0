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

/** Whether a tenant wants two-factor authentication of its members. */
export async function findRequiresTwoFactor(db: D1Database, tenant: TenantId): Promise<boolean> {
  const required = await db
    .prepare('SELECT requires_two_factor FROM tenant_settings WHERE tenant_id = ?')
    .bind(tenant)
    .first<number>('requires_two_factor');
  return required === 1;
}

/** Says whether a tenant wants two-factor authentication of its members. */
export async function setRequiresTwoFactor(
  db: D1Database,
  tenant: TenantId,
  required: boolean,
): Promise<void> {
  await db
    .prepare(
      `INSERT INTO tenant_settings (tenant_id, requires_two_factor) VALUES (?1, ?2)
       ON CONFLICT (tenant_id) DO UPDATE SET requires_two_factor = ?2`,
    )
    .bind(tenant, required ? 1 : 0)
    .run();
}
