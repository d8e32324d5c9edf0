import type { LinkedLens } from '../../core/contract/lenses.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';

/** Duplicates that are told of one lens. */
const MAX_DUPLICATES = 100;

/** Chains of duplicates are at most so long: a new link always goes to their end. */
const MAX_CHAIN = 20;

interface Row {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly of: string | null;
}

const READ = `
  SELECT lenses.id, lenses.type, lenses.name,
    CASE WHEN lens_lives.status = 'closed'
      THEN json_extract(lens_lives.life, '$.duplicateOf') END AS "of"
  FROM lenses LEFT JOIN lens_lives ON lens_lives.tenant_id = lenses.tenant_id
    AND lens_lives.id = lenses.id
  WHERE lenses.tenant_id = ?1 AND lenses.summary <> 'null'`;

/** A lens to which others may be linked; undefined when the tenant has none of this id. */
export async function findLinked(
  db: D1Database,
  tenant: TenantId,
  id: string,
): Promise<LinkedLens | undefined> {
  const row = await db.prepare(`${READ} AND lenses.id = ?2`).bind(tenant, id).first<Row>();
  return row === null ? undefined : linkedOf(row);
}

/**
 * The lens that a lens and all that it is a duplicate of stand for; undefined when the tenant has no
 * lens of this id.
 */
export async function findOriginal(
  db: D1Database,
  tenant: TenantId,
  id: string,
): Promise<LinkedLens | undefined> {
  let found: Row | undefined;
  let at: string | null = id;
  for (let step = 0; step < MAX_CHAIN && at !== null; step += 1) {
    const row: Row | null = await db
      .prepare(`${READ} AND lenses.id = ?2`)
      .bind(tenant, at)
      .first<Row>();
    if (row === null) break;
    found = row;
    at = row.of;
  }
  return found && linkedOf(found);
}

/** The lenses that are closed as duplicates of one. */
export async function listDuplicates(
  db: D1Database,
  tenant: TenantId,
  id: string,
): Promise<LinkedLens[]> {
  const { results } = await db
    .prepare(
      `${READ} AND lens_lives.status = 'closed'
         AND json_extract(lens_lives.life, '$.duplicateOf') = ?2
       ORDER BY lenses.score DESC, lenses.id LIMIT ${MAX_DUPLICATES}`,
    )
    .bind(tenant, id)
    .all<Row>();
  return results.map(linkedOf);
}

function linkedOf({ id, type, name }: Row): LinkedLens {
  return { id, type, name };
}
