import { tenantStub } from '../../durable-objects/stubs.ts';
import type { InvestigationActor } from '../d1/investigations.ts';
import { logError } from '../log.ts';

/**
 * Tells the members who are looking that an investigation has changed. What is changed stays so where
 * it fails: those who look have it when they load again.
 */
export async function tellInvestigation(
  env: Env,
  { tenant, id, now }: Pick<InvestigationActor, 'tenant' | 'id' | 'now'>,
): Promise<void> {
  try {
    await tenantStub(env, tenant).announceInvestigation(id, now);
  } catch (error) {
    logError('live.not-told', error, { tenant });
  }
}
