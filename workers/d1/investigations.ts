import type {
  InvestigationEvent,
  InvestigationNode,
  InvestigationStatus,
  InvestigationSummary,
} from '../../core/contract/investigations.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';

/** Investigations that are listed. */
const MAX_LISTED = 500;

/** Entries of a history that are shown. */
const MAX_EVENTS = 1_000;

/** An investigation with its write-up. */
export interface FoundInvestigation {
  readonly investigation: InvestigationSummary;
  readonly writeUp: { readonly text: string; readonly version: number };
}

/** What is written of an investigation. What is undefined stays. */
export interface InvestigationUpdate {
  readonly title?: string | undefined;
  readonly status?: InvestigationStatus | undefined;
  readonly assignee?: string | null | undefined;
  readonly members?: readonly string[] | undefined;
  readonly writeUp?: { readonly text: string; readonly basedOn: number } | undefined;
}

/** What the history is told. */
export type Told = Pick<InvestigationEvent, 'what' | 'text'>;

/** Who does something with which investigation. */
export interface InvestigationActor {
  readonly tenant: TenantId;
  readonly id: string;
  readonly by: string;
  readonly now: number;
}

interface Row {
  readonly id: string;
  readonly title: string;
  readonly status: InvestigationStatus;
  readonly assignee: string | null;
  readonly members: string;
  readonly lens: string | null;
  readonly nodes: number;
  readonly created_by: string;
  readonly created_at: number;
  readonly updated_at: number;
}

const COLUMNS = `id, title, status, assignee, members, lens, created_by, created_at, updated_at,
  (SELECT count(*) FROM investigation_nodes WHERE investigation_nodes.tenant_id = investigations.tenant_id
     AND investigation_nodes.investigation = investigations.id) AS nodes`;

const WRITE_EVENT = `
  INSERT INTO investigation_events (tenant_id, investigation, at, id, what, by, text)
  SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE EXISTS (
    SELECT 1 FROM investigations WHERE tenant_id = ?1 AND id = ?2)`;

/** A tenant's investigations: open ones first, then those that changed latest. */
export async function listInvestigations(
  db: D1Database,
  tenant: TenantId,
): Promise<InvestigationSummary[]> {
  const { results } = await db
    .prepare(
      `SELECT ${COLUMNS} FROM investigations WHERE tenant_id = ?
       ORDER BY status = 'closed', updated_at DESC, id LIMIT ${MAX_LISTED}`,
    )
    .bind(tenant)
    .all<Row>();
  return results.map(readRow);
}

/** One investigation; undefined when the tenant has none of this id. */
export async function findInvestigation(
  db: D1Database,
  tenant: TenantId,
  id: string,
): Promise<FoundInvestigation | undefined> {
  const row = await db
    .prepare(
      `SELECT ${COLUMNS}, write_up, write_up_version FROM investigations
       WHERE tenant_id = ? AND id = ?`,
    )
    .bind(tenant, id)
    .first<Row & { write_up: string; write_up_version: number }>();
  if (row === null) return undefined;
  const writeUp = { text: row.write_up, version: row.write_up_version };
  return { investigation: readRow(row), writeUp };
}

/** How many nodes all investigations of a tenant hold together. */
export async function countPinnedNodes(db: D1Database, tenant: TenantId): Promise<number> {
  const count = await db
    .prepare('SELECT count(*) AS count FROM investigation_nodes WHERE tenant_id = ?')
    .bind(tenant)
    .first<number>('count');
  return count ?? 0;
}

/** Makes an investigation. */
export async function createInvestigation(
  db: D1Database,
  actor: InvestigationActor,
  title: string,
  lens: string | undefined,
): Promise<void> {
  const { tenant, id, by, now } = actor;
  await db.batch([
    db
      .prepare(
        `INSERT INTO investigations (tenant_id, id, title, status, members, lens, write_up,
           write_up_version, created_by, created_at, updated_at)
         VALUES (?1, ?2, ?3, 'open', '[]', ?4, '', 0, ?5, ?6, ?6)`,
      )
      .bind(tenant, id, title, lens ?? null, by, now),
    eventOf(db, actor, { what: 'created', text: lens === undefined ? '' : 'from a lens' }),
  ]);
}

