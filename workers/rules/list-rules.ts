import type { Coverage, RuleDetail, RuleList, RuleSummary } from '../../core/contract/rules.ts';
import { isNoisy } from '../../core/detect/noise.ts';
import type { RuleHitCount } from '../../core/detect/noise.ts';
import { ruleAnalyzerId } from '../../core/detect/rule-hits.ts';
import type { IndexedRule } from '../../core/detect/sigma/rule-index.ts';
import { tenantStub } from '../../durable-objects/stubs.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { listPatterns } from '../analyzers/list-patterns.ts';
import { changesOfAnalyzer, findRuleSet } from '../d1/rule-sets.ts';
import type { RuleSetRow, StoredPack } from '../d1/rule-sets.ts';
import { listKinds } from '../d1/source-kinds.ts';
import { OWN_PACK } from './edited-file.ts';
import { RuleFeeds } from './rule-feeds.ts';
import type { EditedFile } from './edited-file.ts';
import type { PlacedRule } from './parse-pack.ts';
import type { RuleFile } from './rule-files.ts';
import { getJson } from './stored.ts';

const NO_HITS: RuleHitCount = { hits: 0, hosts: 0 };

/** Everything that detects for a tenant, with what holds for each and how often it hits. */
export async function listRules(env: Env, tenant: TenantId): Promise<RuleList> {
  const [ruleSet, hits, kinds] = await Promise.all([
    findRuleSet(env.DB, tenant),
    tenantStub(env, tenant).analyzerHits(),
    listKinds(env.DB, tenant),
  ]);
  const { packs, indexKey } = ruleSet;
  const rules = indexKey === '' ? [] : await getJson<IndexedRule[]>(env, indexKey);
  const feeds = new RuleFeeds(kinds, rules);
  return {
    packs: packs.map(({ name, rules: count, rejected, importedAt, isOwn }) => {
      return { name, rules: count, rejected, importedAt, isOwn };
    }),
    correlations: hits.correlations,
    rules: rules.map((rule) => ({
      ...summaryOf(rule, ruleSet, hits.rules.get(rule.id) ?? NO_HITS),
      isFed: feeds.isFed(rule),
    })),
    ...(await listPatterns(env, ruleSet, hits.patterns)),
  };
}

/** One rule with its file; undefined when the tenant has none of this id. */
export async function findRule(
  env: Env,
  tenant: TenantId,
  id: string,
): Promise<RuleDetail | undefined> {
  const ruleSet = await findRuleSet(env.DB, tenant);
  const { packs, indexKey } = ruleSet;
  const rules = indexKey === '' ? [] : await getJson<IndexedRule[]>(env, indexKey);
  const rule = rules.find((one) => one.id === id);
  const pack = packs.find(({ name }) => name === rule?.pack);
  if (rule === undefined || pack === undefined) return undefined;
  const [files, hits, kinds, changes] = await Promise.all([
    getJson<(RuleFile | EditedFile)[]>(env, pack.filesKey),
    tenantStub(env, tenant).analyzerHits(),
    listKinds(env.DB, tenant),
    changesOfAnalyzer(env.DB, tenant, ruleAnalyzerId(id)),
  ]);
  const file = files.find((one) => one.path === rule.path);
  const feeds = new RuleFeeds(kinds, rules);
  const { level, author, license, description, references, falsePositives, path } = rule;
  return {
    rule: {
      ...summaryOf(rule, ruleSet, hits.rules.get(id) ?? NO_HITS),
      isFed: feeds.isFed(rule),
    },
    feeds: feeds.of(rule),
    credit: { level, author, license, description, references, falsePositives },
    path,
    source: file?.text ?? '',
    ...(file !== undefined &&
      'version' in file && {
        own: { version: file.version, at: file.savedAt, by: file.savedBy },
        original: await originalOf(env, packs, id),
      }),
    changes,
  };
}

/** What the imported packs have of a rule. */
async function originalOf(
  env: Env,
  packs: readonly StoredPack[],
  id: string,
): Promise<RuleDetail['original']> {
  for (const { name, isOwn, parsedKey, filesKey } of packs) {
    if (isOwn === true) continue;
    const placed = await getJson<PlacedRule[]>(env, parsedKey);
    const found = placed.find(({ rule }) => rule.id === id);
    if (found === undefined) continue;
    const files = await getJson<RuleFile[]>(env, filesKey);
    return { pack: name, source: files.find(({ path }) => path === found.path)?.text ?? '' };
  }
  return undefined;
}

/** Which ATT&CK techniques are covered by what is on, and how often each was hit. */
export async function coverageOf(env: Env, tenant: TenantId): Promise<Coverage> {
  const { rules, builtIn, own } = await listRules(env, tenant);
  const byTechnique = new Map<string, { analyzers: number; hits: number }>();
  const active = [...builtIn, ...own, ...rules].filter(({ state }) => state === 'on');
  for (const { techniques, hits } of active) {
    for (const technique of techniques) {
      const known = byTechnique.get(technique) ?? { analyzers: 0, hits: 0 };
      known.analyzers += 1;
      known.hits += hits;
      byTechnique.set(technique, known);
    }
  }
  const techniques = [...byTechnique]
    .map(([technique, counts]) => ({ technique, ...counts }))
    .sort((a, b) => (a.technique < b.technique ? -1 : 1));
  return { techniques };
}

/** The coverage as a layer of the ATT&CK Navigator (github.com/mitre-attack, layer format 4.5). */
export function navigatorLayer({ techniques }: Coverage): object {
  const most = Math.max(1, ...techniques.map(({ analyzers }) => analyzers));
  return {
    name: 'Grapnel coverage',
    versions: { layer: '4.5', navigator: '5.1.0' },
    domain: 'enterprise-attack',
    description: 'Techniques that analyzers and rules which are on detect.',
    techniques: techniques.map(({ technique, analyzers, hits }) => ({
      techniqueID: technique,
      score: analyzers,
      comment: `${analyzers} analyzers, ${hits} hits`,
      enabled: true,
      showSubtechniques: technique.includes('.'),
    })),
    gradient: { colors: ['#dbe9f6', '#08519c'], minValue: 0, maxValue: most },
    legendItems: [],
    showTacticRowBackground: false,
    selectTechniquesAcrossTactics: true,
  };
}

function summaryOf(
  rule: IndexedRule,
  { settings, stopped }: RuleSetRow,
  count: RuleHitCount,
): RuleSummary {
  const { id, title, kind, level, status, author, techniques, logs, pack } = rule;
  const setting = settings[id] ?? null;
  const noisy = isNoisy(count);
  return {
    id,
    title,
    kind,
    level,
    status,
    author,
    techniques,
    logs,
    pack,
    state: setting ?? (noisy ? 'shadow' : 'on'),
    setting,
    isNoisy: noisy,
    hits: count.hits,
    isSilent: rule.isSilent ?? false,
    stopped: stopped[ruleAnalyzerId(id)],
    isOwn: pack === OWN_PACK,
    missingLists: rule.missingLists ?? [],
  };
}
