import type { LinkedCorrelation, RuleSet } from './rule-set.ts';
import type { CorrelationRule, EventRule } from './rule.ts';

/** Changes whenever the meaning of what is kept does; a set of another version is made anew. */
const VERSION = 1;

interface CompiledForm {
  readonly version: number;
  readonly events: readonly EventRule[];
  readonly correlations: readonly {
    readonly rule: CorrelationRule;
    readonly inputs: readonly string[];
    readonly aliases: readonly (readonly [string, readonly (readonly [string, string])[]])[];
  }[];
  readonly silent: readonly string[];
}

/** A rule set as text that loads without YAML: checked, linked, filters applied. */
export function compileRules(set: RuleSet): string {
  const form: CompiledForm = {
    version: VERSION,
    events: set.events,
    correlations: set.correlations.map(({ rule, inputs, aliases }) => ({
      rule,
      inputs,
      aliases: [...aliases].map(([alias, fields]) => [alias, [...fields]] as const),
    })),
    silent: [...set.silent],
  };
  return JSON.stringify(form);
}

/**
 * Loads what {@link compileRules} made. The text must come from there: it is not checked again.
 * Undefined when it was made by another version and must be compiled from the rules again.
 */
export function loadRules(text: string): RuleSet | undefined {
  const form = JSON.parse(text) as CompiledForm;
  if (form.version !== VERSION) return undefined;
  const correlations = form.correlations.map(({ rule, inputs, aliases }): LinkedCorrelation => ({
    rule,
    inputs,
    aliases: new Map(aliases.map(([alias, fields]) => [alias, new Map(fields)])),
  }));
  return { events: form.events, correlations, silent: new Set(form.silent) };
}
