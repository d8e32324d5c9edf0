import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Fact } from '../graph/fact.ts';
import { readUpload } from '../parse/read-upload.ts';
import { parseAnalyzer } from './analyzer.ts';
import type { Analyzer } from './analyzer.ts';
import { countingHits } from './counting-hits.ts';
import { DryShard, dryRun } from './dry-run.ts';
import type { Hit } from './hit.ts';

const PAGE = readFileSync(path.join(import.meta.dirname, '../../docs/analyzers.md'), 'utf8');

/** What the page's examples leave out: it says so. */
const HEAD = {
  id: 'example',
  title: 'Example',
  description: 'An example.',
  risk: 50,
  level: 'medium',
  techniques: [],
  lens: ['asset'],
};

const CHANNEL = 'Microsoft-Windows-Sysmon/Operational';

interface Example {
  readonly heading: string;
  readonly yaml: string;
  readonly hit: string;
  readonly miss: string;
}

function examplesOf(page: string): Example[] {
  return page.split(/^(?=#)/m).flatMap((section) => {
    const [heading = ''] = section.split('\n');
    const blocks = [...section.matchAll(/^```(\w+) ?(\w*)\n([^]*?)^```$/gm)];
    const text = (language: string, kind: string) =>
      blocks.find((block) => block[1] === language && block[2] === kind)?.[3] ?? '';
    const yaml = text('yaml', '');
    return yaml === ''
      ? []
      : [{ heading, yaml, hit: text('jsonl', 'hit'), miss: text('jsonl', 'miss') }];
  });
}

function analyzerOf(yaml: string): Analyzer {
  const head = Object.entries(HEAD).filter(([key]) => !new RegExp(`^${key}:`, 'm').test(yaml));
  const lines = head.map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`);
  const result = parseAnalyzer(lines.join('') + yaml);
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result.analyzer;
}

/** The facts of records, by asset. Uploads are numbered by the caller. */
function factsIn(lines: readonly string[], upload: number): (readonly Fact[])[] {
  const records = lines.map((line) => ({
    Channel: CHANNEL,
    Hostname: 'pc',
    ...(JSON.parse(line) as object),
  }));
  const bytes = new TextEncoder().encode(records.map((item) => JSON.stringify(item)).join('\n'));
  const reading = readUpload(bytes, upload);
  expect(reading.rejects).toEqual([]);
  expect(reading.records.ignored).toBe(0);
  return [...reading.factsByAsset.values()];
}

/** The hits on records, with every host in a shard of its own, or all in one. */
function hitsOn(analyzer: Analyzer, lines: string, isSharded: boolean): readonly Hit[] {
  const byAsset = factsIn(lines.trim().split('\n'), 1);
  return dryRun([analyzer], isSharded ? byAsset : [byAsset.flat()]);
}

/** The hits on records that come one by one, without their evidence. */
function hitsOnEach(analyzer: Analyzer, lines: readonly string[]): unknown[] {
  const shard = new DryShard([analyzer]);
  for (const line of lines) shard.observe(factsIn([line], 1).flat());
  return countingHits([analyzer], shard.hits)
    .map(({ evidence, ...hit }) => ({ ...hit, evidence: evidence.length > 0 }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  );
}

describe.each(examplesOf(PAGE).map((example) => [example.heading, example] as const))(
  'the example of docs/analyzers.md under "%s"',
  (_, { yaml, hit, miss }) => {
    test('has records that hit and records that do not', () => {
      expect(hit).not.toBe('');
      expect(miss).not.toBe('');
    });

    test.each([true, false])(
      'hits where it says so (each host in its own shard: %s)',
      (sharded) => {
        expect(hitsOn(analyzerOf(yaml), hit, sharded).length).toBeGreaterThan(0);
      },
    );

    test.each([true, false])(
      'does not hit elsewhere (each host in its own shard: %s)',
      (sharded) => {
        expect(hitsOn(analyzerOf(yaml), miss, sharded)).toEqual([]);
      },
    );

    test('hits alike whichever record comes last', () => {
      for (const text of [hit, miss]) {
        const [first = [], ...others] = permutations(text.trim().split('\n'));
        const expected = hitsOnEach(analyzerOf(yaml), first);
        expect(expected.length > 0).toBe(text === hit);
        for (const lines of others) {
          expect(hitsOnEach(analyzerOf(yaml), lines)).toEqual(expected);
        }
      }
    });
  },
);

test('the page has an example for every construct', () => {
  const yaml = examplesOf(PAGE)
    .map((example) => example.yaml)
    .join('\n');
  for (const key of ['edges', 'order', 'compare', 'any', 'absent', 'count', 'rare', 'crossing']) {
    expect(yaml).toMatch(new RegExp(`^${key}:`, 'm'));
  }
});
