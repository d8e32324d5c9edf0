import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { sampleAttack } from '../../../core/sample/sample-attack.ts';
import { readAnalyzerFiles } from '../../../cli/catalogue/analyzer-files.ts';
import { judge } from './judge.ts';
import { readRecording } from './read-recording.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'grapnel-bench-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const START = Date.UTC(2026, 4, 11, 8);
for (const { name, body } of sampleAttack(START)) writeFileSync(path.join(folder, name), body);
const recording = readRecording(folder, readAnalyzerFiles());

test('the sample attack is told: its hosts are the lenses, its programs carry the risk', () => {
  const { lenses, view } = recording;
  const truth = { path: folder, hosts: ['ws-finance-07'], traces: ['invoice_4471'] };
  expect(judge(truth, lenses, view)).toMatchObject({ isHostRight: true, isTraceRight: true });
  expect(judge({ ...truth, hosts: ['other'] }, lenses, view).isHostRight).toBe(false);
  expect(judge({ ...truth, traces: ['ping.exe'] }, lenses, view).isTraceRight).toBe(false);
  expect(judge(truth, lenses, view).others).toEqual(['SRV-FILES-02']);
  expect(judge(truth, [], view)).toMatchObject({ isHostRight: false, isTraceRight: false });
});

test('no analyzer is stopped, and what comes after a time is left out when asked', () => {
  expect(recording.stopped).toEqual([]);
  expect(recording.hostDays).toBe(2);
  const before = readRecording(folder, readAnalyzerFiles(), START + 60_000);
  expect(before.lenses.filter(({ summary: { score } }) => score >= 50)).toEqual([]);
});
