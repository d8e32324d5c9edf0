import { inboxStub, shardStub, tenantStub } from '../../durable-objects/stubs.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { deleteTenantRows } from '../d1/tenant-tables.ts';
import { log, logError } from '../log.ts';

/** Longer than an ingest token is trusted without asking: nothing comes in any more. */
const FIRST_PASS_MS = 2 * 60_000;

/** Longer than a consumer of the queue may run: nothing that was under way writes any more. */
const LAST_PASS_MS = 20 * 60_000;

/** Objects of R2 that are listed and deleted at once. */
const OBJECTS_AT_ONCE = 1_000;

/** What an erasure must remember, as it deletes where else it is written. */
interface Remembered {
  readonly shards: readonly number[];
  readonly sources: readonly string[];
}

/**
 * Begins to erase a tenant: members are out and tokens void at once. What it has is deleted when
 * nothing writes any more, by `continueErasures`.
 *
 * @param now ms since 1970
 */
export async function beginErasure(env: Env, tenant: TenantId, now: number): Promise<void> {
  const [shards, sources] = await Promise.all([
    tenantStub(env, tenant).shards(),
    env.DB.prepare('SELECT id FROM sources WHERE tenant_id = ?').bind(tenant).all<{ id: string }>(),
  ]);
  const objects: Remembered = { shards, sources: sources.results.map(({ id }) => id) };
  await env.DB.batch([
    env.DB.prepare(
      `INSERT INTO erasures (tenant_id, started_at, objects) VALUES (?, ?, ?)
       ON CONFLICT DO NOTHING`,
    ).bind(tenant, now, JSON.stringify(objects)),
    env.DB.prepare('DELETE FROM ingest_tokens WHERE tenant_id = ?').bind(tenant),
    env.DB.prepare('DELETE FROM api_tokens WHERE tenant_id = ?').bind(tenant),
    env.DB.prepare('DELETE FROM invitations WHERE tenant_id = ?').bind(tenant),
  ]);
}

/**
 * Erases what is due, every minute, again and again until nothing can write any more; the last pass
 * finds nothing, and the erasure is done. One that fails goes on a minute later.
 *
 * @param now ms since 1970
 */
export async function continueErasures(env: Env, now: number): Promise<void> {
  const { results } = await env.DB.prepare(
    'SELECT tenant_id AS tenant, started_at AS startedAt, objects FROM erasures WHERE started_at <= ?',
  )
    .bind(now - FIRST_PASS_MS)
    .all<{ tenant: TenantId; startedAt: number; objects: string }>();
  for (const { tenant, startedAt, objects } of results) {
    try {
      const found = await eraseTenant(env, tenant, JSON.parse(objects) as Remembered);
      const isLast = startedAt <= now - LAST_PASS_MS && found === 0;
      if (!isLast) continue;
      await env.DB.prepare('DELETE FROM erasures WHERE tenant_id = ?').bind(tenant).run();
      log('tenant.erased', {});
    } catch (error) {
      logError('tenant.not-erased', error, {});
    }
  }
}

/** Deletes all that a tenant has. @returns how many rows of D1 and objects of R2 there were */
async function eraseTenant(
  env: Env,
  tenant: TenantId,
  { shards, sources }: Remembered,
): Promise<number> {
  for (const source of sources) await ended(inboxStub(env, tenant, source).erase());
  for (const shard of shards) await ended(shardStub(env, tenant, shard).erase());
  await ended(tenantStub(env, tenant).erase());
  const objects = await deleteObjects(env.UPLOADS, `${tenant}/`);
  return objects + (await deleteTenantRows(env.DB, tenant));
}

/** An object that was erased ends, and with it the call: that is no failure. */
async function ended(erasing: Promise<void>): Promise<void> {
  try {
    await erasing;
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('the object was erased'))) throw error;
  }
}

async function deleteObjects(bucket: R2Bucket, prefix: string): Promise<number> {
  let count = 0;
  for (;;) {
    const { objects } = await bucket.list({ prefix, limit: OBJECTS_AT_ONCE });
    if (objects.length === 0) return count;
    await bucket.delete(objects.map(({ key }) => key));
    count += objects.length;
  }
}
