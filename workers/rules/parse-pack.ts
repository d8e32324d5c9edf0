import type { RuleFault } from '../../core/contract/rules.ts';
import type { Fault } from '../../core/yaml/fault.ts';
import type { PlaceholderLists } from '../../core/detect/sigma/language/placeholders.ts';
import { parseSigma } from '../../core/detect/sigma/language/parse.ts';
import type { Rule } from '../../core/detect/sigma/rule.ts';
import type { RuleFile } from './rule-files.ts';

/** A rule and the file that it stands in. */
export interface PlacedRule {
  readonly path: string;
  readonly rule: Rule;
}

/** What was read from the files of a pack. */
export interface ParsedPack {
  readonly rules: readonly PlacedRule[];
  readonly rejected: readonly RuleFault[];
  readonly warnings: readonly RuleFault[];
}

/** Faults and warnings of one import that are told; all of the rejected rules are counted. */
const MAX_FAULTS = 1_000;

/** Reads the rules of files. A bad one is told of and does not stop the others. */
export function parsePack(files: readonly RuleFile[], lists: PlaceholderLists): ParsedPack {
  const rules: PlacedRule[] = [];
  const rejected: RuleFault[] = [];
  const warnings: RuleFault[] = [];
  for (const { path, text } of files) {
    for (const parsed of parseSigma(text, { lists })) {
      add(warnings, path, parsed.warnings);
      if (parsed.ok) rules.push({ path, rule: parsed.value });
      else add(rejected, path, parsed.faults);
    }
  }
  return { rules, rejected, warnings };
}

function add(list: RuleFault[], path: string, faults: readonly Fault[]): void {
  for (const { line, column, message, fix } of faults) {
    if (list.length < MAX_FAULTS) list.push({ path, line, column, message, fix });
  }
}
