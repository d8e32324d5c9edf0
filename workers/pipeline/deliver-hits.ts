import { shardStub, tenantStub } from '../../durable-objects/stubs.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { log } from '../log.ts';
import { stopAnalyzers } from './stop-analyzers.ts';
import type { MeterCount } from './meters.ts';

type Observed = Awaited<ReturnType<ReturnType<typeof shardStub>['confirmHits']>>;

/** A tenant, and the version of its rules that holds. */
export interface RulesOfTenant {
  readonly tenant: TenantId;
  readonly rulesVersion: number;
}

/**
 * Brings what a call of a shard led to into the tenant's lenses. Hits leave the shard a few at a
 * time; it keeps them until the tenant's object has them.
 *
 * @returns the ids of the lenses that changed
 */
export async function deliverHits(
  env: Env,
  { tenant, rulesVersion }: RulesOfTenant,
  shard: number,
  first: Observed,
  meters: MeterCount,
): Promise<string[]> {
  const lenses: string[] = [];
  let observed = first;
  meters.addCall(observed.meters);
  if (observed.stopped.length > 0) {
    log('analyzers.stopped', { tenant, shard, analyzers: observed.stopped });
    const over = await tenantStub(env, tenant).noteOverwork(observed.stopped);
    meters.add({ doRequests: 1 });
    await stopAnalyzers(env, tenant, over, 'work', Date.now());
  }
  for (let last = observed.hits.at(-1); last !== undefined; last = observed.hits.at(-1)) {
    const correlated = await tenantStub(env, tenant).correlate(shard, observed.hits, rulesVersion);
    meters.addCall(correlated.meters);
    lenses.push(...correlated.lenses);
    meters.add({ d1RowsWritten: correlated.d1RowsWritten });
    await stopAnalyzers(env, tenant, correlated.overBudget, 'hits', Date.now());
    observed = await shardStub(env, tenant, shard).confirmHits(last.sequence);
    meters.addCall(observed.meters);
  }
  return lenses;
}
