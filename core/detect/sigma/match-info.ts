import { attackOf, riskOfLevel } from './attack.ts';
import type { AttackTags } from './attack.ts';
import type { Level, RuleInfo, Status } from './rule.ts';

/** What a match shows of its rule. Licences of public rules ask for the author to be among it. */
export interface MatchInfo extends AttackTags {
  readonly ruleId: string;
  readonly title: string;
  readonly level: Level;
  readonly status: Status | undefined;
  readonly description: string | undefined;
  readonly author: string | undefined;
  readonly license: string | undefined;
  readonly references: readonly string[];
  readonly falsePositives: readonly string[];
  readonly tags: readonly string[];
  /** What the match puts on its nodes, unless the tenant says otherwise. */
  readonly risk: number;
}

/** What to show of a rule that matched; a rule without a level counts as `low`. */
export function matchInfo(rule: RuleInfo): MatchInfo {
  return {
    ruleId: rule.id,
    title: rule.title,
    level: rule.level ?? 'low',
    status: rule.status,
    description: rule.description,
    author: rule.author,
    license: rule.license,
    references: rule.references ?? [],
    falsePositives: rule.falsePositives ?? [],
    tags: rule.tags ?? [],
    risk: riskOfLevel(rule.level),
    ...attackOf(rule.tags),
  };
}
