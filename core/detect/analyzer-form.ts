import { parseAnalyzer } from './analyzer.ts';
import type { Analyzer } from './analyzer.ts';
import type { Anchor, NodeCondition } from './condition.ts';
import type { Expression } from './sigma/rule.ts';

/** Rises when what analyzers are compiled to changes: forms of before are read from their texts. */
export const ANALYZER_FORM = 1;

/** A condition as it is kept: what it is compiled from, and what the detector asks of it before. */
interface ConditionForm {
  readonly expression: Expression;
  readonly properties: readonly string[];
  readonly anchor?: Omit<Anchor, 'texts'> & { readonly texts: readonly string[] };
}

/** An analyzer as it is kept. */
interface AnalyzerForm {
  readonly conditions: readonly ConditionForm[];
  /** An analyzer with the numbers of conditions for conditions. */
  readonly analyzer: object;
}

/**
 * An analyzer as JSON, checked and without YAML: to read a hundred texts takes a cold Worker some
 * tenths of a second, and this some milliseconds.
 */
export function analyzerForm(analyzer: Analyzer): string {
  const conditions: string[] = [];
  const numbered = JSON.stringify(analyzer, (key, value: unknown) => {
    if (key !== 'condition') return value;
    const condition = conditionForm(value as NodeCondition);
    const known = conditions.indexOf(condition);
    return known < 0 ? conditions.push(condition) - 1 : known;
  });
  return `{"conditions":[${conditions.join()}],"analyzer":${numbered}}`;
}

/** The analyzer of a form that this version of the service made. */
export function loadAnalyzer(form: string): Analyzer {
  const { conditions, analyzer } = JSON.parse(form) as AnalyzerForm;
  placeConditions(analyzer as Record<string, unknown>, conditions.map(loadCondition));
  return analyzer as Analyzer;
}

/** One of a tenant's own patterns, as it is kept. */
export interface OwnAnalyzer {
  readonly id: string;
  readonly source: string;
  readonly form: string;
  /** The version of the tenant's rules that it was last saved in. */
  readonly version: number;
  readonly savedAt: number;
  readonly savedBy: string;
}

/** A tenant's own patterns as their object has them. */
export interface OwnAnalyzers {
  /** The {@link ANALYZER_FORM} of the version of the service that compiled them. */
  readonly form: number;
  readonly analyzers: readonly OwnAnalyzer[];
}

/**
 * The analyzer that was kept, from its text where another version of the service made the form;
 * undefined when this version does not understand the text any more.
 *
 * @param formVersion the {@link ANALYZER_FORM} of when it was kept
 */
export function reloadAnalyzer(kept: OwnAnalyzer, formVersion: number): Analyzer | undefined {
  if (formVersion === ANALYZER_FORM) return loadAnalyzer(kept.form);
  const read = parseAnalyzer(kept.source);
  return read.ok ? read.analyzer : undefined;
}

function conditionForm({ expression, properties, anchor }: NodeCondition): string {
  return JSON.stringify({
    expression,
    properties: [...properties],
    anchor: anchor && { ...anchor, texts: [...anchor.texts] },
  });
}

function loadCondition({ expression, properties, anchor }: ConditionForm): NodeCondition {
  return {
    expression,
    properties: new Set(properties),
    anchor: anchor && { ...anchor, texts: new Set(anchor.texts) },
  };
}

function placeConditions(
  value: Record<string, unknown>,
  conditions: readonly NodeCondition[],
): void {
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'condition') value[key] = conditions[inner as number];
    else if (typeof inner === 'object' && inner !== null) {
      placeConditions(inner as Record<string, unknown>, conditions);
    }
  }
}
