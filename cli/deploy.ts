import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.ts';
import { CloudflareApi } from './deploy/cloudflare-api.ts';
import { describeStep, inspect, planSteps } from './deploy/plan.ts';
import type { Step } from './deploy/plan.ts';
import { lastDomain, readSettings, writeConfig } from './deploy/settings.ts';
import type { Environment, Settings } from './deploy/settings.ts';
import { wrangler } from './deploy/wrangler.ts';

const USAGE = `Usage: npm run deploy -- [options]

Creates what a Cloudflare account lacks of Grapnel, and brings the rest up to date. Safe to repeat.

  --dry-run       says what would be done, and changes nothing
  --env NAME      production (when left out) or preview: a copy that shares nothing
  --domain NAME   serves at a host name of a zone of the account, from now on

CLOUDFLARE_API_TOKEN has a token that may edit Workers, D1, R2 and Queues; without it, wrangler's own
login is used (npx wrangler login). CLOUDFLARE_ACCOUNT_ID chooses among several accounts.`;

const API = process.env.CLOUDFLARE_API_BASE_URL ?? 'https://api.cloudflare.com/client/v4';

process.exitCode = await main();

async function main(): Promise<number> {
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        'dry-run': { type: 'boolean', default: false },
        env: { type: 'string', default: 'production' },
        domain: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }));
    if (values.env !== 'production' && values.env !== 'preview') {
      throw new Error(`--env is production or preview, not ${values.env}`);
    }
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 2;
  }
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  try {
    await deploy(values.env, values.domain, values['dry-run']);
    return 0;
  } catch (error) {
    console.error(`deploy: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

async function deploy(
  environment: Environment,
  domain: string | undefined,
  isDryRun: boolean,
): Promise<void> {
  const settings = readSettings(environment);
  const token = process.env.CLOUDFLARE_API_TOKEN ?? (await loginToken());
  const api = new CloudflareApi(API, token);
  const account = await chooseAccount(api);
  const found = await inspect(api, account, settings);
  const steps = planSteps(settings, found);
  console.log(`Grapnel's ${environment}, in the account ${account}:`);
  for (const step of steps) console.log(`  ${describeStep(step)}`);
  // What is broken is to be known before anything is changed.
  await build();
  if (isDryRun) {
    console.log('Nothing was changed: this was a dry run.');
    return;
  }
  let { databaseId } = found;
  for (const step of steps) {
    if (step.kind === 'create-database') databaseId = await createDatabase(api, account, step.name);
    if (step.kind === 'create-bucket') {
      await api.post(`/accounts/${account}/r2/buckets`, { name: step.name });
    }
    if (step.kind === 'create-queue') {
      await api.post(`/accounts/${account}/queues`, { queue_name: step.name });
    }
  }
  if (databaseId === undefined) throw new Error('the database has no id');
  const config = writeConfig(environment, databaseId, domain ?? lastDomain(environment));
  const credentials = { CLOUDFLARE_API_TOKEN: token, CLOUDFLARE_ACCOUNT_ID: account };
  if (steps.some(({ kind }) => kind === 'migrate')) {
    await wrangler(
      ['d1', 'migrations', 'apply', settings.database, '--remote', '--config', config],
      credentials,
    );
  }
  const printed = await deployWorker(config, secretsOf(steps), credentials);
  tellOutcome(settings, printed, domain ?? lastDomain(environment));
}

async function createDatabase(api: CloudflareApi, account: string, name: string): Promise<string> {
  const { uuid } = await api.post<{ uuid: string }>(`/accounts/${account}/d1/database`, { name });
  return uuid;
}

/** Secrets that are missing, newly made. Those that are there are never touched. */
function secretsOf(steps: readonly Step[]): Record<string, string> {
  return Object.fromEntries(
    steps.flatMap((step) =>
      step.kind === 'set-secret' ? [[step.name, randomBytes(32).toString('hex')]] : [],
    ),
  );
}

/** Deploys the Worker, its assets, objects, triggers and queue consumers, with new secrets. */
async function deployWorker(
  config: string,
  secrets: Readonly<Record<string, string>>,
  credentials: Readonly<Record<string, string>>,
): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'grapnel-deploy-'));
  try {
    const file = path.join(folder, 'secrets.json');
    writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
    const withSecrets = Object.keys(secrets).length === 0 ? [] : ['--secrets-file', file];
    const printed = await wrangler(['deploy', '--config', config, ...withSecrets], credentials);
    const operator = secrets.OPERATOR_TOKEN;
    if (operator !== undefined) {
      console.log(`The operator's token, shown this once: ${operator}`);
    }
    return printed;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function tellOutcome({ worker }: Settings, printed: string, domain: string | undefined): void {
  const address =
    domain === undefined ? /https:\/\/\S+\.workers\.dev/.exec(printed)?.[0] : `https://${domain}`;
  console.log(`${worker} is deployed${address === undefined ? '' : `: ${address}`}.`);
  if (address !== undefined) console.log(`Its status: ${address}/status`);
}

/** The token of wrangler's own login. */
async function loginToken(): Promise<string> {
  try {
    const { token } = JSON.parse(await wrangler(['auth', 'token', '--json'], {})) as {
      token?: string;
    };
    if (token !== undefined) return token;
  } catch (error) {
    throw new Error('no credentials: set CLOUDFLARE_API_TOKEN, or run npx wrangler login', {
      cause: error,
    });
  }
  throw new Error('wrangler is logged in with a key, not a token: set CLOUDFLARE_API_TOKEN');
}

async function chooseAccount(api: CloudflareApi): Promise<string> {
  const chosen = process.env.CLOUDFLARE_ACCOUNT_ID;
  if (chosen !== undefined) return chosen;
  const accounts = await api.list<{ id: string; name: string }>('/accounts');
  const [only, ...others] = accounts;
  if (only === undefined) throw new Error('the token sees no account');
  if (others.length === 0) return only.id;
  const told = accounts.map(({ id, name }) => `  ${id}  ${name}`).join('\n');
  throw new Error(`there are several accounts: set CLOUDFLARE_ACCOUNT_ID to one of\n${told}`);
}
