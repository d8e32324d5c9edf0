import { loadAnalyzer } from '../core/detect/analyzer-form.ts';
import type { Analyzer } from '../core/detect/analyzer.ts';
import { COMPILED_ANALYZERS } from './compiled.ts';
import { ANALYZER_SOURCES } from './sources.ts';

/** The built-in analyzers, in order of their ids. */
export const BUILT_IN_ANALYZERS: readonly Analyzer[] = COMPILED_ANALYZERS.map(loadAnalyzer);

/** The text of a built-in analyzer; undefined when there is none of this id. */
export function builtInSource(id: string): string | undefined {
  const source = ANALYZER_SOURCES[BUILT_IN_ANALYZERS.findIndex((analyzer) => analyzer.id === id)];
  return source === undefined ? undefined : (JSON.parse(source) as string);
}
