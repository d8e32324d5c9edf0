import { linkRules } from '../../core/detect/sigma/rule-set.ts';
import type { RuleSet } from '../../core/detect/sigma/rule-set.ts';
import type { StoredPack } from '../d1/rule-sets.ts';
import { log } from '../log.ts';
import { parsePack } from './parse-pack.ts';
import type { RuleFile } from './rule-files.ts';
import { getJson } from './stored.ts';

/**
 * The rules of packs from their files, for a compiled form that another version of the service made:
 * uploads go on with the tenant's rules, at the price of reading them once in every isolate, until
 * the next import.
 */
export async function recompileRules(env: Env, packs: readonly StoredPack[]): Promise<RuleSet> {
  const rules = [];
  for (const { filesKey } of packs) {
    const parsed = parsePack(await getJson<RuleFile[]>(env, filesKey));
    rules.push(...parsed.rules.map(({ rule }) => rule));
  }
  log('rules.recompiled', { rules: rules.length });
  return linkRules(rules).set;
}
