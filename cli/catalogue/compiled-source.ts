import type { Analyzer } from '../../core/detect/analyzer.ts';
import type { NodeCondition } from '../../core/detect/condition.ts';
import { readAnalyzerFiles } from './analyzer-files.ts';

/** The file that {@link compiledSource} is the content of. */
export const COMPILED_FILE = 'analyzers/compiled.ts';

/**
 * A module with all built-in analyzers as JSON, checked and without YAML: to read the folders takes
 * a cold Worker some tenths of a second, and this some milliseconds. Of a condition there is what it
 * is compiled from and what the detector asks of it before it is; the analyzer names it by its number.
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
  const conditions: string[] = [];
  const numbered = JSON.stringify(analyzer, (key, value: unknown) => {
    if (key !== 'condition') return value;
    const condition = conditionForm(value as NodeCondition);
    const known = conditions.indexOf(condition);
    return known < 0 ? conditions.push(condition) - 1 : known;
  });
  return `{"conditions":[${conditions.join()}],"analyzer":${numbered}}`;
}

function conditionForm({ expression, properties, anchor }: NodeCondition): string {
  return JSON.stringify({
    expression,
    properties: [...properties],
    anchor: anchor && { ...anchor, texts: [...anchor.texts] },
  });
}

/** A text as a literal in single quotes. */
function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
