import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TOKEN, startFakeCloudflare } from '../deploy/fake-cloudflare.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const MIGRATIONS = readdirSync(path.join(ROOT, 'migrations')).filter((name) =>
  name.endsWith('.sql'),
);

const folder = mkdtempSync(path.join(tmpdir(), 'grapnel-deploy-test-'));

let cloudflare: Awaited<ReturnType<typeof startFakeCloudflare>>;

beforeAll(async () => {
  cloudflare = await startFakeCloudflare();
});

afterAll(async () => {
  await cloudflare.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the command, with the real wrangler in it, against the stand-in. */
async function deploy(...args: string[]) {
  const before = cloudflare.account.changes.length;
  const child = spawn(process.execPath, ['cli/deploy.ts', ...args], {
    cwd: ROOT,
    env: {
      ...process.env,
      CLOUDFLARE_API_BASE_URL: cloudflare.url,
      CLOUDFLARE_API_TOKEN: TOKEN,
      CLOUDFLARE_ACCOUNT_ID: undefined,
      GRAPNEL_DEPLOY: folder,
    },
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const status = await new Promise((resolve) => child.once('close', resolve));
  return { status, output, changes: cloudflare.account.changes.slice(before) };
}

/** What the account has, without how often it was uploaded. */
function state() {
  const { databases, buckets, queues, secrets, workers } = cloudflare.account;
  return {
    databases: [...databases].map(([name, { id, sql }]) => ({
      name,
      id,
      migrations: sql.prepare('SELECT name FROM d1_migrations ORDER BY id').all(),
    })),
    buckets: [...buckets],
    queues: [...queues].map(([name, { id, consumers }]) => ({
      name,
      id,
      consumers: consumers.length,
    })),
    secrets: [...secrets].map(([worker, all]) => [worker, ...all]),
    workers: [...workers.keys()],
  };
}

test('a dry run says what it would do, and changes nothing', async () => {
  const { status, output, changes } = await deploy('--dry-run');
  expect(status, output).toBe(0);
  expect(changes).toEqual([]);
  expect(output).toContain('+ create the D1 database grapnel');
  expect(output).toContain(`+ apply ${MIGRATIONS.length} migrations`);
  expect(output).toContain('Nothing was changed');
});

test('a deployment makes everything, and a second one nothing but a new version', async () => {
  const first = await deploy();
  expect(first.status, first.output).toBe(0);
  expect(first.output).toContain('https://grapnel.acme.workers.dev');
  const made = state();
  expect(made).toMatchObject({
    databases: [{ name: 'grapnel', migrations: MIGRATIONS.sort().map((name) => ({ name })) }],
    buckets: ['grapnel-uploads'],
    queues: [
      { name: 'grapnel-uploads', consumers: 1 },
      { name: 'grapnel-uploads-dead', consumers: 1 },
    ],
    workers: ['grapnel'],
  });
  expect(made.secrets).toEqual([
    [
      'grapnel',
      ['AUTH_SECRET', expect.stringMatching(/^[0-9a-f]{64}$/)],
      ['OPERATOR_TOKEN', expect.stringMatching(/^[0-9a-f]{64}$/)],
    ],
  ]);
  const { metadata } = cloudflare.account.workers.get('grapnel') ?? { metadata: undefined };
  const bound = metadata?.bindings.map(({ type, name }) => `${type} ${name}`);
  expect(bound).toEqual(
    expect.arrayContaining(['d1 DB', 'r2_bucket UPLOADS', 'queue UPLOAD_QUEUE', 'assets ASSETS']),
  );

  const second = await deploy();
  expect(second.status, second.output).toBe(0);
  expect(state()).toEqual(made);
  expect(second.output).toContain('~ deploy the Worker grapnel over the version that runs');
  expect(second.output).not.toContain('+ ');
  expect(second.changes.filter((change) => /\/(?:d1|r2)\//.test(change))).toEqual([]);
  expect(cloudflare.account.workers.get('grapnel')?.uploads).toBe(2);
  expect(cloudflare.account.unknown).toEqual([]);
});

test('a preview shares nothing with production', async () => {
  const before = state();
  const { status, output } = await deploy('--env', 'preview');
  expect(status, output).toBe(0);
  const after = state();
  expect(after.workers).toEqual(['grapnel', 'grapnel-preview']);
  expect(after.buckets).toEqual(['grapnel-uploads', 'grapnel-uploads-preview']);
  expect(after.databases.slice(0, 1)).toEqual(before.databases);
  expect(after.queues.map(({ name }) => name).slice(2)).toEqual([
    'grapnel-uploads-preview',
    'grapnel-uploads-dead-preview',
  ]);
  expect(after.secrets[0]).toEqual(before.secrets[0]);
});

test('what is broken off is taken up again', async () => {
  cloudflare.account.queues.delete('grapnel-uploads-dead');
  const { output, status } = await deploy();
  expect(status, output).toBe(0);
  expect(output).toContain('+ create the queue grapnel-uploads-dead');
});

test('wrong usage is told', async () => {
  expect(await deploy('--env', 'staging')).toMatchObject({ status: 2, changes: [] });
});
