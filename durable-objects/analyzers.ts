import { BUILT_IN_ANALYZERS } from '../analyzers/catalogue.ts';
import type { Analyzer } from '../core/detect/analyzer.ts';

/** The analyzers that are on. */
export function analyzersOf(env: Env): readonly Analyzer[] {
  return env.NO_BUILT_IN_ANALYZERS === '1' ? [] : BUILT_IN_ANALYZERS;
}
