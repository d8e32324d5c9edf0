import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');

const RULE = `title: Found
id: 11111111-1111-4111-8111-111111111111
logsource: {product: windows, service: security}
detection: {s: {EventID: 4625}, condition: s}
level: high
---
title: Many
correlation: {type: event_count, rules: [11111111-1111-4111-8111-111111111111], group-by: [Computer], timespan: 1m, condition: {gte: 2}, generate: true}
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sigma-'));
  mkdirSync(path.join(folder, 'rules'));
  writeFileSync(path.join(folder, 'rules/rules.yml'), RULE);
  writeFileSync(path.join(folder, 'rules/bad.yml'), 'title: bad\n');
  const lines = `${event(4625, 1)}\n${event(4624, 2)}\n${event(4625, 3)}\n`;
  writeFileSync(path.join(folder, 'a.jsonl'), lines);
  writeFileSync(path.join(folder, 'b.jsonl.gz'), gzipSync(lines));
  writeFileSync(path.join(folder, 'c.json.zst'), zstdCompressSync(Buffer.from(lines)));
  const pretty = JSON.stringify(JSON.parse(event(4625, 1)), null, 2);
  writeFileSync(path.join(folder, 'd.json'), `${pretty}\n${pretty}\n`);
  mkdirSync(path.join(folder, 'packed'));
  writeFileSync(path.join(folder, 'packed/rules.tar.gz'), gzipSync(tarOf('deep/rule.yml', RULE)));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the sigma command', () => {
  test('takes the lists that rules name from a folder', () => {
    const rules = path.join(folder, 'listed.yml');
    writeFileSync(
      rules,
      `title: Listed
logsource: {product: windows, service: security}
detection: {s: {EventID: 4625, Computer|expand: '%our-hosts%'}, condition: s}
`,
    );
    const lists = path.join(folder, 'lists');
    mkdirSync(lists);
    writeFileSync(path.join(lists, 'our-hosts.txt'), '# ours\nno-such-host\n*\n');
    const records = path.join(folder, 'a.jsonl');
    const without = run('--rules', rules, records);
    expect(without.output).toContain('there is no value list `our-hosts`');
    expect(without.output).toContain('0 matches');
    expect(run('--rules', rules, '--lists', lists, records).output).toContain('2 matches');
  });

  test('prints one document that says all', () => {
    const { output, status } = run(
      '--rules',
      path.join(folder, 'rules'),
      '--json',
      '--repeat',
      '2',
      path.join(folder, 'a.jsonl'),
    );
    const document = JSON.parse(output) as Record<string, unknown>;
    expect(status).toBe(0);
    const file = path.join(folder, 'a.jsonl');
    const found = { rule: '11111111-1111-4111-8111-111111111111', title: 'Found', file };
    expect(document).toEqual({
      rules: {
        loaded: 2,
        rejected: [
          {
            file: path.join(folder, 'rules/bad.yml'),
            reason: expect.stringContaining('`logsource` is missing') as string,
          },
        ],
      },
      records: 3,
      matches: expect.arrayContaining([
        { ...found, record: 1 },
        { ...found, record: 3 },
        { rule: 'title:many', title: 'Many', file, record: 3 },
      ]) as unknown[],
      seconds: {
        load: expect.any(Number) as number,
        parse: expect.any(Number) as number,
        match: expect.any(Number) as number,
      },
    });
  });

  test('opens what is packed, and JSON over several lines', () => {
    const rules = path.join(folder, 'packed/rules.tar.gz');
    for (const [name, records] of [
      ['b.jsonl.gz', 3],
      ['c.json.zst', 3],
      ['d.json', 2],
    ] as const) {
      const { output } = run('--rules', rules, '--json', path.join(folder, name));
      expect(JSON.parse(output)).toMatchObject({ records, rules: { loaded: 2 } });
    }
  });

  test('tells wrong usage from failure', () => {
    expect(run('--rules', path.join(folder, 'rules')).status).toBe(2);
    expect(run('--nonsense').status).toBe(2);
    expect(run('--rules', path.join(folder, 'rules'), '--repeat', '0', folder).status).toBe(2);
    expect(
      run('--rules', path.join(folder, 'rules'), path.join(folder, 'absent.jsonl')).status,
    ).toBe(1);
  });
});

function run(...args: string[]): { readonly output: string; readonly status: number } {
  try {
    const command = [path.join(ROOT, 'cli/sigma.ts'), ...args];
    const output = execFileSync(process.execPath, command, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return { output, status: 0 };
  } catch (error) {
    return { output: '', status: (error as { status: number }).status };
  }
}

function tarOf(name: string, text: string): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(text.length.toString(8).padStart(11, '0'), 124);
  header.write('0', 156);
  const body = Buffer.alloc(Math.ceil(text.length / 512) * 512);
  body.write(text);
  return Buffer.concat([header, body, Buffer.alloc(1024)]);
}

function event(id: number, second: number): string {
  const time = `2024-03-01 10:00:0${second}`;
  return JSON.stringify({ Channel: 'Security', EventID: id, Computer: 'h', EventTime: time });
}
