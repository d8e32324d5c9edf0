import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');

const LOGON = '11111111-1111-4111-8111-111111111111';

const RULES = `title: Failed logon
id: ${LOGON}
logsource: {product: windows, service: security}
detection: {s: {EventID: 4625}, condition: s}
level: low
---
title: Many failed logons
correlation: {type: event_count, rules: [${LOGON}], group-by: [Computer], timespan: 1m, condition: {gte: 2}}
level: high
`;

const ANALYZER = `id: many-connections
title: Many connections of {scanner.name}
description: An example.
risk: 30
level: medium
techniques: []
lens: [asset]
nodes:
  scanner: { type: process }
count:
  - { of: [scanner, connected_to], at_least: 2, within: 1m }
`;

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'detections-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(folder: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(path.join(root, folder), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(path.join(root, folder, name), text);
  }
}

function run(...args: readonly string[]) {
  const command = path.join(ROOT, 'cli/analyzers.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

function failed(second: number): string {
  const TimeCreated = `2026-01-01T10:00:${String(second).padStart(2, '0')}Z`;
  return JSON.stringify({ EventID: 4625, Channel: 'Security', Computer: 'pc', TimeCreated });
}

function connected(second: number, ip: string): string {
  return JSON.stringify({
    EventID: 3,
    Channel: 'Microsoft-Windows-Sysmon/Operational',
    Computer: 'pc',
    UtcTime: `2026-01-01 10:00:${String(second).padStart(2, '0')}`,
    ProcessId: 8,
    Image: 'C:\\a.exe',
    SourceIp: '10.0.0.8',
    SourcePort: 50_000 + second,
    DestinationIp: ip,
    DestinationPort: 445,
    Protocol: 'tcp',
  });
}

test('holds correlations and counts against their records', () => {
  write('rules/logons', {
    'rules.yml': RULES,
    'hit.jsonl': `${failed(1)}\n${failed(2)}\n`,
    'miss.jsonl': `${failed(1)}\n`,
  });
  write('patterns/many', {
    'analyzer.yaml': ANALYZER,
    'hit.jsonl': `${connected(1, '10.0.0.2')}\n${connected(2, '10.0.0.3')}\n`,
    'miss-one-address.jsonl': `${connected(1, '10.0.0.2')}\n${connected(2, '10.0.0.2')}\n`,
  });
  const { status, stdout, stderr } = run('test', root);
  expect(stderr).toBe('');
  expect(stdout).toBe(
    'ok     patterns/many\nok     rules/logons\n\n2 of 2 are as they should be\n',
  );
  expect(status).toBe(0);
});

test('says what is wrong, and where', () => {
  write('a', {
    'rules.yml': RULES,
    'hit.jsonl': `${failed(1)}\n`,
    'miss.jsonl': `${failed(1)}\n${failed(2)}\n`,
  });
  write('b', {
    'analyzer.yaml': ANALYZER,
    'hit.jsonl': `${connected(1, '10.0.0.2')}\nno record\n`,
    'miss.jsonl': `${connected(1, '10.0.0.2')}\n${connected(2, '10.0.0.3')}\n`,
  });
  write('c', { 'analyzer.yaml': ANALYZER.replace('at_least: 2', 'at_least: 1') });
  write('d', { 'analyzer.yaml': ANALYZER });
  const { status, stdout } = run('test', root);
  expect(status).toBe(1);
  expect(stdout).toContain('hit.jsonl: no rule of the folder matches');
  expect(stdout).toContain('miss.jsonl: Many failed logons matches record 2');
  expect(stdout).toContain('hit.jsonl: many-connections does not hit');
  expect(stdout).toMatch(/hit\.jsonl: record 2 is rejected: /);
  expect(stdout).toContain('miss.jsonl: many-connections hits: Many connections of a.exe');
  expect(stdout).toMatch(/analyzer\.yaml:11:\d+/);
  expect(stdout).toContain('there is no file of records that must hit');
  expect(stdout).toContain('0 of 4 are as they should be');
});

test('refuses what it does not know', () => {
  expect(run('tset', root).status).toBe(2);
  expect(run('test', path.join(root, 'none')).status).toBe(1);
  expect(run('test', root)).toMatchObject({ status: 1, stdout: '' });
});
