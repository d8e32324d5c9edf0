import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { RuleCredit, RuleSummary } from '../../contract/rules.ts';
import type { ScoredAnalyzer } from '../../lens/score.ts';
import { ruleAnalyzerId } from '../rule-hits.ts';
import { attackOf, riskOfLevel } from './attack.ts';
import type { LinkedCorrelation, RuleSet } from './rule-set.ts';
import type { CorrelationRule, LogSource, Rule } from './rule.ts';

/** Longer descriptions are cut in lists and lenses; the rule's own file has all of it. */
const MAX_DESCRIPTION_LENGTH = 2_000;
const MAX_ITEMS = 20;
const MAX_ITEM_LENGTH = 500;

/** All that is kept of a rule beside how it matches: what lists, lenses and scores need. */
export interface IndexedRule extends RuleCredit {
  readonly id: string;
  readonly title: string;
  readonly kind: RuleSummary['kind'];
  readonly status?: string | undefined;
  readonly techniques: readonly string[];
  readonly tactics: readonly string[];
  readonly logs: string;
  /** Of a correlation none. */
  readonly logSource?: LogSource | undefined;
  readonly pack: string;
  /** The file that it stands in. */
  readonly path: string;
  /** Changes when anything in the rule does. */
  readonly hash: string;
  /** Whether it only feeds correlations, and does not hit on its own. */
  readonly isSilent?: boolean | undefined;
  /** The lists of values that it names. */
  readonly lists?: readonly string[] | undefined;
  /** Those of them that there are not, so that it matches nothing. */
  readonly missingLists?: readonly string[] | undefined;
  /** Of a correlation: how it correlates. */
  readonly correlates?: CorrelationForm | undefined;
}

/** A correlation with its rules found, as JSON keeps it. */
export interface CorrelationForm extends Pick<
  CorrelationRule,
  'type' | 'groupBy' | 'timespanMs' | 'bounds' | 'valueFields' | 'generate'
> {
  readonly inputs: readonly string[];
  readonly aliases: readonly (readonly [string, readonly (readonly [string, string])[]])[];
}

/** What is kept of rules that fit together. */
export function indexRules(
  set: RuleSet,
  rules: readonly { readonly rule: Rule; readonly pack: string; readonly path: string }[],
): readonly IndexedRule[] {
  const linked = new Map(set.correlations.map((one) => [one.rule.id, one]));
  return rules.map(({ rule, pack, path }) => {
    const indexed = indexRule(rule, pack, path);
    const isSilent = set.silent.has(rule.id) ? true : undefined;
    const correlation = rule.kind === 'correlation' ? linked.get(rule.id) : undefined;
    return { ...indexed, isSilent, correlates: correlation && correlationForm(correlation) };
  });
}

/** A correlation as it is linked; undefined for a rule that is none. */
export function linkedCorrelation(indexed: IndexedRule): LinkedCorrelation | undefined {
  const { id, title, correlates } = indexed;
  if (correlates === undefined) return undefined;
  const { inputs, aliases, ...form } = correlates;
  return {
    rule: { ...form, kind: 'correlation', id, title, rules: inputs, aliases: {} },
    inputs,
    aliases: new Map(aliases.map(([alias, fields]) => [alias, new Map(fields)])),
  };
}

function correlationForm({ rule, inputs, aliases }: LinkedCorrelation): CorrelationForm {
  const { type, groupBy, timespanMs, bounds, valueFields, generate } = rule;
  return {
    type,
    groupBy,
    timespanMs,
    bounds,
    valueFields,
    generate,
    inputs,
    aliases: [...aliases].map(([alias, fields]) => [alias, [...fields]] as const),
  };
}

/** What is kept of a rule. */
export function indexRule(rule: Rule, pack: string, path: string): IndexedRule {
  const { id, title, kind, status, author, license, description, references } = rule;
  const logSource = 'logSource' in rule ? rule.logSource : {};
  const { product, category, service } = logSource;
  return {
    id,
    title,
    kind,
    level: rule.level ?? 'low',
    status,
    author: author?.slice(0, MAX_ITEM_LENGTH),
    license: license?.slice(0, MAX_ITEM_LENGTH),
    description: description?.slice(0, MAX_DESCRIPTION_LENGTH),
    references: shortened(references),
    falsePositives: shortened(rule.falsePositives),
    ...attackOf(rule.tags),
    logs: [product, category, service].filter((part) => part !== undefined).join(' / '),
    logSource: 'logSource' in rule ? rule.logSource : undefined,
    pack,
    path,
    ...(rule.kind === 'event' && { lists: rule.lists, missingLists: rule.missingLists }),
    hash: bytesToHex(sha256(utf8ToBytes(JSON.stringify(rule)))).slice(0, 16),
  };
}

/** What scoring must know of a rule. */
export function scoredRule(rule: IndexedRule): ScoredAnalyzer {
  const { id, title, techniques, level, author, license, description } = rule;
  const { references, falsePositives } = rule;
  return {
    id: ruleAnalyzerId(id),
    title,
    kind: 'sigma',
    risk: riskOfLevel(level),
    techniques,
    rule: { level, author, license, description, references, falsePositives },
  };
}

function shortened(texts: readonly string[] = []): readonly string[] {
  return texts.slice(0, MAX_ITEMS).map((text) => text.slice(0, MAX_ITEM_LENGTH));
}
