import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readAnalyzerFiles } from './analyzer-files.ts';
import { CATALOGUE_DOCUMENT, catalogueDocument } from './catalogue-document.ts';
import { tacticOf } from '../../core/contract/tactics.ts';

test('the catalogue for people is current: npm run analyzers', () => {
  const page = path.resolve(import.meta.dirname, '../..', CATALOGUE_DOCUMENT);
  expect(readFileSync(page, 'utf8')).toBe(catalogueDocument());
});

test('every technique that an analyzer names has a tactic, and every analyzer is in the table', () => {
  const analyzers = readAnalyzerFiles();
  const techniques = new Set(analyzers.flatMap((analyzer) => analyzer.techniques));
  expect([...techniques].filter((technique) => tacticOf(technique) === undefined)).toEqual([]);
  const page = catalogueDocument(analyzers);
  expect(analyzers.filter(({ id }) => !page.includes(`[\`${id}\`]`))).toEqual([]);
});
