import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { ServiceClient } from '../../cli/service-client.ts';
import { sampleAttack } from '../../core/sample/sample-attack.ts';
import { docPages } from '../doc-pages.ts';
import { DATA, NOT_RUN, documented, snippetsToRun } from './documented-commands.ts';
import { freePort } from './running-service.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const OPERATOR_TOKEN = 'an operator token of the tests';

/** A rule with the faults that docs/sigma.md shows, at the lines and columns that it shows. */
const FAULTY_RULE = `title: A rule with faults
status: test
logsource: { category: process_creation, product: windows }
detection:
  selection:
    A|re: '(?=a)b'
  condition: selecton
`;

const RULE = FAULTY_RULE.replace('A rule with faults', 'A shell')
  .replace("A|re: '(?=a)b'", 'Image|endswith: \\cmd.exe')
  .replace('selecton', 'selection');

/** One with the fault that docs/analyzers.md shows. */
const FAULTY_ANALYZER = `id: faulty
title: Faulty
description: Of a test.
risk: 10
level: low
lens: [asset]
nodes:
  a:
    type: process
    where:
      nam: cmd.exe
`;

let demo: ChildProcess;
let said = '';
let folder: string;
let client: ServiceClient;
let places: Readonly<Record<string, string>>;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'grapnel-docs-'));
  const [, server] = sampleAttack(Date.now() - 3_600_000);
  writeFileSync(path.join(folder, 'events.jsonl'), server?.body ?? '');
  for (const [name, files] of Object.entries({
    rules: { 'shell.yml': RULE, 'faulty.yml': FAULTY_RULE },
    lists: { 'admins.txt': 'ana\n' },
    tested: { 'shell.yml': RULE, 'hit.jsonl': server?.body ?? '' },
    faulty: { 'analyzer.yaml': FAULTY_ANALYZER },
  })) {
    mkdirSync(path.join(folder, name));
    for (const [file, text] of Object.entries(files)) {
      writeFileSync(path.join(folder, name, file), text);
    }
  }

  // The first command of the README is the service of all the others.
  demo = spawn('npm', ['run', 'demo'], {
    cwd: ROOT,
    detached: true, // A process group of its own, so that workerd ends with it.
    env: { ...process.env, PORT: String(await freePort()), OPERATOR_TOKEN, TMPDIR: folder },
  });
  await new Promise<void>((resolve, reject) => {
    const look = (chunk: Buffer): void => {
      said += chunk.toString();
      if (said.includes('Stop with Ctrl+C')) resolve();
    };
    demo.stdout?.on('data', look);
    demo.stderr?.on('data', look);
    demo.once('close', () => reject(new Error(`the demo ended:\n${said}`)));
  });
  const [, url = ''] = /Review them at\s+(\S+)/.exec(said) ?? [];
  const [, email = ''] = /sign in with\s+(\S+)/.exec(said) ?? [];
  const [, password = ''] = /password\s+(\S+)/.exec(said) ?? [];
  client = new ServiceClient(new URL(url));
  const session = await client.signIn(email, password);
  const { token } = await client.createSource('Documented');
  places = { URL: url, TOKEN: token, TENANT: session.tenant.id, EMAIL: email };
});

afterAll(async () => {
  const gone = new Promise((resolve) => demo.once('close', resolve));
  if (demo.exitCode === null && demo.pid !== undefined) {
    process.kill(-demo.pid, 'SIGKILL');
    await gone;
  }
  rmSync(folder, { recursive: true, force: true });
});

