import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readUpload } from '../parse/read-upload.ts';
import { parseAnalyzer } from './analyzer.ts';
import type { Analyzer } from './analyzer.ts';
import { dryRun } from './dry-run.ts';
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

/** The hits on records, with every host in a shard of its own, or all in one. */
function hitsOn(analyzer: Analyzer, lines: string, isSharded: boolean): readonly Hit[] {
  const records = lines
    .trim()
    .split('\n')
    .map((line) => ({ Channel: CHANNEL, Hostname: 'pc', ...(JSON.parse(line) as object) }));
  const bytes = new TextEncoder().encode(records.map((item) => JSON.stringify(item)).join('\n'));
  const reading = readUpload(bytes, 1);
  expect(reading.rejects).toEqual([]);
  expect(reading.records.ignored).toBe(0);
  const byAsset = [...reading.factsByAsset.values()];
  return dryRun([analyzer], isSharded ? byAsset : [byAsset.flat()]);
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
