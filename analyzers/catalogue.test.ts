import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Analyzer } from '../core/detect/analyzer.ts';
import { dryRun } from '../core/detect/dry-run.ts';
import { readUpload } from '../core/parse/read-upload.ts';
import { BUILT_IN_ANALYZERS } from './catalogue.ts';

const FOLDER = import.meta.dirname;

const folders = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** How often an analyzer hits on records, of what is rare enough where it asks for that. */
function hitsOn(analyzer: Analyzer, file: string): number {
  const reading = readUpload(readFileSync(file), 1);
  expect(reading.rejects, file).toEqual([]);
  return dryRun([analyzer], [...reading.factsByAsset.values()]).length;
}

test('every folder is in the catalogue, under its own name', () => {
  expect(BUILT_IN_ANALYZERS.map(({ id }) => id).sort()).toEqual(folders.sort());
});

describe.each(BUILT_IN_ANALYZERS.map((analyzer) => [analyzer.id, analyzer] as const))(
  '%s',
  (id, analyzer) => {
    const records = (name: string): string => path.join(FOLDER, id, name);

    test('has records that must hit and records that must not', () => {
      expect(existsSync(records('hit.jsonl'))).toBe(true);
      expect(existsSync(records('miss.jsonl'))).toBe(true);
    });

    test('hits on the records that it must hit on', () => {
      expect(hitsOn(analyzer, records('hit.jsonl'))).toBeGreaterThan(0);
    });

    test('does not hit on the others', () => {
      expect(hitsOn(analyzer, records('miss.jsonl'))).toBe(0);
    });
  },
);
