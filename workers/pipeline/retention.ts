import { tenantStub } from '../../durable-objects/stubs.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { listTenantIds } from '../d1/members.ts';
import { findPlan } from '../d1/tenant-plans.ts';
import { findRetentionDays } from '../d1/tenant-settings.ts';
import { deleteUploads, listUploadsBefore } from '../d1/uploads.ts';
import { uploadKey } from '../ingest/limits.ts';
import { log, logError } from '../log.ts';
import { deploymentDays, keptDays } from '../tenancy/kept-days.ts';

const DAY_MS = 86_400_000;

/** R2 deletes so many objects at once. */
const UPLOADS_AT_ONCE = 1_000;

/**
 * Lets go, for every tenant, what was last seen before the retention and no hit names, and the
 * uploads that came before it and are evidence of nothing that stays. One tenant's
 * failure does not keep the others waiting; the next night tries again.
 *
 * @param now ms since 1970
 */
export async function applyRetention(env: Env, now: number): Promise<void> {
  const days = deploymentDays(env);
  const tenants = await listTenantIds(env.DB);
  let uploads = 0;
  for (const tenant of tenants) {
    try {
      const [own, plan] = await Promise.all([
        findRetentionDays(env.DB, tenant),
        findPlan(env, tenant),
      ]);
      const before = now - keptDays(own, days, plan) * DAY_MS;
      const held = await tenantStub(env, tenant).retain(before);
      uploads += await dropUploads(env, tenant, before, held);
    } catch (error) {
      logError('retention.failed', error, { tenant });
    }
  }
  log('retention.applied', { tenants: tenants.length, uploads, days });
}

/** Deletes the old uploads of a tenant, with their bytes. @returns how many */
async function dropUploads(
  env: Env,
  tenant: TenantId,
  before: number,
  held: ReadonlySet<number>,
): Promise<number> {
  let dropped = 0;
  let after = 0;
  for (;;) {
    const page = await listUploadsBefore(env.DB, tenant, before, after, UPLOADS_AT_ONCE);
    const last = page.at(-1);
    if (last === undefined) return dropped;
    after = last.number;
    const old = page.filter(({ number }) => !held.has(number));
    if (old.length === 0) continue;
    // The bytes first: a row without its bytes is found again, bytes without a row are not.
    await env.UPLOADS.delete(old.map(({ object }) => uploadKey(tenant, object)));
    await deleteUploads(
      env.DB,
      tenant,
      old.map(({ number }) => number),
    );
    dropped += old.length;
  }
}
