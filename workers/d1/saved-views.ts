import type { SavedView, SavedViewRequest } from '../../core/contract/saved-views.ts';
import { MAX_VIEWS, savedViewRequest } from '../../core/contract/saved-views.ts';
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
  return results.map((row) => ({ id: row.id, ...readView(row) }));
}

/** A view as it is now: one that was saved before a filter was there does not narrow by it. */
function readView({ name, owner, query }: Row): SavedViewRequest {
  const { screen, ...rest } = JSON.parse(query) as { readonly screen?: string };
  return savedViewRequest.parse({ name, isShared: owner === null, screen, query: rest });
}

/** Saves a view under a name, in the place of the one that has it; undefined when there are too many. */
export async function saveView(
  db: D1Database,
  tenant: TenantId,
  user: string,
  view: SavedViewRequest,
  now: number,
): Promise<SavedView | undefined> {
  const { name, isShared, screen, query } = view;
  const owner = isShared ? null : user;
  const id = crypto.randomUUID();
  const [, saved] = await db.batch([
    db
      .prepare(
        `DELETE FROM saved_views WHERE tenant_id = ? AND owner IS ? AND name = ?
           AND coalesce(json_extract(query, '$.screen'), 'lenses') = ?`,
      )
      .bind(tenant, owner, name, screen),
    db
      .prepare(
        `INSERT INTO saved_views (tenant_id, id, name, owner, query, created_at)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE (
           SELECT count(*) FROM saved_views WHERE tenant_id = ?1 AND owner IS ?4) < ${MAX_VIEWS}`,
      )
      .bind(tenant, id, name, owner, JSON.stringify({ screen, ...query }), now),
  ]);
  return saved?.meta.changes === 0 ? undefined : { id, ...view };
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
