import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { CATALOGUE_FILE, catalogueSource } from './source.ts';

test('what the Worker loads of the analyzers is current: npm run analyzers', () => {
  const file = path.resolve(import.meta.dirname, '../..', CATALOGUE_FILE);
  expect(readFileSync(file, 'utf8')).toBe(catalogueSource());
});
