import type { RuleState } from '../../core/contract/rules.ts';
import { isNoisy } from '../../core/detect/noise.ts';
import type { RuleHitCount } from '../../core/detect/noise.ts';
import type { StoredIndicatorList } from '../../core/detect/indicators/stored-list.ts';
import { ruleAnalyzerId } from '../../core/detect/rule-hits.ts';
import { linkedCorrelation, scoredRule } from '../../core/detect/sigma/rule-index.ts';
import type { IndexedRule } from '../../core/detect/sigma/rule-index.ts';
import type { LinkedCorrelation } from '../../core/detect/sigma/rule-set.ts';
import type { ScoredAnalyzer } from '../../core/lens/score.ts';
import { AnalyzerBook } from '../analyzer-book.ts';
import type { TenantId } from '../stubs.ts';

/** The rules of a tenant as the database has them. */
interface RuleRow {
  readonly version: number;
  readonly indexKey: string;
  readonly settings: Readonly<Record<string, RuleState>>;
  readonly analyzersKey: string;
  readonly indicators: readonly StoredIndicatorList[];
  readonly stopped: Readonly<Record<string, unknown>>;
}

/** A tenant's rules of one version: what their hits are worth. */
export class RuleBook {
  readonly version: number;
  readonly patterns: AnalyzerBook;
  readonly #indexKey: string;
  readonly #rules: ReadonlyMap<string, IndexedRule>;
  readonly #settings: ReadonlyMap<string, RuleState>;
  readonly #stopped: ReadonlySet<string>;

  private constructor(
    row: RuleRow,
    rules: ReadonlyMap<string, IndexedRule>,
    patterns: AnalyzerBook,
  ) {
    this.patterns = patterns;
    this.version = row.version;
    this.#indexKey = row.indexKey;
    this.#rules = rules;
    this.#settings = new Map(Object.entries(row.settings));
    this.#stopped = new Set(Object.keys(row.stopped));
  }

  /** Reads the rules as they are now; what is unchanged is taken from the book of before. */
  static async read(env: Env, tenant: TenantId, before: RuleBook | undefined): Promise<RuleBook> {
    const row = await readRow(env.DB, tenant);
    if (before?.version === row.version) return before;
    const isKnown = before !== undefined && before.#indexKey === row.indexKey;
    const rules = isKnown ? before.#rules : await readIndex(env, row.indexKey);
    return new RuleBook(row, rules, await AnalyzerBook.ofRow(env, row, before?.patterns));
  }

  /** What scoring must know of a rule; undefined when there is no such rule any more. */
  find(rule: string): ScoredAnalyzer | undefined {
    const found = this.#rules.get(rule);
    return found && scoredRule(found);
  }

  /** What holds for a rule that hits so often. */
  stateOf(rule: string, count: RuleHitCount): RuleState {
    if (!this.#rules.has(rule)) return 'off';
    return this.#settings.get(rule) ?? (isNoisy(count) ? 'shadow' : 'on');
  }

  /** The correlations that are neither off nor stopped, with the rules that they build on found. */
  correlations(): readonly LinkedCorrelation[] {
    return [...this.#rules.values()].flatMap((rule) => {
      const isOff = this.#settings.get(rule.id) === 'off' || this.isStopped(rule.id);
      return isOff ? [] : (linkedCorrelation(rule) ?? []);
    });
  }

  /** Whether a rule is stopped for being over its budget. */
  isStopped(rule: string): boolean {
    return this.#stopped.has(ruleAnalyzerId(rule));
  }

  /** Whether a rule only feeds correlations. */
  isSilent(rule: string): boolean {
    return this.#rules.get(rule)?.isSilent ?? false;
  }

  /** Whether a rule's hits are worth the same in another version of the rules. */
  isSame(rule: string, other: RuleBook): boolean {
    return (
      this.#rules.get(rule)?.hash === other.#rules.get(rule)?.hash &&
      this.#settings.get(rule) === other.#settings.get(rule)
    );
  }
}

async function readRow(db: D1Database, tenant: TenantId): Promise<RuleRow> {
  const row = await db
    .prepare(
      `SELECT version, index_key AS indexKey, settings, analyzers_key AS analyzersKey,
         indicators, stopped
       FROM rule_sets WHERE tenant_id = ?`,
    )
    .bind(tenant)
    .first<{
      version: number;
      indexKey: string;
      settings: string;
      analyzersKey: string;
      indicators: string;
      stopped: string;
    }>();
  if (row === null)
    return {
      version: 0,
      indexKey: '',
      settings: {},
      analyzersKey: '',
      indicators: [],
      stopped: {},
    };
  return {
    ...row,
    settings: JSON.parse(row.settings) as Record<string, RuleState>,
    indicators: JSON.parse(row.indicators) as StoredIndicatorList[],
    stopped: JSON.parse(row.stopped) as Record<string, unknown>,
  };
}

async function readIndex(env: Env, key: string): Promise<ReadonlyMap<string, IndexedRule>> {
  if (key === '') return new Map();
  const object = await env.UPLOADS.get(key);
  if (object === null) throw new Error('the index of the rules is gone: they were replaced');
  const rules = await object.json<IndexedRule[]>();
  return new Map(rules.map((rule) => [rule.id, rule]));
}
