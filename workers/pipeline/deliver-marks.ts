import { shardStub, tenantStub } from '../../durable-objects/stubs.ts';
import { deliverHits } from './deliver-hits.ts';
import type { RulesOfTenant } from './deliver-hits.ts';
import type { MeterCount } from './meters.ts';

type MarkOrders = Awaited<ReturnType<ReturnType<typeof tenantStub>['syncRules']>>;

/**
 * Tells shards what correlations hold now, and brings what that leads to into the tenant's lenses.
 * The tenant's object gives the same orders again until it knows that they were carried out.
 */
export async function deliverMarks(
  env: Env,
  rules: RulesOfTenant,
  { orders, episodes, meters: asked }: MarkOrders,
  meters: MeterCount,
): Promise<void> {
  meters.addCall(asked);
  if (episodes.length === 0) return;
  const { tenant } = rules;
  for (const { shard, marks, ended } of orders) {
    const observed = await shardStub(env, tenant, shard).mark(marks, ended);
    await deliverHits(env, rules, shard, observed, meters);
  }
  meters.addCall(await tenantStub(env, tenant).confirmMarks(episodes));
}
