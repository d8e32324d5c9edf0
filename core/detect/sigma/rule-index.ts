import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { RuleCredit, RuleSummary } from '../../contract/rules.ts';
import type { ScoredAnalyzer } from '../../lens/score.ts';
import { ruleAnalyzerId } from '../rule-hits.ts';
import { attackOf, riskOfLevel } from './attack.ts';
import type { Rule } from './rule.ts';

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
  readonly pack: string;
  /** The file that it stands in. */
  readonly path: string;
  /** Changes when anything in the rule does. */
  readonly hash: string;
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
    pack,
    path,
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
