import type { Plan } from '../../core/contract/plans.ts';
import { planOf } from '../../core/contract/plans.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';

/** The plan that a tenant has. */
export async function findPlan(env: Env, tenant: TenantId): Promise<Plan> {
  const own = await env.DB.prepare('SELECT plan FROM tenant_settings WHERE tenant_id = ?')
    .bind(tenant)
    .first<string>('plan');
  return planOf(own, env.DEFAULT_PLAN);
}

/** Gives a tenant a plan; null is the deployment's. @returns false when there is no such tenant */
export async function setPlan(
  db: D1Database,
  tenant: TenantId,
  plan: string | null,
): Promise<boolean> {
  const { meta } = await db
    .prepare(
      `INSERT INTO tenant_settings (tenant_id, plan) SELECT id, ?2 FROM tenants WHERE id = ?1
       ON CONFLICT (tenant_id) DO UPDATE SET plan = excluded.plan`,
    )
    .bind(tenant, plan)
    .run();
  return meta.changes > 0;
}
