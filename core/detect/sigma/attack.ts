import type { Level } from './rule.ts';

/** What a rule's tags say in terms of MITRE ATT&CK. */
export interface AttackTags {
  /** Technique ids in upper case, such as `T1059.001`. */
  readonly techniques: readonly string[];
  /** Tactics as ATT&CK writes them in its matrix, such as `defense-evasion`. */
  readonly tactics: readonly string[];
}

const TACTICS: ReadonlySet<string> = new Set([
  'reconnaissance',
  'resource-development',
  'initial-access',
  'execution',
  'persistence',
  'privilege-escalation',
  'defense-evasion',
  'stealth',
  'defense-impairment',
  'credential-access',
  'discovery',
  'lateral-movement',
  'collection',
  'command-and-control',
  'exfiltration',
  'impact',
]);

/** Reads the tags of the namespace `attack` (tags appendix 2.1.0). Others are left alone. */
export function attackOf(tags: readonly string[] = []): AttackTags {
  const techniques = new Set<string>();
  const tactics = new Set<string>();
  for (const tag of tags) {
    const [, name] = /^attack\.(.+)$/i.exec(tag) ?? [];
    if (name === undefined) continue;
    const tactic = name.toLowerCase().replaceAll('_', '-');
    if (/^t\d{4}(\.\d{3})?$/i.test(name)) techniques.add(name.toUpperCase());
    else if (TACTICS.has(tactic)) tactics.add(tactic);
  }
  return { techniques: [...techniques], tactics: [...tactics] };
}

/** Risk by level, unless a tenant sets its own. A rule without a level counts as `low`. */
const RISK: Readonly<Record<Level, number>> = {
  informational: 0,
  low: 5,
  medium: 25,
  high: 60,
  critical: 100,
};

/** The risk that a match of a rule of this level puts on its nodes, unless the tenant says else. */
export function riskOfLevel(level: Level | undefined): number {
  return RISK[level ?? 'low'];
}
