import type { RejectGroup, SourceHealth } from '../../core/contract/sources.ts';
import { groupRejects } from '../../core/parse/group-rejects.ts';
import { isSilent } from '../../core/parse/silence.ts';
import type { Reject } from '../../core/contract/sources.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { firstUploadSince } from './uploads-since.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How far back rejects are looked for, and in how many uploads at most. */
const REJECT_DAYS = 7;
const REJECT_UPLOADS = 1_000;

type Counts = Omit<SourceHealth, 'quota'>;

/** How a source of a tenant does; undefined when the tenant has no such source. */
export async function readSourceHealth(
  db: D1Database,
  tenant: TenantId,
  sourceId: string,
  now: number,
): Promise<(Counts & { readonly bytesPerDay: number | null }) | undefined> {
  const since = await firstUploadSince(db, tenant, now - DAY_MS);
  const [source, day, last] = await db.batch<Record<string, number | null>>([
    db
      .prepare('SELECT bytes_per_day FROM sources WHERE tenant_id = ? AND id = ?')
      .bind(tenant, sourceId),
    db
      .prepare(
        `SELECT count(*) AS uploads, sum(received) AS received, sum(accepted) AS accepted,
           sum(rejected) AS rejected, sum(ignored) AS ignored, sum(state = 'failed') AS failed,
           sum(state = 'queued') AS queued, sum(iif(received_at > ?4, received, 0)) AS in_hour
         FROM uploads WHERE tenant_id = ?1 AND number >= ?2 AND source_id = ?3`,
      )
      .bind(tenant, since, sourceId, now - HOUR_MS),
    db
      .prepare(
        `SELECT received_at FROM uploads WHERE tenant_id = ? AND source_id = ?
         ORDER BY number DESC LIMIT 1`,
      )
      .bind(tenant, sourceId),
  ]);
  const [found] = source?.results ?? [];
  if (found === undefined) return undefined;
  const counts = day?.results[0] ?? {};
  const records = {
    received: counts.received ?? 0,
    accepted: counts.accepted ?? 0,
    rejected: counts.rejected ?? 0,
    ignored: counts.ignored ?? 0,
  };
  const lastSeenAt = last?.results[0]?.received_at ?? null;
  const uploads = counts.uploads ?? 0;
  return {
    lastSeenAt,
    recordsPerMinute: (counts.in_hour ?? 0) / 60,
    lastDay: {
      uploads,
      records,
      failedUploads: counts.failed ?? 0,
      queuedUploads: counts.queued ?? 0,
    },
    rejectShare: records.received === 0 ? 0 : records.rejected / records.received,
    isSilent: isSilent(lastSeenAt, uploads, now),
    bytesPerDay: found.bytes_per_day ?? null,
  };
}

/** Whether a tenant has a source. */
export async function hasSource(
  db: D1Database,
  tenant: TenantId,
  sourceId: string,
): Promise<boolean> {
  const row = await db
    .prepare('SELECT 1 FROM sources WHERE tenant_id = ? AND id = ?')
    .bind(tenant, sourceId)
    .first();
  return row !== null;
}

/** Sets what a source may send a day. @returns whether the tenant has such a source */
export async function setSourceQuota(
  db: D1Database,
  tenant: TenantId,
  sourceId: string,
  bytesPerDay: number | null,
): Promise<boolean> {
  const { meta } = await db
    .prepare('UPDATE sources SET bytes_per_day = ? WHERE tenant_id = ? AND id = ?')
    .bind(bytesPerDay, tenant, sourceId)
    .run();
  return meta.changes > 0;
}

/** The rejects of a source in the last days, by their reason, the most frequent first. */
export async function listRejectGroups(
  db: D1Database,
  tenant: TenantId,
  sourceId: string,
  now: number,
): Promise<RejectGroup[]> {
  const since = await firstUploadSince(db, tenant, now - REJECT_DAYS * DAY_MS);
  const { results } = await db
    .prepare(
      `SELECT number, rejected, rejects FROM uploads
       WHERE tenant_id = ? AND number >= ? AND source_id = ? AND rejected > 0
       ORDER BY number DESC LIMIT ?`,
    )
    .bind(tenant, since, sourceId, REJECT_UPLOADS)
    .all<{ number: number; rejected: number; rejects: string }>();
  return groupRejects(
    results.map(({ number, rejected, rejects }) => ({
      upload: number,
      rejected,
      rejects: JSON.parse(rejects) as Reject[],
    })),
  );
}
