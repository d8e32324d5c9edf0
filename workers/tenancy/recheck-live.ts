import { tenantStub } from '../../durable-objects/stubs.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { listOrganisations } from '../d1/organisation.ts';
import { logError } from '../log.ts';

/**
 * Has a tenant's live feed closed to all who may not listen any more: after every change of who may.
 * Where it fails, the feed finds out by itself within a minute, before it has told more than that.
 */
export async function recheckLive(env: Env, tenant: TenantId): Promise<void> {
  try {
    await tenantStub(env, tenant).recheckListeners();
  } catch (error) {
    logError('live.not-rechecked', error, { tenant });
  }
}

/** The same for every organisation of a person, whose sessions have changed. */
export async function recheckLiveOf(env: Env, userId: string): Promise<void> {
  const organisations = await listOrganisations(env.DB, userId);
  await Promise.all(organisations.map(({ id }) => recheckLive(env, id as TenantId)));
}
