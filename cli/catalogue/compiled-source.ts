import type { Analyzer } from '../../core/detect/analyzer.ts';
import type { NodeCondition } from '../../core/detect/condition.ts';
import { readAnalyzerFiles } from './analyzer-files.ts';

/** The file that {@link compiledSource} is the content of. */
export const COMPILED_FILE = 'analyzers/compiled.ts';

/**
 * A module with all built-in analyzers as JSON, checked and without YAML: to read the folders takes
 * a cold Worker some tenths of a second, and this some milliseconds. Conditions are kept as the
 * expressions that they are compiled from, each once; the analyzer names them by their number.
 */
export function compiledSource(analyzers: readonly Analyzer[] = readAnalyzerFiles()): string {
  return [
    '/** Written by `npm run analyzers` from the folders beside it: each analyzer as JSON. */',
    'export const COMPILED_ANALYZERS: readonly string[] = [',
    ...analyzers.map((analyzer) => `  ${quoted(compiledForm(analyzer))},`),
    '];',
    '',
  ].join('\n');
}

function compiledForm(analyzer: Analyzer): string {
  const expressions: string[] = [];
  const numbered = JSON.stringify(analyzer, (key, value: unknown) => {
    if (key !== 'condition') return value;
    const expression = JSON.stringify((value as NodeCondition).expression);
    const known = expressions.indexOf(expression);
    return known < 0 ? expressions.push(expression) - 1 : known;
  });
  return `{"expressions":[${expressions.join()}],"analyzer":${numbered}}`;
}

/** A text as a literal in single quotes. */
function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
