import type { Meters } from '../../core/contract/sources.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { firstUploadSince } from './uploads-since.ts';

/** What a tenant's uploads of some time came to. */
export interface TenantMetrics {
  readonly uploads: number;
  readonly received: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly ignored: number;
  readonly meters: Meters;
}

const METERS = [
  'workerRequests',
  'doRequests',
  'doRowsWritten',
  'doRowsRead',
  'd1RowsWritten',
  'r2ClassA',
  'r2ClassB',
  'queueOperations',
] as const satisfies readonly (keyof Meters)[];

/**
 * Adds up what a tenant's uploads say since a time: nothing is written to know it.
 *
 * @param since ms since 1970
 */
export async function readTenantMetrics(
  db: D1Database,
  tenant: TenantId,
  since: number,
): Promise<TenantMetrics> {
  const first = await firstUploadSince(db, tenant, since);
  const meters = METERS.map((name) => `sum(coalesce(meters ->> '$.${name}', 0)) AS ${name}`);
  const row = await db
    .prepare(
      `SELECT count(*) AS uploads, sum(received) AS received, sum(accepted) AS accepted,
         sum(rejected) AS rejected, sum(ignored) AS ignored, ${meters.join(', ')}
       FROM uploads WHERE tenant_id = ? AND number >= ?`,
    )
    .bind(tenant, first)
    .first<Record<string, number | null>>();
  const of = (name: string): number => row?.[name] ?? 0;
  return {
    uploads: of('uploads'),
    received: of('received'),
    accepted: of('accepted'),
    rejected: of('rejected'),
    ignored: of('ignored'),
    meters: Object.fromEntries(METERS.map((name) => [name, of(name)])) as unknown as Meters,
  };
}

/** When each source that ever sent something last did, ms since 1970, of the sources of a tenant. */
export async function lastUploads(
  db: D1Database,
  tenant: TenantId,
): Promise<{ source: string; lastAt: number }[]> {
  const { results } = await db
    .prepare(
      `SELECT s.id AS source, (SELECT received_at FROM uploads u
         WHERE u.tenant_id = s.tenant_id AND u.source_id = s.id ORDER BY number DESC LIMIT 1) AS lastAt
       FROM sources s WHERE s.tenant_id = ?`,
    )
    .bind(tenant)
    .all<{ source: string; lastAt: number | null }>();
  return results.flatMap(({ source, lastAt }) => (lastAt === null ? [] : [{ source, lastAt }]));
}
