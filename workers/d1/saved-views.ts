import type { SavedView, SavedViewRequest, ViewQuery } from '../../core/contract/saved-views.ts';
import { MAX_VIEWS } from '../../core/contract/saved-views.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly owner: string | null;
  readonly query: string;
}

/** A member's own views, and the organisation's. */
export async function listViews(
  db: D1Database,
  tenant: TenantId,
  user: string,
): Promise<SavedView[]> {
  const { results } = await db
    .prepare(
      `SELECT id, name, owner, query FROM saved_views
       WHERE tenant_id = ? AND (owner IS NULL OR owner = ?) ORDER BY owner IS NULL, name, id`,
    )
    .bind(tenant, user)
    .all<Row>();
  return results.map(({ id, name, owner, query }) => {
    return { id, name, isShared: owner === null, query: JSON.parse(query) as ViewQuery };
  });
}

/** Saves a view under a name, in the place of the one that has it; undefined when there are too many. */
export async function saveView(
  db: D1Database,
  tenant: TenantId,
  user: string,
  { name, isShared, query }: SavedViewRequest,
  now: number,
): Promise<SavedView | undefined> {
  const owner = isShared ? null : user;
  const id = crypto.randomUUID();
  const [, saved] = await db.batch([
    db
      .prepare('DELETE FROM saved_views WHERE tenant_id = ? AND owner IS ? AND name = ?')
      .bind(tenant, owner, name),
    db
      .prepare(
        `INSERT INTO saved_views (tenant_id, id, name, owner, query, created_at)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE (
           SELECT count(*) FROM saved_views WHERE tenant_id = ?1 AND owner IS ?4) < ${MAX_VIEWS}`,
      )
      .bind(tenant, id, name, owner, JSON.stringify(query), now),
  ]);
  return saved?.meta.changes === 0 ? undefined : { id, name, isShared, query };
}

/** Removes a view: one's own, or one of the organisation's where that is allowed. */
export async function removeView(
  db: D1Database,
  tenant: TenantId,
  user: string,
  id: string,
  mayShared: boolean,
): Promise<boolean> {
  const { meta } = await db
    .prepare(
      `DELETE FROM saved_views WHERE tenant_id = ? AND id = ?
         AND (owner = ? OR (owner IS NULL AND ?))`,
    )
    .bind(tenant, id, user, mayShared ? 1 : 0)
    .run();
  return meta.changes > 0;
}
