import { SigmaEngine } from '../engine/engine.ts';
import { describeFault } from '../../../yaml/fault.ts';
import { parseSigma } from '../language/parse.ts';
import type { ParseOptions } from '../language/parse.ts';
import type { SigmaRecord } from '../record.ts';
import { linkRules } from '../rule-set.ts';
import type { EventRule, Rule } from '../rule.ts';
import { matchesPlainly } from './plain-evaluator.ts';

/** The rules of a text that must be without faults. */
export function rulesOf(text: string, options?: ParseOptions): readonly Rule[] {
  return parseSigma(text, options).map((parsed) => {
    if (parsed.ok) return parsed.value;
    throw new Error(parsed.faults.map(describeFault).join('\n'));
  });
}

/** The titles of the rules that match a record, once the engine and the plain evaluator agree. */
export function matchBothWays(rules: readonly Rule[], record: SigmaRecord): readonly string[] {
  const { set } = linkRules(rules);
  return matchSet(set.events, new SigmaEngine(set), record);
}

/** The same for a set that is already linked, and an engine that has been at work. */
export function matchSet(
  events: readonly EventRule[],
  engine: SigmaEngine,
  record: SigmaRecord,
): readonly string[] {
  const found = engine.match(record).map(({ title }) => title);
  const expected = events.filter((rule) => matchesPlainly(rule, record)).map(({ title }) => title);
  if (JSON.stringify(found) !== JSON.stringify(expected)) {
    const both = JSON.stringify({ engine: found, plainly: expected, record }).slice(0, 4000);
    throw new Error(`the engine and the plain evaluator disagree: ${both}`);
  }
  return found;
}

/** A rule for any record of the product `test`, with this detection. @param detection YAML */
export function ruleWith(detection: string): string {
  const indented = detection
    .trim()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
  return `title: t\nlogsource:\n  product: test\ndetection:\n${indented}\n`;
}

/** Whether a detection matches these fields, the engine and the plain evaluator agreeing. */
export function detects(
  detection: string,
  fields: Readonly<Record<string, unknown>>,
  options?: ParseOptions,
): boolean {
  const rules = rulesOf(ruleWith(detection), options);
  return matchBothWays(rules, { product: 'test', fields }).length > 0;
}
