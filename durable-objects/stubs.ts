import { regionOf } from '../core/contract/regions.ts';
import type { GraphShard } from './graph-shard/graph-shard.ts';
import type { Inbox } from './inbox/inbox.ts';
import type { Tenant } from './tenant/tenant.ts';

/** A tenant's id, as only the credential check gives it out. */
export type TenantId = string & { readonly __tenant: unique symbol };

export { listenRequest } from './tenant/live-feed.ts';

/** The object of a tenant. A stub that threw is broken: take a new one for every attempt. */
export function tenantStub(env: Env, tenant: TenantId): DurableObjectStub<Tenant> {
  return inRegion(env.TENANT, tenant).getByName(tenant);
}

/**
 * One shard of a tenant's graph. A stub that threw is broken: take a new one for every attempt.
 *
 * @param shard its number, from 0
 */
export function shardStub(
  env: Env,
  tenant: TenantId,
  shard: number,
): DurableObjectStub<GraphShard> {
  return inRegion(env.GRAPH_SHARD, tenant).getByName(`${tenant}/${shard}`);
}

/** The inbox of a source. A stub that threw is broken: take a new one for every attempt. */
export function inboxStub(env: Env, tenant: TenantId, sourceId: string): DurableObjectStub<Inbox> {
  return inRegion(env.INBOX, tenant).getByName(`${tenant}/${sourceId}`);
}

/**
 * The objects of a tenant's region: those of the EU run and keep what they have in data centres there,
 * which only the platform can do. Local workerd refuses.
 */
function inRegion<T extends Rpc.DurableObjectBranded>(
  namespace: DurableObjectNamespace<T>,
  tenant: TenantId,
): DurableObjectNamespace<T> {
  return regionOf(tenant) === 'eu' ? namespace.jurisdiction('eu') : namespace;
}
