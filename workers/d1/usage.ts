import type { Meters } from '../../core/contract/sources.ts';
import type { OperatorTenant } from '../../core/contract/usage.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';

const DAY_MS = 86_400_000;

/** So many uploads of a tenant are added up at once; the rest a minute later. */
const UPLOADS_AT_ONCE = 20_000;

/** Columns of `usage_days` by the meters that they add up. */
const METER_COLUMNS: Readonly<Record<keyof Meters, string>> = {
  workerRequests: 'worker_requests',
  doRequests: 'do_requests',
  doRowsWritten: 'do_rows_written',
  doRowsRead: 'do_rows_read',
  d1RowsWritten: 'd1_rows_written',
  r2ClassA: 'r2_class_a',
  r2ClassB: 'r2_class_b',
  queueOperations: 'queue_operations',
};

const METERS = Object.keys(METER_COLUMNS) as (keyof Meters)[];
const COUNTS = ['uploads', 'bytes', 'received', ...Object.values(METER_COLUMNS)];

/** Uploads by source and day, added up, as `usage_days` has them. */
const SUMS = [
  'count(*)',
  'sum(bytes)',
  'sum(received)',
  ...METERS.map((name) => `sum(coalesce(meters ->> '$.${name}', 0))`),
];

/** Uploads of a tenant that are not added up yet, and are settled: none before them is on its way. */
interface Unsummed {
  readonly tenant: TenantId;
  /** Up to which number they are added up already. */
  readonly after: number;
  readonly upTo: number;
}

/**
 * Adds up what uploads say that have been settled since the last time. A row for each source that
 * sent something, however many uploads that were: so usage costs no row for an upload, and reading
 * it does not go through all of them.
 *
 * An upload that is processed again later is not counted again.
 */
export async function sumUsage(db: D1Database): Promise<void> {
  const { results } = await db
    .prepare(
      `SELECT * FROM (
         SELECT t.id AS tenant, coalesce(m.number, 0) AS after, coalesce(
           (SELECT min(number) - 1 FROM uploads
            WHERE tenant_id = t.id AND number > coalesce(m.number, 0) AND state = 'queued'),
           (SELECT max(number) FROM uploads WHERE tenant_id = t.id), 0) AS upTo
         FROM tenants t LEFT JOIN usage_marks m ON m.tenant_id = t.id)
       WHERE upTo > after`,
    )
    .all<Unsummed>();
  for (const unsummed of results) await sumOf(db, unsummed);
}

async function sumOf(db: D1Database, { tenant, after, upTo }: Unsummed): Promise<void> {
  const last = Math.min(upTo, after + UPLOADS_AT_ONCE);
  const added = COUNTS.map((name) => `${name} = usage_days.${name} + excluded.${name}`);
  // Both in one transaction, and only from where the mark is: two at once do not count twice.
  await db.batch([
    db
      .prepare(
        `INSERT INTO usage_days (tenant_id, day, source_id, ${COUNTS.join(', ')})
         SELECT tenant_id, received_at / ${DAY_MS}, source_id, ${SUMS.join(', ')}
         FROM uploads WHERE tenant_id = ?1 AND number > ?2 AND number <= ?3
           AND coalesce((SELECT number FROM usage_marks WHERE tenant_id = ?1), 0) = ?2
         GROUP BY 2, 3
         ON CONFLICT DO UPDATE SET ${added.join(', ')}`,
      )
      .bind(tenant, after, last),
    db
      .prepare(
        `INSERT INTO usage_marks (tenant_id, number) VALUES (?1, ?3)
         ON CONFLICT DO UPDATE SET number = excluded.number WHERE usage_marks.number = ?2`,
      )
      .bind(tenant, after, last),
  ]);
}

/** What a source sent on a day, with what it cost by meter. */
export interface MeteredDay {
  /** Days since 1970, UTC. */
  readonly day: number;
  readonly source: string;
  readonly uploads: number;
  readonly bytes: number;
  readonly received: number;
  readonly meters: Meters;
}

/**
 * A tenant's usage from a day on, oldest first: what is added up, and what came since.
 *
 * @param from days since 1970, UTC
 */
export async function readUsage(
  db: D1Database,
  tenant: TenantId,
  from: number,
): Promise<MeteredDay[]> {
  const columns = COUNTS.map((name, index) => `${SUMS[index]} AS ${name}`);
  const totals = COUNTS.map((name) => `sum(${name}) AS ${name}`);
  const { results } = await db
    .prepare(
      `SELECT day, source_id AS source, ${totals.join(', ')} FROM (
         SELECT day, source_id, ${COUNTS.join(', ')} FROM usage_days
         WHERE tenant_id = ?1 AND day >= ?2
         UNION ALL
         SELECT received_at / ${DAY_MS} AS day, source_id, ${columns.join(', ')} FROM uploads
         WHERE tenant_id = ?1 AND received_at >= ?2 * ${DAY_MS}
           AND number > coalesce((SELECT number FROM usage_marks WHERE tenant_id = ?1), 0)
         GROUP BY 1, 2)
       GROUP BY day, source ORDER BY day, source`,
    )
    .bind(tenant, from)
    .all<Record<string, number> & { source: string }>();
  return results.map((row) => ({
    day: row.day ?? 0,
    source: row.source,
    uploads: row.uploads ?? 0,
    bytes: row.bytes ?? 0,
    received: row.received ?? 0,
    meters: Object.fromEntries(
      METERS.map((name) => [name, row[METER_COLUMNS[name]] ?? 0]),
    ) as unknown as Meters,
  }));
}

/** How many seats a tenant uses: its members, and invitations that can be accepted still. */
export async function countSeats(
  db: D1Database,
  tenant: TenantId,
  now: number,
): Promise<{ readonly members: number; readonly invited: number }> {
  const row = await db
    .prepare(
      `SELECT (SELECT count(*) FROM members WHERE tenant_id = ?1) AS members,
         (SELECT count(*) FROM invitations
          WHERE tenant_id = ?1 AND status = 'pending' AND expires_at > ?2) AS invited`,
    )
    .bind(tenant, now)
    .first<{ members: number; invited: number }>();
  return row ?? { members: 0, invited: 0 };
}

/** The tenants of a deployment, for its operator. */
export async function listTenants(db: D1Database, today: number): Promise<OperatorTenant[]> {
  const { results } = await db
    .prepare(
      `SELECT t.id, t.name, s.plan,
         (SELECT count(*) FROM members WHERE tenant_id = t.id) AS members,
         coalesce((SELECT sum(received) FROM usage_days
           WHERE tenant_id = t.id AND day = ?), 0) AS recordsToday
       FROM tenants t LEFT JOIN tenant_settings s ON s.tenant_id = t.id ORDER BY t.created_at, t.id`,
    )
    .bind(today)
    .all<OperatorTenant>();
  return results;
}
