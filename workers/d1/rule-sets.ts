import type { AnalyzerChange } from '../../core/contract/analyzers.ts';
import type { StoppedAnalyzer } from '../../core/contract/budgets.ts';
import type { RulePack, RuleState } from '../../core/contract/rules.ts';
import type { StoredIndicatorList } from '../../core/detect/indicators/stored-list.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';

/** A pack, and where its parts are kept. */
export interface StoredPack extends RulePack {
  readonly filesKey: string;
  readonly parsedKey: string;
}

/** The rules of a tenant. */
export interface RuleSetRow {
  /** Rises with every change; 0 before the first. */
  readonly version: number;
  readonly packs: readonly StoredPack[];
  /** The key of what matches records; empty when there is no rule. */
  readonly matcherKey: string;
  /** The key of what is shown of the rules; empty when there is none. */
  readonly indexKey: string;
  /** The states that members set, by rule, and by `pattern:` and the id of a pattern. */
  readonly settings: Readonly<Record<string, RuleState>>;
  /** The key of the tenant's own patterns; empty when there is none. */
  readonly analyzersKey: string;
  /** The tenant's lists of indicators. */
  readonly indicators: readonly StoredIndicatorList[];
  /** The key of the lists of values that rules name; empty when there is none. */
  readonly listsKey: string;
  /** Analyzers that were stopped for being over their budget, by their ids. */
  readonly stopped: Readonly<Record<string, StoppedAnalyzer>>;
}

const NO_RULES: RuleSetRow = {
  version: 0,
  packs: [],
  matcherKey: '',
  indexKey: '',
  settings: {},
  analyzersKey: '',
  indicators: [],
  listsKey: '',
  stopped: {},
};

/** The rules of a tenant; a set without any when it never imported one. */
export async function findRuleSet(db: D1Database, tenant: TenantId): Promise<RuleSetRow> {
  const row = await db
    .prepare(
      `SELECT version, packs, matcher_key AS matcherKey, index_key AS indexKey, settings,
         analyzers_key AS analyzersKey, indicators, lists_key AS listsKey, stopped
       FROM rule_sets WHERE tenant_id = ?`,
    )
    .bind(tenant)
    .first<{
      version: number;
      packs: string;
      matcherKey: string;
      indexKey: string;
      settings: string;
      analyzersKey: string;
      indicators: string;
      listsKey: string;
      stopped: string;
    }>();
  if (row === null) return NO_RULES;
  return {
    ...row,
    packs: JSON.parse(row.packs) as StoredPack[],
    indicators: JSON.parse(row.indicators) as StoredIndicatorList[],
    stopped: Object.assign(Object.create(null), JSON.parse(row.stopped)) as RuleSetRow['stopped'],
    settings: Object.assign(Object.create(null), JSON.parse(row.settings)) as Record<
      string,
      RuleState
    >,
  };
}

/** What a member did to a pattern. */
export interface RecordedChange {
  readonly analyzer: string;
  readonly by: string;
  readonly action: AnalyzerChange['action'];
  readonly source?: string | undefined;
}

/**
 * Replaces the rules of a tenant, unless somebody else did since they were read.
 *
 * @param next the new rules, whose version is the one that they replace
 * @param changes what is to be known of it later
 * @returns whether they were replaced
 */
export async function replaceRuleSet(
  db: D1Database,
  tenant: TenantId,
  next: RuleSetRow,
  now: number,
  changes: readonly RecordedChange[] = [],
): Promise<boolean> {
  const { version, packs, matcherKey, indexKey, settings, analyzersKey, indicators } = next;
  const { listsKey, stopped } = next;
  const replace = db
    .prepare(
      `INSERT INTO rule_sets (tenant_id, version, packs, matcher_key, index_key, settings,
         updated_at, analyzers_key, indicators, lists_key,
         stopped)
       VALUES (?1, ?2 + 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
       ON CONFLICT DO UPDATE SET version = excluded.version, packs = excluded.packs,
         matcher_key = excluded.matcher_key, index_key = excluded.index_key,
         settings = excluded.settings, updated_at = excluded.updated_at,
         analyzers_key = excluded.analyzers_key, indicators = excluded.indicators,
         lists_key = excluded.lists_key, stopped = excluded.stopped
       WHERE rule_sets.version = ?2`,
    )
    .bind(
      tenant,
      version,
      JSON.stringify(packs),
      matcherKey,
      indexKey,
      JSON.stringify(settings),
      now,
      analyzersKey,
      JSON.stringify(indicators),
      listsKey,
      JSON.stringify(stopped),
    );
  // One transaction: what replaced nothing leaves no trace either.
  const record = db
    .prepare(
      `INSERT INTO analyzer_changes (tenant_id, analyzer, version, at, by, action, source)
       SELECT ?1, value ->> 'analyzer', ?2 + 1, ?3, value ->> 'by', value ->> 'action',
         value ->> 'source'
       FROM json_each(?4) WHERE changes() > 0`,
    )
    .bind(tenant, version, now, JSON.stringify(changes));
  const [replaced] = await db.batch(changes.length === 0 ? [replace] : [replace, record]);
  return (replaced?.meta.changes ?? 0) > 0;
}

/** The stopped analyzers without those of some ids: a member said what they are to be. */
export function withoutStops(
  stopped: RuleSetRow['stopped'],
  ids: readonly string[],
): RuleSetRow['stopped'] {
  return Object.fromEntries(Object.entries(stopped).filter(([id]) => !ids.includes(id)));
}

/** So many changes of one pattern are shown. */
const SHOWN_CHANGES = 100;

/** What members did to a pattern, newest first. */
export async function changesOfAnalyzer(
  db: D1Database,
  tenant: TenantId,
  analyzer: string,
): Promise<readonly AnalyzerChange[]> {
  const { results } = await db
    .prepare(
      `SELECT version, at, by, action, source FROM analyzer_changes
       WHERE tenant_id = ? AND analyzer = ? ORDER BY version DESC LIMIT ?`,
    )
    .bind(tenant, analyzer, SHOWN_CHANGES)
    .all<Omit<AnalyzerChange, 'source'> & { source: string | null }>();
  return results.map(({ source, ...change }) => (source === null ? change : { ...change, source }));
}

/** The tenants that have lists which are fetched. */
export async function tenantsWithFetchedLists(db: D1Database): Promise<readonly TenantId[]> {
  const { results } = await db
    .prepare(
      `SELECT tenant_id AS tenant FROM rule_sets
       WHERE EXISTS (SELECT 1 FROM json_each(indicators) WHERE value ->> 'url' IS NOT NULL)`,
    )
    .all<{ tenant: TenantId }>();
  return results.map(({ tenant }) => tenant);
}

/**
 * Notes that a list was fetched and had not changed: that makes no version of the rules. Where they
 * were changed meanwhile it is not noted, and the list is fetched once more.
 */
export async function noteFetch(
  db: D1Database,
  tenant: TenantId,
  version: number,
  list: string,
  at: number,
): Promise<void> {
  await db
    .prepare(
      `UPDATE rule_sets SET indicators = (
         SELECT json_group_array(
           CASE WHEN value ->> 'id' = ?3 THEN json_set(value, '$.fetchedAt', ?4) ELSE json(value) END
         ) FROM json_each(indicators)
       ) WHERE tenant_id = ?1 AND version = ?2`,
    )
    .bind(tenant, version, list, at)
    .run();
}
