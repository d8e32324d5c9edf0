import { loadRules } from '../../core/detect/sigma/compiled-form.ts';
import { ruleAnalyzerId } from '../../core/detect/rule-hits.ts';
import { matchReader } from '../../core/detect/sigma/correlate/match-reader.ts';
import { SigmaEngine } from '../../core/detect/sigma/engine/engine.ts';
import { recordKind } from '../../core/detect/sigma/record-kind.ts';
import type { RuleSet } from '../../core/detect/sigma/rule-set.ts';
import { NO_MATCHES } from '../../core/parse/match-rules.ts';
import type { MatchRules } from '../../core/parse/match-rules.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { findRuleSet } from '../d1/rule-sets.ts';
import type { RuleSetRow } from '../d1/rule-sets.ts';
import { recompileRules } from '../rules/recompile.ts';
import type { MeterCount } from './meters.ts';

/** The rules that an upload's records are matched against. */
export interface TenantRules {
  /** The version of the tenant's rules; 0 when it never had any. */
  readonly version: number;
  /** Undefined when no rule is there to be matched. */
  readonly match: MatchRules | undefined;
  /** The kinds of the records that were matched. */
  readonly kinds: ReadonlySet<string>;
}

/** What is kept ready in one isolate, in rules: the public ones take about half of its memory. */
const MAX_CACHED_RULES = 6_000;

interface CachedEngine {
  readonly engine: SigmaEngine;
  readonly set: Pick<RuleSet, 'correlations' | 'silent'>;
  readonly rules: number;
}

/** By the key of the matcher, which has its tenant in it and changes with its content. */
const engines = new Map<string, CachedEngine>();

/** The rules of a tenant as they are now; compiled when the isolate does not have them yet. */
export async function tenantRules(
  env: Env,
  tenant: TenantId,
  meters: MeterCount,
): Promise<TenantRules> {
  const ruleSet = await findRuleSet(env.DB, tenant);
  const { version, matcherKey } = ruleSet;
  if (matcherKey === '') return { version, match: undefined, kinds: new Set() };
  const { engine, set } = await engineOf(env, ruleSet, meters);
  const kinds = new Set<string>();
  const match = matchRules(engine, set, ruleSet);
  return {
    version,
    match: (record, timeOf) => {
      kinds.add(recordKind(record));
      return match(record, timeOf);
    },
    kinds,
  };
}

/** Matches records by the rules that are not off, and for the correlations that are not. */
function matchRules(
  engine: SigmaEngine,
  { correlations, silent }: CachedEngine['set'],
  { settings, stopped }: Pick<RuleSetRow, 'settings' | 'stopped'>,
): MatchRules {
  const isOn = (id: string): boolean => settings[id] !== 'off' && !(ruleAnalyzerId(id) in stopped);
  const readMatch = matchReader(correlations.filter(({ rule }) => isOn(rule.id)));
  return (record, timeOf) => {
    const matching = engine.match(record).filter(({ id }) => isOn(id));
    if (matching.length === 0) return NO_MATCHES;
    return {
      rules: matching.flatMap(({ id }) => (silent.has(id) ? [] : id)),
      correlated: matching.flatMap((rule) => readMatch(rule, record, timeOf) ?? []),
    };
  };
}

async function engineOf(
  env: Env,
  { matcherKey: key, packs, listsKey }: RuleSetRow,
  meters: MeterCount,
): Promise<CachedEngine> {
  const known = engines.get(key);
  if (known !== undefined) {
    // The last used are the last to go.
    engines.delete(key);
    engines.set(key, known);
    return known;
  }
  const object = await env.UPLOADS.get(key);
  meters.add({ r2ClassB: 1 });
  if (object === null) throw new Error('the rules were replaced meanwhile: try again');
  const set = loadRules(await object.text()) ?? (await recompileRules(env, { packs, listsKey }));
  const engine = new SigmaEngine(set);
  let total = set.events.length;
  for (const { rules } of engines.values()) total += rules;
  for (const [oldest, { rules }] of engines) {
    if (total <= MAX_CACHED_RULES) break;
    engines.delete(oldest);
    total -= rules;
  }
  const { correlations, silent } = set;
  const cached = { engine, set: { correlations, silent }, rules: set.events.length };
  engines.set(key, cached);
  return cached;
}
