import { QUARTER_MS, quarterOf } from '../../core/contract/lens-activity.ts';
import type { LensQuery, LensTabName } from '../../core/contract/lens-life.ts';
import type { LensSort } from '../../core/contract/lens-sorts.ts';
import type { LensList, LensSummary } from '../../core/contract/lenses.ts';
import { lifeAt, shownLife } from '../../core/lens/life.ts';
import type { KeptLife } from '../../core/lens/life.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';

/** Who asks for lenses, and when. */
export interface LensReader {
  readonly tenant: TenantId;
  readonly user: string;
  readonly now: number;
}

/** A lens's row with what was made of it. */
interface LensRow {
  readonly summary: string;
  readonly life: string | null;
}

/** A row of a page, with what it is sorted by. */
interface PageRow extends LensRow {
  readonly id: string;
  readonly key: string | number;
}

/** What a list is sorted by, in SQL. */
interface Order {
  readonly key: string;
  readonly isDown: boolean;
}

/** A condition in SQL, with what its question marks stand for. */
interface Condition {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

const FROM = `FROM lenses LEFT JOIN lens_lives ON lens_lives.tenant_id = lenses.tenant_id
  AND lens_lives.id = lenses.id WHERE lenses.tenant_id = ? AND lenses.score > 0`;

/** Lenses that are put away for now; a snooze ends at its date by itself. */
const IS_SNOOZED = `(lens_lives.status IS 'snoozed'
  AND coalesce(lens_lives.snoozed_until, 9e15) > ?)`;
const IS_OPEN = `(lens_lives.status IS NOT 'closed' AND NOT ${IS_SNOOZED})`;

/** What a lens's words are looked for in. */
const TEXT = `lower(lenses.name || ' ' || lenses.type || ' ' ||
  json_extract(lenses.summary, '$.why') || ' ' || json_extract(lenses.summary, '$.techniques') ||
  ' ' || json_extract(lenses.summary, '$.analyzers') || ' ' ||
  coalesce(json_extract(lens_lives.life, '$.tags'), ''))`;

/** So many words are looked for. */
const MAX_WORDS = 10;

/** So much of a name is sorted by, so that the end of a page stays short. */
const NAME_KEY = 80;

/** A page of a tenant's lenses, in the order that is asked for. */
export async function listLenses(
  db: D1Database,
  reader: LensReader,
  query: LensQuery,
): Promise<Pick<LensList, 'lenses' | 'next' | 'until'>> {
  const until = query.until ?? (await latestHit(db, reader));
  const { key, isDown } = orderOf(query.sort, until);
  const conditions = conditionsOf(reader, query);
  if (query.after !== undefined) conditions.push(afterEnd({ key, isDown }, query));
  const { results } = await db
    .prepare(
      `SELECT lenses.id, lenses.summary, lens_lives.life, ${key} AS key ${FROM}
       ${conditions.map(({ sql }) => `AND ${sql}`).join(' ')}
       ORDER BY ${key} ${isDown ? 'DESC' : 'ASC'}, lenses.id LIMIT ?`,
    )
    .bind(reader.tenant, ...conditions.flatMap(({ values }) => values), query.limit + 1)
    .all<PageRow>();
  const page = results.slice(0, query.limit);
  const last = results.length > query.limit ? page.at(-1) : undefined;
  return {
    lenses: page.map((row) => readRow(row, reader.now)),
    ...(last && { next: `${last.key} ${last.id}` }),
    until,
  };
}

/** When the tenant's latest hit was, event time; now where that is earlier, or there is none. */
async function latestHit(db: D1Database, { tenant, now }: LensReader): Promise<number> {
  const row = await db
    .prepare(
      `SELECT max(json_extract(summary, '$.last')) AS last FROM lenses
       WHERE tenant_id = ? AND score > 0`,
    )
    .bind(tenant)
    .first<{ last: number | null }>();
  return Math.min(now, row?.last ?? now);
}

function orderOf(sort: LensSort, until: number): Order {
  switch (sort) {
    case 'score':
      return { key: 'lenses.score', isDown: true };
    case 'last':
    case 'first':
      return { key: `json_extract(lenses.summary, '$.${sort}')`, isDown: true };
    case 'name':
      return { key: `substr(lenses.name, 1, ${NAME_KEY}) COLLATE NOCASE`, isDown: false };
    case 'growth':
      return { key: growthSql(until), isDown: true };
  }
}

/** What {@link growthOf} of the contract counts, in SQL. */
function growthSql(until: number): string {
  const ago = `(${quarterOf(until)} + json_each.key
    - CAST(json_extract(lenses.summary, '$.last') AS INTEGER) / ${QUARTER_MS})`;
  return `coalesce((SELECT sum(CASE WHEN ${ago} BETWEEN 0 AND 3 THEN json_each.value
      WHEN ${ago} BETWEEN 4 AND 7 THEN -json_each.value ELSE 0 END)
    FROM json_each(lenses.summary, '$.activity')), 0)`;
}

/** The lenses after the end of a page: its key and its id, which has no space. */
function afterEnd({ key, isDown }: Order, { sort, after = '' }: LensQuery): Condition {
  const cut = after.lastIndexOf(' ');
  const end = sort === 'name' ? after.slice(0, cut) : Number(after.slice(0, cut));
  const beyond = isDown ? '<' : '>';
  return {
    sql: `${key} ${beyond}= ? AND (${key} ${beyond} ? OR lenses.id > ?)`,
    values: [end, end, after.slice(cut + 1)],
  };
}

/** How many lenses each list has. */
export async function countLenses(
  db: D1Database,
  { tenant, user, now }: LensReader,
): Promise<Record<LensTabName, number>> {
  const row = await db
    .prepare(
      `SELECT coalesce(sum(${IS_OPEN}), 0) AS open,
         coalesce(sum(${IS_OPEN} AND lens_lives.assignee IS ?), 0) AS mine,
         coalesce(sum(${IS_SNOOZED}), 0) AS snoozed,
         coalesce(sum(lens_lives.status IS 'closed'), 0) AS closed ${FROM}`,
    )
    .bind(now, now, user, now, tenant)
    .first<Record<LensTabName, number>>();
  return row ?? { open: 0, mine: 0, snoozed: 0, closed: 0 };
}

/** One lens of a tenant; undefined when it has none of this id. */
export async function findLens(
  db: D1Database,
  tenant: TenantId,
  id: string,
): Promise<LensSummary | undefined> {
  const row = await db
    .prepare(`SELECT lenses.summary, lens_lives.life ${FROM} AND lenses.id = ?`)
    .bind(tenant, id)
    .first<LensRow>();
  return row === null ? undefined : readRow(row, Date.now());
}

/** Whether a text can be the end of a page: what it is sorted by, and an id. */
export function isCursor(text: string, sort: LensSort): boolean {
  return (sort === 'name' ? /^[^]* [0-9a-f]+$/ : /^-?\d+(\.\d+)? [0-9a-f]+$/).test(text);
}

function conditionsOf({ user, now }: LensReader, query: LensQuery): Condition[] {
  const { type, assignee, tag, technique, q = '', minScore } = query;
  const conditions: Condition[] = [tabOf(query.tab, user, now)];
  const add = (sql: string, ...values: (string | number)[]) => conditions.push({ sql, values });
  if (type !== undefined) add('lenses.type = ?', type);
  if (assignee === 'none') add('lens_lives.assignee IS NULL');
  else if (assignee !== undefined) add('lens_lives.assignee = ?', assignee);
  if (tag !== undefined) add(hasIn('lens_lives.life', '$.tags'), tag);
  if (technique !== undefined) add(hasIn('lenses.summary', '$.techniques'), technique);
  if (minScore !== undefined) add('lenses.score >= ?', minScore);
  // SQLite's lower() knows the letters of ASCII only.
  const words = q.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()).split(/\s+/);
  for (const word of words.filter(Boolean).slice(0, MAX_WORDS)) add(`instr(${TEXT}, ?) > 0`, word);
  return conditions;
}

