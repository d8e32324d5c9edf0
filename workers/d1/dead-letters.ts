import type { TenantId } from '../../durable-objects/stubs.ts';

/** An upload that was given up: every attempt at it failed. Its body is in R2 still. */
export interface DeadLetter {
  readonly tenant: TenantId;
  readonly upload: number;
  readonly sourceId: string;
  /** Bytes as sent; 0 of one that an inbox opened. */
  readonly bytes: number;
  /** Ms since 1970. */
  readonly receivedAt: number;
}

/** The uploads that were given up, oldest first. */
export async function listDeadLetters(db: D1Database, limit: number): Promise<DeadLetter[]> {
  const { results } = await db
    .prepare(
      `SELECT tenant_id AS tenant, number AS upload, source_id AS sourceId, bytes,
         received_at AS receivedAt
       FROM uploads WHERE state = 'failed' ORDER BY received_at LIMIT ?`,
    )
    .bind(limit)
    .all<DeadLetter>();
  return results;
}

/**
 * Marks uploads that were given up as to be processed again.
 *
 * @param only of these alone; of all when left out
 * @returns which were marked
 */
export async function requeueDeadLetters(
  db: D1Database,
  limit: number,
  only?: { readonly tenant: string; readonly upload: number },
): Promise<{ tenant: TenantId; upload: number }[]> {
  const statement =
    only === undefined
      ? db
          .prepare(
            `UPDATE uploads SET state = 'queued' WHERE (tenant_id, number) IN (
               SELECT tenant_id, number FROM uploads WHERE state = 'failed' ORDER BY received_at LIMIT ?)
             RETURNING tenant_id AS tenant, number AS upload`,
          )
          .bind(limit)
      : db
          .prepare(
            `UPDATE uploads SET state = 'queued'
             WHERE tenant_id = ? AND number = ? AND state = 'failed'
             RETURNING tenant_id AS tenant, number AS upload`,
          )
          .bind(only.tenant, only.upload);
  const { results } = await statement.all<{ tenant: TenantId; upload: number }>();
  return results;
}

/** What waits, and what was given up, over all tenants. */
export interface Backlog {
  readonly queued: number;
  /** When the oldest of the queued was received, ms since 1970; null when none waits. */
  readonly oldestQueuedAt: number | null;
  readonly failed: number;
}

export async function readBacklog(db: D1Database): Promise<Backlog> {
  const [queued, failed] = await db.batch<{ count: number; oldest: number | null }>([
    db.prepare(
      `SELECT count(*) AS count, min(received_at) AS oldest FROM uploads WHERE state = 'queued'`,
    ),
    db.prepare(`SELECT count(*) AS count, NULL AS oldest FROM uploads WHERE state = 'failed'`),
  ]);
  return {
    queued: queued?.results[0]?.count ?? 0,
    oldestQueuedAt: queued?.results[0]?.oldest ?? null,
    failed: failed?.results[0]?.count ?? 0,
  };
}
