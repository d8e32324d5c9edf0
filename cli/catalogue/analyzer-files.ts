import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseAnalyzer } from '../../core/detect/analyzer.ts';
import type { Analyzer } from '../../core/detect/analyzer.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../analyzers');

/** The names of the analyzers' folders, in order. */
export function analyzerFolders(): string[] {
  return readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** The texts of the built-in analyzers, in order of their folders. */
export function readAnalyzerTexts(): string[] {
  return analyzerFolders().map((name) =>
    readFileSync(path.join(FOLDER, name, 'analyzer.yaml'), 'utf8'),
  );
}

/** The built-in analyzers, read from their folders. Throws all faults of the first that has any. */
export function readAnalyzerFiles(): Analyzer[] {
  return readAnalyzerTexts().map((source) => {
    const result = parseAnalyzer(source);
    if (!result.ok) throw new Error(`${source.slice(0, 80)}: ${JSON.stringify(result.faults)}`);
    return result.analyzer;
  });
}
