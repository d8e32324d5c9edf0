import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { BUILT_IN_ANALYZERS } from '../../analyzers/catalogue.ts';
import { readAnalyzerFiles } from './analyzer-files.ts';
import { COMPILED_FILE, compiledSource } from './compiled-source.ts';

test('what the Worker loads of the analyzers is current: npm run analyzers', () => {
  const file = path.resolve(import.meta.dirname, '../..', COMPILED_FILE);
  expect(readFileSync(file, 'utf8')).toBe(compiledSource());
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
