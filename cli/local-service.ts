import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Log, LogLevel, Miniflare, convertV4MiniflareOptions } from 'miniflare';
import { unstable_getMiniflareWorkerOptions } from 'wrangler';
import { ROOT, WORKER_BUNDLE, WORKER_FOLDER, build } from './build.ts';

/** How the whole service is started on this machine. */
export interface LocalServiceOptions {
  /** The folder that holds the databases, objects and queue between starts. */
  readonly stateFolder: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly shardsPerTenant?: number | undefined;
  /** Whether sensors' own ids are ignored: see IGNORE_SENSOR_IDS. */
  readonly ignoreSensorIds?: boolean | undefined;
  readonly noBuiltInAnalyzers?: boolean | undefined;
  /** Whether the service sends itself a synthetic attack each hour, as a deployed one does. */
  readonly canary?: boolean | undefined;
  /** Whether analyzers may hit as often as they do, for records of years that come in minutes. */
  readonly isUnlimited?: boolean | undefined;
  /** Whether the service's own log lines are shown, on stderr. */
  readonly showLog?: boolean | undefined;
  /** A Worker in the place of the service's own, as a folder with its bundle `FILE.js`. */
  readonly worker?: { readonly folder: string; readonly file: string } | undefined;
  /** The port of workerd's inspector, where the heap of each isolate can be read; none by default. */
  readonly inspectorPort?: number | undefined;
  /** Answers what the service asks of other servers, in their place. */
  readonly outside?: ((request: Request) => Promise<Response>) | undefined;
}

/** A service that runs in workerd on this machine. */
export interface LocalService {
  readonly url: URL;
  stop(): Promise<void>;
}

/** How often the service's scheduled work runs: as wrangler.toml's cron says, each minute. */
const SCHEDULE_MS = 60_000;

/**
 * Starts the service: builds what is outdated, brings the database's schema up to date, and runs
 * the Worker with its queue, objects, buckets and databases in workerd.
 */
export async function startLocalService(options: LocalServiceOptions): Promise<LocalService> {
  await build();
  mkdirSync(options.stateFolder, { recursive: true });
  const worker = options.worker ?? { folder: WORKER_FOLDER, file: WORKER_BUNDLE };
  const { workerOptions } = unstable_getMiniflareWorkerOptions(path.join(ROOT, 'wrangler.toml'));
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      ...workerOptions,
      host: '127.0.0.1',
      port: options.port,
      resourcePersistencePath: options.stateFolder,
      log: new Log(LogLevel.ERROR),
      handleStructuredLogs: ({ level, message }) => {
        const isShown = options.showLog ?? level === 'error';
        if (isShown) process.stderr.write(`${message}\n`);
      },
      ...(options.inspectorPort !== undefined && { inspectorPort: options.inspectorPort }),
      unsafeTriggerHandlers: true,
      telemetry: { enabled: false },
      rootPath: ROOT,
      modulesRoot: worker.folder,
      modules: bundledModules(worker.folder, worker.file),
      ...(options.outside !== undefined && { outboundService: options.outside as never }),
      bindings: {
        ...(workerOptions.bindings as Record<string, string> | undefined),
        AUTH_SECRET: authSecret(options.stateFolder),
        ...fromEnvironment(),
        SHARDS_PER_TENANT: String(options.shardsPerTenant ?? 1),
        IGNORE_SENSOR_IDS: options.ignoreSensorIds === true ? '1' : '0',
        CANARY: options.canary === true ? '1' : '0',
        NO_BUILT_IN_ANALYZERS: options.noBuiltInAnalyzers === true ? '1' : '0',
        ...(options.isUnlimited === true && { MAX_HITS_PER_HOUR: 'Infinity' }),
      },
    }),
  );
  const url = await miniflare.ready;
  await migrate(miniflare);

  const schedule = async (cron: string): Promise<void> => {
    const worker = await miniflare.getWorker();
    await worker.scheduled({ cron });
  };
  // The local queue is in memory: what the last run received and did not finish is queued again.
  await schedule('@reboot');
  const timer = setInterval(() => void schedule('* * * * *'), SCHEDULE_MS);
  return {
    url,
    stop: async () => {
      clearInterval(timer);
      await miniflare.dispose();
    },
  };
}

/** The Worker's bundle, and the texts that it imports. */
function bundledModules(
  folder: string,
  file: string,
): { type: 'ESModule' | 'Text'; path: string }[] {
  const texts = readdirSync(folder).filter((name) => /\.(yaml|jsonl)$/.test(name));
  return [
    { type: 'ESModule', path: file },
    ...texts.map((name) => ({ type: 'Text' as const, path: path.join(folder, name) })),
  ];
}

/** The secret that signs sessions, made at the first start and kept beside the data. */
function authSecret(folder: string): string {
  const file = path.join(folder, 'auth-secret');
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}

/** Applies the migrations that the database does not have; keeps count as wrangler does. */
async function migrate(miniflare: Miniflare): Promise<void> {
  const db = await miniflare.getD1Database('DB');
  await db
    .prepare(
      `CREATE TABLE IF NOT EXISTS d1_migrations (
        id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE,
        applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)`,
    )
    .run();
  const { results } = await db.prepare('SELECT name FROM d1_migrations').all<{ name: string }>();
  const applied = new Set(results.map(({ name }) => name));
  const folder = path.join(ROOT, 'migrations');
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith('.sql') || applied.has(name)) continue;
    const statements = readFileSync(path.join(folder, name), 'utf8').split(
      '--> statement-breakpoint',
    );
    await db.batch([
      ...statements.map((statement) => db.prepare(statement)),
      db.prepare('INSERT INTO d1_migrations (name) VALUES (?)').bind(name),
    ]);
  }
}

/** What is set by the environment alone: the operator's routes, mail and local providers are off without it. */
const OPTIONAL_SETTINGS = [
  'OPERATOR_TOKEN',
  'LOCAL_ISSUERS',
  'MAIL_FROM',
  'MAIL_API_URL',
  'MAIL_API_TOKEN',
] as const;

function fromEnvironment(): Record<string, string> {
  return Object.fromEntries(
    OPTIONAL_SETTINGS.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
