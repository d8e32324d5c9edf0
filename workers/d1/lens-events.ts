import type { Assignee, LensEvent } from '../../core/contract/lens-life.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';

/** Entries of a history that are shown. */
const MAX_EVENTS = 500;

/** The history of a lens, latest first. */
export async function listLensEvents(
  db: D1Database,
  tenant: TenantId,
  lens: string,
  only?: LensEvent['what'],
): Promise<LensEvent[]> {
  const { results } = await db
    .prepare(
      `SELECT id, at, by, what, text FROM lens_events
       WHERE tenant_id = ? AND lens = ? ${only === undefined ? '' : 'AND what = ?'}
       ORDER BY at DESC, id LIMIT ${MAX_EVENTS}`,
    )
    .bind(tenant, lens, ...(only === undefined ? [] : [only]))
    .all<LensEvent>();
  return results;
}

/** Those to whom a tenant's lenses can be assigned. */
export async function listAssignees(db: D1Database, tenant: TenantId): Promise<Assignee[]> {
  const { results } = await db
    .prepare(
      `SELECT users.id, users.email FROM members JOIN users ON users.id = members.user_id
       WHERE members.tenant_id = ? ORDER BY users.email`,
    )
    .bind(tenant)
    .all<Assignee>();
  return results;
}
