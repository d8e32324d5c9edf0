import { linkRules } from '../../core/detect/sigma/rule-set.ts';
import type { RuleSet } from '../../core/detect/sigma/rule-set.ts';
import type { RuleSetRow } from '../d1/rule-sets.ts';
import { log } from '../log.ts';
import { parsePack } from './parse-pack.ts';
import type { RuleFile } from './rule-files.ts';
import { getJson } from './stored.ts';
import { valuesByName } from './stored-lists.ts';
import { withoutOverridden } from './without-overridden.ts';

/**
 * The rules of packs from their files, for a compiled form that another version of the service made:
 * uploads go on with the tenant's rules, at the price of reading them once in every isolate, until
 * the next import.
 */
export async function recompileRules(
  env: Env,
  { packs, listsKey }: Pick<RuleSetRow, 'packs' | 'listsKey'>,
): Promise<RuleSet> {
  const lists = await valuesByName(env, listsKey);
  const read = [];
  for (const stored of packs) {
    const parsed = parsePack(await getJson<RuleFile[]>(env, stored.filesKey), lists);
    read.push({ stored, rules: parsed.rules });
  }
  const { used } = withoutOverridden(read);
  log('rules.recompiled', { rules: used.length });
  return linkRules(used.map(({ rule }) => rule)).set;
}
