import type { RulePack, RuleState } from '../../core/contract/rules.ts';
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
  /** The states that members set, by rule. */
  readonly settings: Readonly<Record<string, RuleState>>;
}

const NO_RULES: RuleSetRow = {
  version: 0,
  packs: [],
  matcherKey: '',
  indexKey: '',
  settings: {},
};

/** The rules of a tenant; a set without any when it never imported one. */
export async function findRuleSet(db: D1Database, tenant: TenantId): Promise<RuleSetRow> {
  const row = await db
    .prepare(
      `SELECT version, packs, matcher_key AS matcherKey, index_key AS indexKey, settings
       FROM rule_sets WHERE tenant_id = ?`,
    )
    .bind(tenant)
    .first<{
      version: number;
      packs: string;
      matcherKey: string;
      indexKey: string;
      settings: string;
    }>();
  if (row === null) return NO_RULES;
  return {
    ...row,
    packs: JSON.parse(row.packs) as StoredPack[],
    settings: Object.assign(Object.create(null), JSON.parse(row.settings)) as Record<
      string,
      RuleState
    >,
  };
}

/**
 * Replaces the rules of a tenant, unless somebody else did since they were read.
 *
 * @param next the new rules, whose version is the one that they replace
 * @returns whether they were replaced
 */
export async function replaceRuleSet(
  db: D1Database,
  tenant: TenantId,
  next: RuleSetRow,
  now: number,
): Promise<boolean> {
  const { version, packs, matcherKey, indexKey, settings } = next;
  const { meta } = await db
    .prepare(
      `INSERT INTO rule_sets (tenant_id, version, packs, matcher_key, index_key, settings, updated_at)
       VALUES (?1, ?2 + 1, ?3, ?4, ?5, ?6, ?7)
       ON CONFLICT DO UPDATE SET version = excluded.version, packs = excluded.packs,
         matcher_key = excluded.matcher_key, index_key = excluded.index_key,
         settings = excluded.settings, updated_at = excluded.updated_at
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
    )
    .run();
  return meta.changes > 0;
}
