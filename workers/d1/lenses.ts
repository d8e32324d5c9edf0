import type { LensQuery, LensTabName } from '../../core/contract/lens-life.ts';
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

/** A page of a tenant's lenses, riskiest first, by what is asked for. */
export async function listLenses(
  db: D1Database,
  reader: LensReader,
  query: LensQuery,
): Promise<Pick<LensList, 'lenses' | 'next'>> {
  const conditions = conditionsOf(reader, query);
  const { results } = await db
    .prepare(
      `SELECT lenses.summary, lens_lives.life ${FROM}
       ${conditions.map(({ sql }) => `AND ${sql}`).join(' ')}
       ORDER BY lenses.score DESC, lenses.id LIMIT ?`,
    )
    .bind(reader.tenant, ...conditions.flatMap(({ values }) => values), query.limit + 1)
    .all<LensRow>();
  const lenses = results.slice(0, query.limit).map((row) => readRow(row, reader.now));
  const last = results.length > query.limit ? lenses.at(-1) : undefined;
  return { lenses, ...(last && { next: `${last.score} ${last.id}` }) };
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

/** Whether a text is the end of a page: a score and an id. */
export function isCursor(text: string): boolean {
  return /^\d+(\.\d+)? [0-9a-f]+$/.test(text);
}

function conditionsOf({ user, now }: LensReader, query: LensQuery): Condition[] {
  const { type, assignee, tag, technique, q = '', minScore, after } = query;
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
  if (after !== undefined) {
    const [score = '', id = ''] = after.split(' ');
    add('lenses.score <= ?', Number(score));
    add('(lenses.score < ? OR lenses.id > ?)', Number(score), id);
  }
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
