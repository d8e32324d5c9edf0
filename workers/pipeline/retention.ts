import { tenantStub } from '../../durable-objects/stubs.ts';
import { listTenantIds } from '../d1/members.ts';
import { findRetentionDays } from '../d1/tenant-settings.ts';
import { log, logError } from '../log.ts';

const DAY_MS = 86_400_000;

/** How long facts are kept unless the deployment, or the tenant for itself, says otherwise. */
const DEFAULT_DAYS = 365;

/**
 * Lets go, for every tenant, what was last seen before the retention and no hit names. One tenant's
 * failure does not keep the others waiting; the next night tries again.
 *
 * @param now ms since 1970
 */
export async function applyRetention(env: Env, now: number): Promise<void> {
  const days = Number(env.RETENTION_DAYS ?? DEFAULT_DAYS);
  if (!(days > 0))
    throw new Error(`RETENTION_DAYS is ${env.RETENTION_DAYS}, which is no number of days`);
  const tenants = await listTenantIds(env.DB);
  for (const tenant of tenants) {
    try {
      const own = (await findRetentionDays(env.DB, tenant)) ?? days;
      await tenantStub(env, tenant).retain(now - own * DAY_MS);
    } catch (error) {
      logError('retention.failed', error, { tenant });
    }
  }
  log('retention.applied', { tenants: tenants.length, days });
}
