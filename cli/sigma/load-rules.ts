import { compileRules, loadRules } from '../../core/detect/sigma/compiled-form.ts';
import { describeFault } from '../../core/yaml/fault.ts';
import type { PlaceholderLists } from '../../core/detect/sigma/language/placeholders.ts';
import { parseSigma } from '../../core/detect/sigma/language/parse.ts';
import { linkRules } from '../../core/detect/sigma/rule-set.ts';
import type { RuleSet } from '../../core/detect/sigma/rule-set.ts';
import type { Rule } from '../../core/detect/sigma/rule.ts';
import { ruleFiles } from './files.ts';

export interface Rejected {
  readonly file: string;
  readonly reason: string;
}

export interface LoadedRules {
  readonly set: RuleSet;
  readonly loaded: number;
  readonly rejected: readonly Rejected[];
  readonly warnings: readonly Rejected[];
  readonly seconds: number;
  /** What loading the same set from its compiled form took. */
  readonly compiledSeconds: number;
}

/**
 * Reads every rule under the paths; a bad one is told of and does not stop the others.
 *
 * @param lists the values that placeholders stand for
 */
export function loadRuleFiles(
  paths: readonly string[],
  lists: PlaceholderLists = new Map(),
): LoadedRules {
  const start = performance.now();
  const rules: Rule[] = [];
  const fileOf = new Map<Rule, string>();
  const rejected: Rejected[] = [];
  const warnings: Rejected[] = [];
  for (const { path, text } of ruleFiles(paths)) {
    for (const parsed of parseSigma(text, { lists })) {
      for (const fault of parsed.warnings)
        warnings.push({ file: path, reason: describeFault(fault) });
      if (parsed.ok) {
        rules.push(parsed.value);
        fileOf.set(parsed.value, path);
      } else rejected.push({ file: path, reason: parsed.faults.map(describeFault).join('; ') });
    }
  }
  const { set, problems } = linkRules(rules);
  for (const { rule, reason } of problems) {
    rejected.push({ file: fileOf.get(rule) ?? rule.title, reason: `${rule.title}: ${reason}` });
  }
  const seconds = (performance.now() - start) / 1000;
  const compiled = compileRules(set);
  const again = performance.now();
  loadRules(compiled);
  const compiledSeconds = (performance.now() - again) / 1000;
  return {
    set,
    loaded: rules.length - problems.length,
    rejected,
    warnings,
    seconds,
    compiledSeconds,
  };
}
