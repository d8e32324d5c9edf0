import type { Analyzer } from '../core/detect/analyzer.ts';
import { compileCondition } from '../core/detect/condition.ts';
import type { NodeCondition } from '../core/detect/condition.ts';
import type { Expression } from '../core/detect/sigma/rule.ts';
import { COMPILED_ANALYZERS } from './compiled.ts';

/** The built-in analyzers, in order of their ids. */
export const BUILT_IN_ANALYZERS: readonly Analyzer[] = COMPILED_ANALYZERS.map(load);

/** An analyzer as `cli/catalogue/compiled-source.ts` writes it: the text comes from there alone. */
interface CompiledForm {
  readonly expressions: readonly Expression[];
  /** An analyzer with the numbers of expressions for conditions. */
  readonly analyzer: object;
}

function load(text: string): Analyzer {
  const { expressions, analyzer } = JSON.parse(text) as CompiledForm;
  placeConditions(analyzer as Record<string, unknown>, expressions.map(compileCondition));
  return analyzer as Analyzer;
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
