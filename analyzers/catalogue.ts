import type { Analyzer } from '../core/detect/analyzer.ts';
import { compileCondition } from '../core/detect/condition.ts';
import type { Anchor, NodeCondition } from '../core/detect/condition.ts';
import type { Expression } from '../core/detect/sigma/rule.ts';
import { COMPILED_ANALYZERS } from './compiled.ts';

/** The built-in analyzers, in order of their ids. */
export const BUILT_IN_ANALYZERS: readonly Analyzer[] = COMPILED_ANALYZERS.map(load);

/** A condition as `cli/catalogue/compiled-source.ts` writes it. */
interface ConditionForm {
  readonly expression: Expression;
  readonly properties: readonly string[];
  readonly anchor?: Omit<Anchor, 'texts'> & { readonly texts: readonly string[] };
}

/** An analyzer as it is written there: the text comes from there alone. */
interface CompiledForm {
  readonly conditions: readonly ConditionForm[];
  /** An analyzer with the numbers of conditions for conditions. */
  readonly analyzer: object;
}

function load(text: string): Analyzer {
  const { conditions, analyzer } = JSON.parse(text) as CompiledForm;
  placeConditions(analyzer as Record<string, unknown>, conditions.map(loadCondition));
  return analyzer as Analyzer;
}

/** The condition, compiled when it is first tested: of most, a host never has a node to test. */
function loadCondition({ expression, properties, anchor }: ConditionForm): NodeCondition {
  let compiled: NodeCondition | undefined;
  return {
    expression,
    properties: new Set(properties),
    anchor: anchor && { ...anchor, texts: new Set(anchor.texts) },
    holds: (read) => (compiled ??= compileCondition(expression)).holds(read),
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
