import type { AuditEntry, AuditParameters } from '../../core/contract/audit.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';

interface AuditRow {
  number: number;
  at: number;
  actor_kind: AuditEntry['actor']['kind'];
  actor_id: string;
  actor_name: string;
  action: string;
  target: string;
  detail: string;
  request_id: string;
  address: string;
}

/** Adds an entry under the tenant's next number: one row. */
export async function appendAudit(
  db: D1Database,
  tenant: TenantId,
  entry: Omit<AuditEntry, 'number'>,
): Promise<void> {
  await append(db, tenant, entry, '');
}

/** Of the last entries, where another one of the same kind is looked for. */
const LOOKED_AT = 100;

/**
 * Adds an entry, unless the same actor has one of the same action and detail within the minute
 * before, among the last hundred.
 */
export async function noteOnceAMinute(
  db: D1Database,
  tenant: TenantId,
  entry: Omit<AuditEntry, 'number'>,
): Promise<void> {
  await append(
    db,
    tenant,
    entry,
    `HAVING NOT EXISTS (SELECT 1 FROM audit_log AS near WHERE near.tenant_id = ?1
       AND near.number > (SELECT coalesce(max(number), 0) - ${LOOKED_AT} FROM audit_log
         WHERE tenant_id = ?1)
       AND near.at > ?2 - 60000 AND near.actor_id = ?4 AND near.action = ?6 AND near.detail = ?8)`,
  );
}

/** @param condition SQL that says when it is added */
async function append(
  db: D1Database,
  tenant: TenantId,
  entry: Omit<AuditEntry, 'number'>,
  condition: string,
): Promise<void> {
  const { at, actor, action, target, detail, requestId, address } = entry;
  await db
    .prepare(
      `INSERT INTO audit_log (tenant_id, number, at, actor_kind, actor_id, actor_name, action,
         target, detail, request_id, address)
       SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10
       FROM audit_log WHERE tenant_id = ?1 ${condition}`,
    )
    .bind(
      tenant,
      at,
      actor.kind,
      actor.id,
      actor.name,
      action,
      target,
      JSON.stringify(detail),
      requestId,
      address,
    )
    .run();
}

/** A tenant's entries, newest first. */
export async function listAudit(
  db: D1Database,
  tenant: TenantId,
  { before, actor, action, target, from, to }: AuditParameters,
  limit: number,
): Promise<AuditEntry[]> {
  const { results } = await db
    .prepare(
      `SELECT * FROM audit_log WHERE tenant_id = ?1 AND number < ?2
         AND (?3 IS NULL OR actor_name = ?3 OR actor_id = ?3)
         AND (?4 IS NULL OR action = ?4) AND (?5 IS NULL OR instr(target, ?5) > 0)
         AND at >= ?6 AND at < ?7
       ORDER BY number DESC LIMIT ?8`,
    )
    .bind(
      tenant,
      before ?? Number.MAX_SAFE_INTEGER,
      actor ?? null,
      action ?? null,
      target ?? null,
      from ?? 0,
      to ?? Number.MAX_SAFE_INTEGER,
      limit,
    )
    .all<AuditRow>();
  return results.map((row) => ({
    number: row.number,
    at: row.at,
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    action: row.action,
    target: row.target,
    detail: JSON.parse(row.detail) as Record<string, unknown>,
    requestId: row.request_id,
    address: row.address,
  }));
}