/**
 * Changes an investigation, and tells its history.
 *
 * @returns `stale` when the write-up was written over an older version, and nothing is changed
 */
export async function updateInvestigation(
  db: D1Database,
  actor: InvestigationActor,
  { title, status, assignee, members, writeUp }: InvestigationUpdate,
  told: readonly Told[],
): Promise<'changed' | 'stale'> {
  const { tenant, id, now } = actor;
  const change = await db
    .prepare(
      `UPDATE investigations SET title = coalesce(?3, title), status = coalesce(?4, status),
         assignee = CASE WHEN ?5 THEN ?6 ELSE assignee END, members = coalesce(?7, members),
         write_up = coalesce(?8, write_up),
         write_up_version = write_up_version + (?8 IS NOT NULL), updated_at = ?9
       WHERE tenant_id = ?1 AND id = ?2 AND (?8 IS NULL OR write_up_version = ?10)`,
    )
    .bind(
      tenant,
      id,
      title ?? null,
      status ?? null,
      assignee === undefined ? 0 : 1,
      assignee ?? null,
      members === undefined ? null : JSON.stringify(members),
      writeUp?.text ?? null,
      now,
      writeUp?.basedOn ?? 0,
    )
    .run();
  if (change.meta.changes === 0) return 'stale';
  if (told.length > 0) await db.batch(told.map((one) => eventOf(db, actor, one)));
  return 'changed';
}

/** Removes an investigation with all that it holds; false when there is none of this id. */
export async function deleteInvestigation(
  db: D1Database,
  tenant: TenantId,
  id: string,
): Promise<boolean> {
  const [gone] = await db.batch([
    db.prepare('DELETE FROM investigations WHERE tenant_id = ? AND id = ?').bind(tenant, id),
    db
      .prepare('DELETE FROM investigation_nodes WHERE tenant_id = ? AND investigation = ?')
      .bind(tenant, id),
    db
      .prepare('DELETE FROM investigation_events WHERE tenant_id = ? AND investigation = ?')
      .bind(tenant, id),
  ]);
  return (gone?.meta.changes ?? 0) > 0;
}

/** The nodes of an investigation, in the order in which they were taken in. */
export async function listInvestigationNodes(
  db: D1Database,
  tenant: TenantId,
  id: string,
): Promise<InvestigationNode[]> {
  const { results } = await db
    .prepare(
      `SELECT node AS id, type, label, how, from_node AS "from", by, at, note
       FROM investigation_nodes WHERE tenant_id = ? AND investigation = ? ORDER BY at, node`,
    )
    .bind(tenant, id)
    .all<InvestigationNode & { from: string | null }>();
  return results.map((node) => ({ ...node, from: node.from ?? undefined }));
}

/** Takes nodes in. One that came as a neighbour, and is pinned now, stays as what is pinned. */
export async function addInvestigationNodes(
  db: D1Database,
  actor: InvestigationActor,
  nodes: readonly Pick<InvestigationNode, 'id' | 'type' | 'label' | 'how' | 'from'>[],
  told: Told,
): Promise<void> {
  const { tenant, id, by, now } = actor;
  await db.batch([
    db
      .prepare(
        `INSERT INTO investigation_nodes (tenant_id, investigation, node, type, label, how,
           from_node, by, at, note)
         SELECT ?1, ?2, value ->> '$.id', value ->> '$.type', value ->> '$.label',
           value ->> '$.how', value ->> '$.from', ?4, ?5, ''
         FROM json_each(?3) WHERE EXISTS (
           SELECT 1 FROM investigations WHERE tenant_id = ?1 AND id = ?2)
         ON CONFLICT DO UPDATE SET how = 'pinned', from_node = NULL
           WHERE excluded.how = 'pinned' AND investigation_nodes.how = 'expanded'`,
      )
      .bind(tenant, id, JSON.stringify(nodes), by, now),
    touch(db, actor),
    eventOf(db, actor, told),
  ]);
}

