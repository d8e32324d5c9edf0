import { readdirSync } from 'node:fs';
import type { CloudflareApi } from './cloudflare-api.ts';
import { CloudflareError } from './cloudflare-api.ts';
import type { Settings } from './settings.ts';

/** What the account has of an environment. */
export interface Found {
  readonly databaseId: string | undefined;
  readonly hasBucket: boolean;
  readonly queues: ReadonlySet<string>;
  /** Names of secrets that the Worker has. */
  readonly secrets: ReadonlySet<string>;
  readonly hasWorker: boolean;
  /** Migrations that the database has. */
  readonly migrations: ReadonlySet<string>;
}

/** What is to be done, in the order in which it is done. */
export type Step =
  | { readonly kind: 'create-database' | 'create-bucket' | 'create-queue'; readonly name: string }
  | { readonly kind: 'migrate'; readonly names: readonly string[] }
  | { readonly kind: 'set-secret'; readonly name: string }
  | { readonly kind: 'deploy-worker'; readonly name: string; readonly isNew: boolean };

/** The secrets that a Worker has, made at its first deployment and kept from then on. */
export const SECRETS = ['AUTH_SECRET', 'OPERATOR_TOKEN'] as const;

/** Looks at what an account has of an environment. Changes nothing. */
export async function inspect(
  api: CloudflareApi,
  account: string,
  settings: Settings,
): Promise<Found> {
  const at = `/accounts/${account}`;
  const databases = await api.list<{ uuid: string; name: string }>(
    `${at}/d1/database?name=${encodeURIComponent(settings.database)}`,
  );
  const databaseId =
    settings.databaseId ?? databases.find(({ name }) => name === settings.database)?.uuid;
  const bucket = await api.find(`${at}/r2/buckets/${settings.bucket}`);
  const queues = await api.list<{ queue_name: string }>(`${at}/queues`);
  const secrets = await api.find<{ name: string }[]>(
    `${at}/workers/scripts/${settings.worker}/secrets`,
  );
  return {
    databaseId,
    hasBucket: bucket !== undefined,
    queues: new Set(queues.map(({ queue_name: name }) => name)),
    secrets: new Set(secrets?.map(({ name }) => name)),
    hasWorker: secrets !== undefined,
    migrations:
      databaseId === undefined ? new Set() : await appliedMigrations(api, account, databaseId),
  };
}

/** What is missing, and the Worker, which is always deployed: that is how it is updated. */
export function planSteps(settings: Settings, found: Found): Step[] {
  const steps: Step[] = [];
  if (found.databaseId === undefined)
    steps.push({ kind: 'create-database', name: settings.database });
  if (!found.hasBucket) steps.push({ kind: 'create-bucket', name: settings.bucket });
  for (const name of settings.queues) {
    if (!found.queues.has(name)) steps.push({ kind: 'create-queue', name });
  }
  const names = readdirSync(settings.migrationsFolder)
    .filter((name) => name.endsWith('.sql') && !found.migrations.has(name))
    .sort();
  // Before the Worker: a migration keeps the version working that runs while it is applied.
  if (names.length > 0) steps.push({ kind: 'migrate', names });
  for (const name of SECRETS) {
    if (!found.secrets.has(name)) steps.push({ kind: 'set-secret', name });
  }
  steps.push({ kind: 'deploy-worker', name: settings.worker, isNew: !found.hasWorker });
  return steps;
}

/** A step, for people. */
export function describeStep(step: Step): string {
  switch (step.kind) {
    case 'create-database':
      return `+ create the D1 database ${step.name}`;
    case 'create-bucket':
      return `+ create the R2 bucket ${step.name}`;
    case 'create-queue':
      return `+ create the queue ${step.name}`;
    case 'migrate':
      return `+ apply ${step.names.length} migrations: ${step.names.join(', ')}`;
    case 'set-secret':
      return `+ make the secret ${step.name}`;
    case 'deploy-worker':
      return step.isNew
        ? `+ deploy the Worker ${step.name}, for the first time`
        : `~ deploy the Worker ${step.name} over the version that runs`;
  }
}

async function appliedMigrations(
  api: CloudflareApi,
  account: string,
  databaseId: string,
): Promise<ReadonlySet<string>> {
  try {
    const [answer] = await api.post<{ results: { name: string }[] }[]>(
      `/accounts/${account}/d1/database/${databaseId}/query`,
      { sql: 'SELECT name FROM d1_migrations' },
    );
    return new Set(answer?.results.map(({ name }) => name));
  } catch (error) {
    // A database without the table has no migration: D1 answers such a query with a 400.
    if (error instanceof CloudflareError && /no such table/i.test(error.message)) return new Set();
    throw error;
  }
}
