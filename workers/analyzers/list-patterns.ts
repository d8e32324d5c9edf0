import { BUILT_IN_ANALYZERS, builtInSource } from '../../analyzers/catalogue.ts';
import type { AnalyzerDetail, PatternAnalyzer } from '../../core/contract/analyzers.ts';
import { reloadAnalyzer } from '../../core/detect/analyzer-form.ts';
import type { OwnAnalyzers } from '../../core/detect/analyzer-form.ts';
import type { Analyzer } from '../../core/detect/analyzer.ts';
import { explainPlan } from '../../core/detect/explain.ts';
import { patternSetting } from '../../core/detect/pattern-setting.ts';
import { tenantStub } from '../../durable-objects/stubs.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { changesOfAnalyzer, findRuleSet } from '../d1/rule-sets.ts';
import type { RuleSetRow } from '../d1/rule-sets.ts';
import { getJson } from '../rules/stored.ts';

/** A pattern with its text. */
interface FoundPattern {
  readonly analyzer: Analyzer;
  readonly source: string;
  readonly own?: { readonly version: number; readonly at: number; readonly by: string };
}

/** A tenant's patterns, in two lists: those of the service, and its own. */
export interface PatternLists {
  readonly builtIn: readonly PatternAnalyzer[];
  readonly own: readonly PatternAnalyzer[];
}

/** Lists the patterns of a tenant. */
export async function listPatterns(
  env: Env,
  ruleSet: RuleSetRow,
  hits: ReadonlyMap<string, number>,
): Promise<PatternLists> {
  const own = await ownPatterns(env, ruleSet);
  const ids = new Set(own.map(({ analyzer }) => analyzer.id));
  const builtIn = env.NO_BUILT_IN_ANALYZERS === '1' ? [] : BUILT_IN_ANALYZERS;
  return {
    builtIn: builtIn
      .filter(({ id }) => !ids.has(id))
      .map((analyzer) => summaryOf({ analyzer, source: '' }, ruleSet, hits)),
    own: own.map((found) => summaryOf(found, ruleSet, hits)),
  };
}

/** One pattern with its text, plan and changes; undefined when the tenant has none of this id. */
export async function findPattern(
  env: Env,
  tenant: TenantId,
  id: string,
): Promise<AnalyzerDetail | undefined> {
  const ruleSet = await findRuleSet(env.DB, tenant);
  const found = await patternOf(env, ruleSet, id);
  if (found === undefined) return undefined;
  const [hits, changes] = await Promise.all([
    tenantStub(env, tenant).analyzerHits(),
    changesOfAnalyzer(env.DB, tenant, id),
  ]);
  return {
    analyzer: summaryOf(found, ruleSet, hits.patterns),
    source: found.source,
    version: found.own?.version ?? null,
    plan: explainPlan(found.analyzer),
    changes,
  };
}

/** A pattern of a tenant, of its own or of the service. */
export async function patternOf(
  env: Env,
  ruleSet: RuleSetRow,
  id: string,
): Promise<FoundPattern | undefined> {
  const own = (await ownPatterns(env, ruleSet)).find(({ analyzer }) => analyzer.id === id);
  if (own !== undefined) return own;
  if (env.NO_BUILT_IN_ANALYZERS === '1') return undefined;
  const analyzer = BUILT_IN_ANALYZERS.find((one) => one.id === id);
  const source = builtInSource(id);
  return analyzer === undefined || source === undefined ? undefined : { analyzer, source };
}

async function ownPatterns(
  env: Env,
  { analyzersKey }: RuleSetRow,
): Promise<readonly FoundPattern[]> {
  if (analyzersKey === '') return [];
  const { form, analyzers } = await getJson<OwnAnalyzers>(env, analyzersKey);
  return analyzers.flatMap((kept) => {
    const analyzer = reloadAnalyzer(kept, form);
    const { source, version, savedAt, savedBy } = kept;
    if (analyzer === undefined) return [];
    return [{ analyzer, source, own: { version, at: savedAt, by: savedBy } }];
  });
}

function summaryOf(
  { analyzer, own }: FoundPattern,
  { settings, stopped }: RuleSetRow,
  hits: ReadonlyMap<string, number>,
): PatternAnalyzer {
  const { id, title, description, level, risk, techniques, falsePositives } = analyzer;
  return {
    id,
    title,
    description,
    level,
    risk,
    techniques,
    falsePositives,
    isOwn: own !== undefined,
    state: settings[patternSetting(id)] ?? 'on',
    ...(id in stopped && { stopped: stopped[id] }),
    hits: hits.get(id) ?? 0,
    ...(own && { saved: { at: own.at, by: own.by } }),
  };
}
