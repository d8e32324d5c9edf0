import { parseAnalyzer } from '../core/detect/analyzer.ts';
import type { Analyzer } from '../core/detect/analyzer.ts';
import rareParentOfCmd from './rare-parent-of-cmd/analyzer.yaml';
import suspiciousSvchost from './suspicious-svchost/analyzer.yaml';

/** The texts of the built-in analyzers, one folder each. */
const SOURCES: readonly string[] = [rareParentOfCmd, suspiciousSvchost];

/** The built-in analyzers. A fault in one of them is a broken build, and throws. */
export const BUILT_IN_ANALYZERS: readonly Analyzer[] = SOURCES.map((source) => {
  const result = parseAnalyzer(source);
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result.analyzer;
});