function tabOf(tab: LensTabName, user: string, now: number): Condition {
  switch (tab) {
    case 'open':
      return { sql: IS_OPEN, values: [now] };
    case 'mine':
      return { sql: `${IS_OPEN} AND lens_lives.assignee = ?`, values: [now, user] };
    case 'snoozed':
      return { sql: IS_SNOOZED, values: [now] };
    case 'closed':
      return { sql: `lens_lives.status = 'closed'`, values: [] };
  }
}

function hasIn(column: string, path: string): string {
  return `EXISTS (SELECT 1 FROM json_each(${column}, '${path}') WHERE json_each.value = ?)`;
}

function readRow({ summary, life }: LensRow, now: number): LensSummary {
  const lens = JSON.parse(summary) as LensSummary;
  if (life === null) return lens;
  return { ...lens, life: shownLife(lifeAt(JSON.parse(life) as KeptLife, now)) };
}

/** Which of these are lenses that the tenant has. */
export async function knownLenses(
  db: D1Database,
  tenant: TenantId,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const { results } = await db
    .prepare(
      `SELECT id FROM lenses WHERE tenant_id = ? AND summary <> 'null'
         AND id IN (SELECT value FROM json_each(?))`,
    )
    .bind(tenant, JSON.stringify(ids))
    .all<{ id: string }>();
  return new Set(results.map(({ id }) => id));
}