interface Outcome {
  readonly status: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs what a page says as its reader does, with the reader's own in place of the examples. */
function run(text: string, more: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  const words: Readonly<Record<string, string>> = {
    PATH: path.join(folder, 'events.jsonl'),
    DIR: path.join(folder, 'rules'),
    RULES: path.join(folder, 'rules'),
    N: '2',
    ...places,
    ...more,
  };
  const script = text
    .replaceAll(/https:\/\/(?:(?:your-)?grapnel\.example|…)/g, places.URL ?? '')
    .replaceAll('ana@example.com', places.EMAIL ?? '')
    .replaceAll('--lists DIR', `--lists ${path.join(folder, 'lists')}`)
    // What may be left out is left in.
    .replaceAll(/[[\]]/g, '')
    .replaceAll(/(?<![$\w])([A-Z]+)…?(?!\w)/g, (all, word: string) => words[word] ?? all)
    // Answers alone, and a failure where there is one.
    .replaceAll('curl ', 'curl --silent --show-error --fail-with-body ');
  const isNpm = script.startsWith('npm ');
  return new Promise((resolve) => {
    execFile(
      'bash',
      ['-e', '-c', script],
      { cwd: isNpm ? ROOT : folder, env: { ...process.env, OPERATOR_TOKEN } },
      (error, stdout, stderr) => resolve({ status: error?.code ?? 0, stdout, stderr }),
    );
  });
}

/** The page's lines below what is given, as they are between its fences. */
function shown(page: string, start: string): string[] {
  const text = docPages.find(({ name }) => name === page)?.text ?? '';
  const [block = ''] = text.slice(text.indexOf(`\`\`\`\n${start}`) + 4).split('\n```');
  return block.split('\n');
}

type Check = (outcome: Outcome) => void | Promise<void>;

const succeeds: Check = ({ status, stderr }) => expect(status, stderr).toBe(0);

function says(...texts: readonly (string | RegExp)[]): Check {
  return (outcome) => {
    succeeds(outcome);
    for (const text of texts) expect(outcome.stdout).toMatch(text);
  };
}

/** What each answers, which a reader is told in words or shown. */
const RUN: Readonly<Record<string, Check>> = {
  'README.md: curl https://your-grapnel.example/ingest \\': (outcome) => {
    succeeds(outcome);
    expect(JSON.parse(outcome.stdout)).toEqual({
      upload: expect.any(Number),
      firstRecord: 1,
      duplicate: false,
    });
  },
  'docs/operations.md: curl -H "Authorization: Bearer $OPERATOR_TOKEN" https://grapnel.example/operator/alerts':
    says(/\{"alerts":\[/, /^grapnel_lag_seconds \d/m, /# EOF\n$/),
  'docs/operations.md: curl -H "Authorization: Bearer $OPERATOR_TOKEN" https://grapnel.example/operator/dead-letters':
    says('{"deadLetters":[]}{"uploads":[]}'),
  'docs/operations.md: curl -X POST https://…/operator/accounts/reset-link -H "Authorization: Bearer $OPERATOR_TOKEN" \\':
    says(/\/reset-password#/),
  'docs/operations.md: curl -X PUT https://…/operator/tenants/TENANT/plan -H "Authorization: Bearer $OPERATOR_TOKEN" \\':
    async (outcome) => {
      succeeds(outcome);
      const { plan } = await client.read<{ plan: { name: string } }>('/api/usage');
      expect(plan).toMatchObject({ name: 'team' });
    },
  'docs/analyzers.md: npm run -s analyzers test DIR': succeeds,
  'docs/sigma.md: npm run -s sigma -- --rules DIR [--lists DIR] [--json] [--repeat N] PATH…': (
    outcome,
  ) => {
    succeeds(outcome);
    expect(JSON.parse(outcome.stdout)).toMatchObject({ rules: { loaded: 1 }, records: 68 });
  },
  'npm run -s analyzers test DIR': succeeds,
  'npm run -s scan -- PATH --ignore-sensor-ids': says(/asset SRV-FILES-02/),
  'npm run -s scan -- PATH… [--rules DIR]': says(/asset SRV-FILES-02/, /A shell/),
  'npm run -s sigma -- --rules DIR PATH…': (outcome) => {
    const faults = shown('docs/sigma.md', '7:14');
    says(/: A shell$/m, /^1 rules, 68 records, \d+ matches$/m, ...faults)(outcome);
  },
  'npm run -s sigma -- --rules RULES --repeat 5 PATH': says(/^1 rules, 68 records/m),
  'npm run licences': says(/MIT/),
  'npm run push -- --url URL --token TOKEN PATH…': succeeds,
};

/** Run in another way: the service of the others, and output that a command makes of what is faulty. */
const RUN_APART = [
  'README.md: npm run demo    # the whole service on this machine, with a sample attack, and the address of its UI',
  'npm run demo',
  'docs/analyzers.md: 11:7 process has no property nam; did you mean `name`?',
  'docs/sigma.md: 7:14: no selection is called `selecton`; did you mean `selection`?',
  'docs/scoring.md: parent|startswith: agent.exe',
  'docs/scoring.md: {"nodes": {"child": {"command_line|contains": "--scheduled-backup"}},',
];

test('whatever a page has its reader run is run, or is listed with the reason why not', () => {
  const listed = [...Object.keys(RUN), ...RUN_APART, ...Object.keys(NOT_RUN)];
  expect(listed.filter((name, at) => listed.indexOf(name) !== at)).toEqual([]);
  expect(new Set(listed)).toEqual(documented());
  const named = [...Object.values(DATA), ...Object.values(NOT_RUN)].flatMap(
    (reason) => /test\/\S+\.test\.ts|core\/\S+\.test\.ts/.exec(reason)?.[0] ?? [],
  );
  expect(named.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
});

test('what is said to be run from the page by the tests of shippers is', () => {
  const page = readFileSync(path.join(ROOT, 'docs/sending-logs.md'), 'utf8');
  const marked = [...page.matchAll(/<!-- snippet: (\S+) -->/g)].map(([, name]) => name);
  const run = ['http', 'syslog-daemons'].flatMap((name) => {
    const text = readFileSync(path.join(ROOT, `test/clients/${name}.test.ts`), 'utf8');
    return [...text.matchAll(/snippet\('([\w-]+)'/g)].map(([, snippet]) => snippet);
  });
  expect(run.sort()).toEqual(marked.sort());
});

test('the demo shows the lenses of its attack, the way in, and how to send one’s own', async () => {
  expect(said).toMatch(/asset WS-FINANCE-07/);
  expect(said).toMatch(/asset SRV-FILES-02/);
  const [, own = ''] = /Send your own:\s+(curl .*)$/m.exec(said) ?? [];
  writeFileSync(path.join(folder, 'events.xml'), sampleAttack(Date.now())[0]?.body ?? '');
  const { status, stdout } = await run(own);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ duplicate: false });
});

describe.concurrent('run as it stands in a page:', () => {
  test.each(Object.entries(RUN))('%s', async (name, check) => {
    const isTest = name.includes('analyzers test');
    await check(
      await run(
        snippetsToRun().get(name)?.text ?? name,
        isTest ? { DIR: path.join(folder, 'tested') } : {},
      ),
    );
  });
});

test('the conditions and scopes of an exception are taken as they stand in the page', async () => {
  const [where, scopes] = ['parent|startswith', '{"nodes"'].map((start) =>
    [...snippetsToRun().values()].find(({ text }) => text.startsWith(start)),
  );
  const exception = {
    analyzer: 'suspicious-svchost',
    where: parseYaml(where?.text ?? '') as object,
    ...(JSON.parse(scopes?.text ?? '') as object),
    reason: 'So the page says.',
  };
  await client.post('/api/exceptions', exception);
  const { exceptions } = await client.read<{ exceptions: object[] }>('/api/exceptions');
  expect(exceptions).toMatchObject([exception]);
});

test('a faulty analyzer is told of as the page shows it', async () => {
  const { status, stdout, stderr } = await run('npm run -s analyzers test DIR', {
    DIR: path.join(folder, 'faulty'),
  });
  expect(status).toBe(1);
  const [fault] = shown('docs/analyzers.md', '11:7');
  expect(stdout + stderr).toContain(fault?.replace(' ', ': '));
});
