import { parseAnalyzer } from '../core/detect/analyzer.ts';
import type { Analyzer } from '../core/detect/analyzer.ts';
import { SOURCES } from './sources.ts';

/** The built-in analyzers. A fault in one of them is a broken build, and throws. */
export const BUILT_IN_ANALYZERS: readonly Analyzer[] = SOURCES.map((source) => {
  const result = parseAnalyzer(source);
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result.analyzer;
});
