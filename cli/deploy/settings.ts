import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { experimental_readRawConfig } from 'wrangler';
import { ROOT } from '../build.ts';

/** Which copy of the service: they share nothing but the account. */
export type Environment = 'production' | 'preview';

/** What wrangler.toml says, as far as it is looked at here; the rest is passed on as it is. */
interface RawConfig {
  readonly [key: string]: unknown;
  readonly name: string;
  readonly main: string;
  readonly rules: unknown;
  readonly assets: { readonly directory: string };
  readonly d1_databases: readonly [{ database_name: string; database_id: string }];
  readonly r2_buckets: readonly [{ bucket_name: string }];
  readonly queues: {
    readonly producers: readonly { queue: string }[];
    readonly consumers: readonly { queue: string; dead_letter_queue?: string }[];
  };
}

/** What an environment is made of, by name. */
export interface Settings {
  readonly environment: Environment;
  readonly worker: string;
  readonly database: string;
  /** The id that wrangler.toml gives the database; undefined when it leaves that open. */
  readonly databaseId: string | undefined;
  readonly bucket: string;
  readonly queues: readonly string[];
  /** The migrations of the database, in order. */
  readonly migrationsFolder: string;
}

/** What wrangler.toml has in place of an id that is not known before the database is made. */
const OPEN_ID = /^[0-]+$/;

/** Where the configurations are written that wrangler deploys by. */
const FOLDER = process.env.GRAPNEL_DEPLOY ?? path.join(ROOT, '.grapnel/deploy');

const CONFIG_FILE = path.join(ROOT, 'wrangler.toml');

/** The settings of an environment: what wrangler.toml says, with a suffix for the preview. */
export function readSettings(environment: Environment): Settings {
  const config = configOf(environment);
  const [database] = config.d1_databases;
  const queues = new Set([
    ...config.queues.producers.map(({ queue }) => queue),
    ...config.queues.consumers.flatMap(({ queue, dead_letter_queue: dead }) =>
      dead === undefined ? [queue] : [queue, dead],
    ),
  ]);
  return {
    environment,
    worker: config.name,
    database: database.database_name,
    databaseId: OPEN_ID.test(database.database_id) ? undefined : database.database_id,
    bucket: config.r2_buckets[0].bucket_name,
    queues: [...queues],
    migrationsFolder: path.join(ROOT, 'migrations'),
  };
}

/**
 * Writes the configuration that wrangler deploys an environment by: wrangler.toml with the names of
 * the environment, the database's id, and paths that hold from where it is written.
 *
 * @param domain the host name to serve at; undefined for the account's workers.dev
 * @returns the file's path
 */
export function writeConfig(
  environment: Environment,
  databaseId: string,
  domain: string | undefined,
): string {
  const config = configOf(environment);
  const from = (target: string): string => path.relative(FOLDER, path.join(ROOT, target));
  const file = path.join(FOLDER, `${environment}.json`);
  const written = {
    ...config,
    main: from(config.main),
    assets: { ...config.assets, directory: from(config.assets.directory) },
    d1_databases: [
      { ...config.d1_databases[0], database_id: databaseId, migrations_dir: from('migrations') },
    ],
    // Variables that were set in the dashboard stay as they are.
    keep_vars: true,
    workers_dev: domain === undefined,
    ...(domain === undefined ? {} : { routes: [{ pattern: domain, custom_domain: true }] }),
    observability: { enabled: true, traces: { enabled: true } },
  };
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(file, `${JSON.stringify(written, null, 2)}\n`);
  return file;
}

/** The domain that an environment was deployed at by the last deployment from this folder. */
export function lastDomain(environment: Environment): string | undefined {
  const file = path.join(FOLDER, `${environment}.json`);
  if (!existsSync(file)) return undefined;
  const { routes } = JSON.parse(readFileSync(file, 'utf8')) as {
    routes?: readonly { readonly pattern: string }[];
  };
  return routes?.[0]?.pattern;
}

function configOf(environment: Environment): RawConfig {
  const { rawConfig } = experimental_readRawConfig({ config: CONFIG_FILE });
  const config = rawConfig as unknown as RawConfig;
  const suffix = environment === 'preview' ? '-preview' : '';
  const [database] = config.d1_databases;
  const [bucket] = config.r2_buckets;
  return {
    ...config,
    name: config.name + suffix,
    d1_databases: [
      {
        ...database,
        database_name: database.database_name + suffix,
        // An id in the file is production's.
        database_id: suffix === '' ? database.database_id : '0',
      },
    ],
    r2_buckets: [{ ...bucket, bucket_name: bucket.bucket_name + suffix }],
    queues: {
      producers: config.queues.producers.map((producer) => ({
        ...producer,
        queue: producer.queue + suffix,
      })),
      consumers: config.queues.consumers.map(({ dead_letter_queue: dead, ...consumer }) => ({
        ...consumer,
        queue: consumer.queue + suffix,
        ...(dead === undefined ? {} : { dead_letter_queue: dead + suffix }),
      })),
    },
  };
}