/**
 * Lets nodes go.
 *
 * @param which SQL that says which of the investigation's, with what its marks from `?3` stand for
 * @returns how many went
 */
async function removeNodes(
  db: D1Database,
  actor: InvestigationActor,
  which: string,
  value: string,
  told: Told,
): Promise<number> {
  const { meta } = await db
    .prepare(
      `DELETE FROM investigation_nodes WHERE tenant_id = ?1 AND investigation = ?2 AND ${which}`,
    )
    .bind(actor.tenant, actor.id, value)
    .run();
  if (meta.changes > 0) await db.batch([touch(db, actor), eventOf(db, actor, told)]);
  return meta.changes;
}

/** Lets a node go; false when it was not there. */
export async function removeInvestigationNode(
  db: D1Database,
  actor: InvestigationActor,
  node: Pick<InvestigationNode, 'id' | 'label'>,
): Promise<boolean> {
  const told: Told = { what: 'unpinned', text: node.label };
  return (await removeNodes(db, actor, 'node = ?3', node.id, told)) > 0;
}

/** Lets the neighbours go that came by expanding a node, save those that have a note. */
export async function removeExpansion(
  db: D1Database,
  actor: InvestigationActor,
  node: Pick<InvestigationNode, 'id' | 'label'>,
): Promise<number> {
  const which = `from_node = ?3 AND how = 'expanded' AND note = ''`;
  return await removeNodes(db, actor, which, node.id, { what: 'collapsed', text: node.label });
}

/** Writes a node's note. */
export async function writeNote(
  db: D1Database,
  actor: InvestigationActor,
  node: Pick<InvestigationNode, 'id' | 'label'>,
  note: string,
): Promise<void> {
  await db.batch([
    db
      .prepare(
        `UPDATE investigation_nodes SET note = ?4
         WHERE tenant_id = ?1 AND investigation = ?2 AND node = ?3`,
      )
      .bind(actor.tenant, actor.id, node.id, note),
    touch(db, actor),
    eventOf(db, actor, { what: 'noted', text: node.label }),
  ]);
}

/** The history of an investigation, latest first. */
export async function listInvestigationEvents(
  db: D1Database,
  tenant: TenantId,
  id: string,
): Promise<InvestigationEvent[]> {
  const { results } = await db
    .prepare(
      `SELECT id, at, by, what, text FROM investigation_events
       WHERE tenant_id = ? AND investigation = ? ORDER BY at DESC, id LIMIT ${MAX_EVENTS}`,
    )
    .bind(tenant, id)
    .all<InvestigationEvent>();
  return results;
}

function touch(db: D1Database, { tenant, id, now }: InvestigationActor): D1PreparedStatement {
  return db
    .prepare('UPDATE investigations SET updated_at = ? WHERE tenant_id = ? AND id = ?')
    .bind(now, tenant, id);
}

function eventOf(db: D1Database, actor: InvestigationActor, told: Told): D1PreparedStatement {
  const { tenant, id, by, now } = actor;
  const text = told.text.slice(0, MAX_EVENT_TEXT);
  return db.prepare(WRITE_EVENT).bind(tenant, id, now, crypto.randomUUID(), told.what, by, text);
}

/** Labels are what logs say, and may be long. */
const MAX_EVENT_TEXT = 500;

function readRow(row: Row): InvestigationSummary {
  return {
    id: row.id,
    title: row.title,
    status: row.status,
    assignee: row.assignee ?? undefined,
    members: JSON.parse(row.members) as string[],
    lens: row.lens ?? undefined,
    nodes: row.nodes,
    createdBy: row.created_by,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
