import type { CanaryRun, CanaryStatus } from '../../core/contract/operator.ts';
import { sampleAttack } from '../../core/sample/sample-attack.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { acceptPart } from '../ingest/accept.ts';
import { log } from '../log.ts';
import { withRequestId } from '../request-ids.ts';

/** The canary's own tenant, of which nobody is a member. */
export const CANARY_TENANT = 'canary' as TenantId;

const SOURCE_ID = 'canary';

/** A canary is sent so often. */
const EVERY_MS = 3_600_000;

const DAY_MS = 86_400_000;

/** One that is in no lens after so long has failed: the latency that is aimed at is two seconds. */
export const CANARY_PATIENCE_MS = 5 * 60_000;

/** The sample attack's first host, and what it is called here: one name for each hour of the day. */
const HOST = 'WS-FINANCE-07';

/**
 * Sends a synthetic attack through the whole of the service, once an hour: as an upload of a tenant
 * of its own, from the inbox on. What became of the last one is read from what was written anyway.
 */
export async function runCanary(env: Env, now: number): Promise<void> {
  if (env.CANARY === '0') return;
  const last = await lastSentAt(env.DB);
  if (last !== null && now - last < EVERY_MS) return;
  await env.DB.batch([
    env.DB.prepare(
      `INSERT INTO tenants (id, name, slug, created_at) VALUES (?1, 'Canary', ?1, ?2)
       ON CONFLICT DO NOTHING`,
    ).bind(CANARY_TENANT, now),
    env.DB.prepare(
      `INSERT INTO sources (tenant_id, id, name, created_at) VALUES (?, ?, 'canary', ?)
       ON CONFLICT DO NOTHING`,
    ).bind(CANARY_TENANT, SOURCE_ID, now),
  ]);
  const requestId = crypto.randomUUID();
  const bytes = new TextEncoder().encode(canaryRecords(now));
  const owner = {
    tenant: CANARY_TENANT,
    sourceId: SOURCE_ID,
    bytesPerDay: null,
    plan: 'unlimited',
    recordsToday: 0,
    day: Math.floor(now / 86_400_000),
  };
  const { upload } = await withRequestId(requestId, () =>
    acceptPart(env, owner, { context: {}, bytes }),
  );
  log('canary.sent', { requestId, upload });
}

/** The sample attack as one host logs it that just now went through it. */
function canaryRecords(now: number): string {
  const hour = String(new Date(now).getUTCHours()).padStart(2, '0');
  const [first] = sampleAttack(now - EVERY_MS);
  return (first?.body ?? '').replaceAll(HOST, `CANARY-${hour}`);
}

/**
 * Keeps how the last canary came through, once that is known: one row written an hour, over the one
 * of the same hour of the day before. A minute later nothing is written.
 */
export async function keepCanaryRun(db: D1Database, now: number): Promise<void> {
  const canary = await readCanary(db, now);
  if (canary === null || canary.state === 'waiting') return;
  const { sentAt, latencySeconds } = canary;
  const latencyMs = latencySeconds === null ? null : Math.round(latencySeconds * 1_000);
  await db
    .prepare(
      `INSERT INTO canary_runs (hour, sent_at, latency_ms) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET sent_at = excluded.sent_at, latency_ms = excluded.latency_ms
       WHERE sent_at < excluded.sent_at`,
    )
    .bind(new Date(sentAt).getUTCHours(), sentAt, latencyMs)
    .run();
}

/** The canaries of the last day, from the earliest on. */
export async function readCanaryRuns(db: D1Database, now: number): Promise<CanaryRun[]> {
  const { results } = await db
    .prepare(
      `SELECT sent_at AS sentAt, latency_ms / 1000.0 AS latencySeconds
       FROM canary_runs WHERE sent_at > ? ORDER BY sent_at`,
    )
    .bind(now - DAY_MS)
    .all<CanaryRun>();
  return results;
}

/** What became of the last canary; null where none was sent. */
export async function readCanary(db: D1Database, now: number): Promise<CanaryStatus | null> {
  const sentAt = await lastSentAt(db);
  if (sentAt === null) return null;
  const seenAt = await db
    .prepare(`SELECT min(updated_at) FROM lenses WHERE tenant_id = ? AND updated_at >= ?`)
    .bind(CANARY_TENANT, sentAt)
    .first<number>('min(updated_at)');
  if (seenAt !== null) return { sentAt, state: 'ok', latencySeconds: (seenAt - sentAt) / 1_000 };
  const state = now - sentAt > CANARY_PATIENCE_MS ? 'failed' : 'waiting';
  return { sentAt, state, latencySeconds: null };
}

async function lastSentAt(db: D1Database): Promise<number | null> {
  return await db
    .prepare('SELECT received_at FROM uploads WHERE tenant_id = ? ORDER BY number DESC LIMIT 1')
    .bind(CANARY_TENANT)
    .first<number>('received_at');
}
