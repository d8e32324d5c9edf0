import { analyzerForm } from '../../core/detect/analyzer-form.ts';
import type { Analyzer } from '../../core/detect/analyzer.ts';
import { readAnalyzerFiles, readAnalyzerTexts } from './analyzer-files.ts';

/** The file that {@link compiledSource} is the content of. */
export const COMPILED_FILE = 'analyzers/compiled.ts';

/** The file that {@link analyzerTexts} is the content of. */
export const TEXTS_FILE = 'analyzers/sources.ts';

/**
 * A module with all built-in analyzers as {@link analyzerForm} writes them: to read the folders
 * takes a cold Worker some tenths of a second, and this some milliseconds.
 */
export function compiledSource(analyzers: readonly Analyzer[] = readAnalyzerFiles()): string {
  return [
    '/** Written by `npm run analyzers` from the folders beside it: each analyzer as JSON. */',
    'export const COMPILED_ANALYZERS: readonly string[] = [',
    ...analyzers.map((analyzer) => `  ${quoted(analyzerForm(analyzer))},`),
    '];',
    '',
  ].join('\n');
}

/** A module with the texts of all built-in analyzers in the same order, each as JSON. */
export function analyzerTexts(): string {
  return [
    '/** Written by `npm run analyzers` from the folders beside it: the text of each, as JSON. */',
    'export const ANALYZER_SOURCES: readonly string[] = [',
    ...readAnalyzerTexts().map((text) => `  ${quoted(JSON.stringify(text))},`),
    '];',
    '',
  ].join('\n');
}

/** A text as a literal in single quotes. */
function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
