import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ScanReport } from '../../cli/scan-report.ts';
import { sampleAttack } from '../../core/sample/sample-attack.ts';
import { runCommand } from './command.ts';
import { CORPUS, HAS_CORPUS } from '../corpus.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'grapnel-scan-test-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function scan(...args: string[]): Promise<ScanReport> {
  const { status, stdout, stderr } = await runCommand('cli/scan.ts', [...args, '--json']);
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout) as ScanReport;
}

describe('the command line', () => {
  test.each([
    [[], 'no path is given'],
    [['--batch', '0', 'x'], '--batch is a whole number from 1 to 100000, not 0'],
    [['--unknown', 'x'], "Unknown option '--unknown'"],
    [['/nowhere/at/all'], 'no such file'],
  ])('%j exits with 2 and says why', async (args, reason) => {
    const { status, stdout, stderr } = await runCommand('cli/scan.ts', args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(reason);
  });
});

test('files are opened, and rejects name the file and the record', async () => {
  const [xml, json] = sampleAttack(Date.UTC(2026, 0, 1));
  writeFileSync(path.join(folder, 'a.xml.gz'), gzipSync(xml?.body ?? ''));
  writeFileSync(path.join(folder, 'b.json.zst'), zstdCompressSync(`${json?.body}\nnot a record`));
  const report = await scan(folder);
  const lines = (json?.body ?? '').split('\n').length;
  expect(report.rejects).toEqual([
    {
      file: path.join(folder, 'b.json.zst'),
      record: lines + 1,
      reason: 'no known format looks like this',
    },
  ]);
  expect(report.records.received).toBe((xml?.body ?? '').split('\n').length + lines + 1);
  expect(report.lenses.map(({ name }) => name).sort()).toEqual(['SRV-FILES-02', 'WS-FINANCE-07']);
});

describe.skipIf(!HAS_CORPUS)('on Grapl’s demo log (skipped where the corpus is absent)', () => {
  const file = path.join(CORPUS, 'grapl/eventlog.xml');
  let report: ScanReport;

  beforeAll(async () => {
    report = await scan(file);
  });

  test('every record is accounted for', () => {
    const { received, accepted, rejected, ignored } = report.records;
    expect(received).toBe(554);
    expect(accepted + rejected + ignored).toBe(554);
    expect(rejected).toBe(0);
  });

  test('one lens, each analyzer once, and the chain of the attack', () => {
    expect(report.lenses).toHaveLength(1);
    const [lens] = report.lenses;
    expect(lens).toMatchObject({ type: 'asset', name: 'DESKTOP-FVSHABR' });
    const analyzers = lens?.analyzers ?? [];
    const of = (id: string) => analyzers.find((analyzer) => analyzer.id === id);
    expect(of('suspicious-svchost')).toMatchObject({ hits: 1, contribution: 75 });
    expect(of('rare-parent-of-cmd')).toMatchObject({ hits: 1, contribution: 10 });
    const rows = [...analyzers, ...(lens?.terms ?? [])];
    const sum = rows.reduce((total, { contribution }) => total + contribution, 0);
    expect(lens?.score).toBeCloseTo(sum, 6);
    const nodes = (lens?.nodes ?? []) as { id: string; label: string; risk: number }[];
    const edges = (lens?.edges ?? []) as { from: string; name: string; to: string }[];
    const risky = nodes.filter(({ risk }) => risk > 0);
    const labelOf = new Map(risky.map(({ id, label }) => [id, label]));
    const chain = edges
      .filter(({ name, from, to }) => name === 'children' && labelOf.has(from) && labelOf.has(to))
      .map(({ from, to }) => `${labelOf.get(from)} → ${labelOf.get(to)}`);
    const riskiest = risky.toSorted((a, b) => b.risk - a.risk).slice(0, 3);
    expect(riskiest.map(({ label }) => label).sort()).toEqual([
      'cmd.exe (5824)',
      'dropper.exe (4164)',
      'svchost.exe (6132)',
    ]);
    expect(chain).toEqual(
      expect.arrayContaining([
        'cmd.exe (5824) → svchost.exe (6132)',
        'dropper.exe (4164) → cmd.exe (5824)',
      ]),
    );
  });

  test('a process node for each process GUID', () => {
    expect(report.graph.nodesByType.process).toBe(68);
  });

  test.each([
    ['--shuffle', '1'],
    ['--shuffle', '2'],
    ['--twice'],
    ['--batch', '7'],
    ['--shards', '3'],
  ])('%s %s gives the same graph', async (...options) => {
    const other = await scan(file, ...options);
    expect(other.graph.digest).toBe(report.graph.digest);
    expect(other.lenses.map(({ name, score }) => [name, score])).toEqual(
      report.lenses.map(({ name, score }) => [name, score]),
    );
  });
});
