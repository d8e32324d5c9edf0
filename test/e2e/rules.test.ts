import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ScanReport } from '../../cli/scan-report.ts';
import { sampleAttack } from '../../core/sample/sample-attack.ts';
import { CORPUS, HAS_CORPUS } from '../corpus.ts';
import { runCommand } from './command.ts';

const SHELL_RULE = `title: A shell was started
id: aaaaaaaa-0000-4000-8000-000000000001
level: medium
author: Ada Example
tags: [attack.t1059.003]
logsource: {product: windows, category: process_creation}
detection: {s: {Image|endswith: '\\cmd.exe'}, condition: s}
`;

const CONNECTION_RULE = `title: A program outside of Windows calls out
id: aaaaaaaa-0000-4000-8000-000000000002
level: low
logsource: {product: windows, category: network_connection}
detection: {s: {Image|startswith: 'C:\\Users\\'}, condition: s}
`;

const CORRELATION = `title: A shell and a call within an hour
id: aaaaaaaa-0000-4000-8000-000000000003
level: high
correlation:
  type: temporal
  rules: [aaaaaaaa-0000-4000-8000-000000000001, aaaaaaaa-0000-4000-8000-000000000002]
  group-by: [Computer]
  timespan: 1h
  generate: true
`;

let folder: string;
let logs: string;
let rules: string;
let report: ScanReport;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'grapnel-rules-test-'));
  logs = path.join(folder, 'logs');
  rules = path.join(folder, 'rules');
  mkdirSync(logs);
  mkdirSync(path.join(rules, 'windows'), { recursive: true });
  const [xml, json] = sampleAttack(Date.UTC(2026, 0, 1));
  writeFileSync(path.join(logs, 'a.xml'), xml?.body ?? '');
  writeFileSync(path.join(logs, 'b.json'), json?.body ?? '');
  writeFileSync(path.join(rules, 'windows/shell.yml'), SHELL_RULE);
  writeFileSync(path.join(rules, 'windows/connection.yml'), CONNECTION_RULE);
  writeFileSync(path.join(rules, 'correlation.yml'), CORRELATION);
  writeFileSync(path.join(rules, 'broken.yml'), 'title: broken\n');
  report = await scan('--rules', rules, logs);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function scan(...args: string[]): Promise<ScanReport> {
  const { status, stdout, stderr } = await runCommand('cli/scan.ts', [...args, '--json']);
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout) as ScanReport;
}

/** What lenses say, in an order of its own. */
function lensesOf({ lenses }: ScanReport): unknown[] {
  return lenses
    .map(({ type, name, score, hits, analyzers }) => ({ type, name, score, hits, analyzers }))
    .sort((a, b) => (`${a.type} ${a.name}` < `${b.type} ${b.name}` ? -1 : 1));
}

test('rules of a folder hit beside the built-in analyzers, in XML as in JSON', () => {
  const kinds = new Set(
    report.lenses
      .flatMap(({ analyzers }) => analyzers)
      .map(({ kind, title }) => `${kind}: ${title}`),
  );
  expect([...kinds].filter((kind) => kind.startsWith('sigma')).sort()).toEqual([
    'sigma: A program outside of Windows calls out',
    'sigma: A shell and a call within an hour',
    'sigma: A shell was started',
  ]);
  expect(kinds).toContain('pattern: Suspicious svchost');
});

test('scores are the sums of their rows and terms', () => {
  for (const { score, analyzers, terms } of report.lenses) {
    const rows = [...analyzers, ...terms];
    const sum = rows.reduce((total, { contribution }) => total + contribution, 0);
    expect(sum).toBeCloseTo(score, 6);
  }
});

describe('law 2: hits of rules', () => {
  test.each([
    ['--shuffle', '1'],
    ['--shuffle', '2', '--batch', '7'],
    ['--twice'],
    ['--shards', '3'],
  ])('are the same with %s %s %s %s', async (...options) => {
    const other = await scan('--rules', rules, ...options, logs);
    expect(other.graph.digest).toBe(report.graph.digest);
    expect(lensesOf(other)).toEqual(lensesOf(report));
  });
});

test('archives of rules are opened, and rules alone are enough', async () => {
  const archive = path.join(folder, 'rules.tar.gz');
  writeFileSync(archive, gzipSync(tarOf('deep/shell.yml', SHELL_RULE)));
  const { lenses } = await scan('--no-builtin', '--rules', archive, logs);
  const titles = lenses.flatMap(({ analyzers }) => analyzers);
  expect(new Set(titles.map(({ title }) => title))).toEqual(new Set(['A shell was started']));
});

test('a path without rules is wrong usage', async () => {
  const { status, stderr } = await runCommand('cli/scan.ts', ['--rules', logs, logs]);
  expect({ status, told: stderr.includes('there are no rules') }).toEqual({
    status: 2,
    told: true,
  });
});

test.skipIf(!HAS_CORPUS)(
  'every public rule is taken, and hits what they were written for (skipped where the corpus is absent)',
  async () => {
    const all = path.join(CORPUS, 'sigma/sigma-rules.tar.gz');
    const attack = path.join(CORPUS, 'grapl/eventlog.xml');
    const { lenses, meters } = await scan('--rules', all, attack);
    const rows = lenses.flatMap(({ analyzers }) => analyzers);
    expect(rows.filter(({ kind }) => kind === 'sigma').length).toBeGreaterThan(0);
    expect(meters.doRowsWritten).toBeGreaterThan(0);
  },
);

function tarOf(name: string, text: string): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(text.length.toString(8).padStart(11, '0'), 124);
  header.write('0', 156);
  const body = Buffer.alloc(Math.ceil(text.length / 512) * 512);
  body.write(text);
  return Buffer.concat([header, body, Buffer.alloc(1024)]);
}
