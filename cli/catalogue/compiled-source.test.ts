import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { BUILT_IN_ANALYZERS, builtInSource } from '../../analyzers/catalogue.ts';
import { readAnalyzerFiles, readAnalyzerTexts } from './analyzer-files.ts';
import { COMPILED_FILE, TEXTS_FILE, analyzerTexts, compiledSource } from './compiled-source.ts';

test('what the Worker loads of the analyzers is current: npm run analyzers', () => {
  expect(contentOf(COMPILED_FILE)).toBe(compiledSource());
  expect(contentOf(TEXTS_FILE)).toBe(analyzerTexts());
  expect(BUILT_IN_ANALYZERS.map(({ id }) => builtInSource(id))).toEqual(readAnalyzerTexts());
  expect(builtInSource('none')).toBeUndefined();
});

test('an analyzer loads as the same that its text was read to', () => {
  expect(plain(BUILT_IN_ANALYZERS)).toEqual(plain(readAnalyzerFiles()));
  const conditions = BUILT_IN_ANALYZERS.flatMap(({ nodes }) => nodes).map(
    ({ condition }) => condition.properties,
  );
  expect(conditions.every((properties) => properties instanceof Set)).toBe(true);
});

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function contentOf(file: string): string {
  return readFileSync(path.resolve(import.meta.dirname, '../..', file), 'utf8');
}
