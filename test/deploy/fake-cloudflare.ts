import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { DatabaseSync } from 'node:sqlite';

export const ACCOUNT = 'fedcba9876543210fedcba9876543210';
export const TOKEN = 'a token of the tests';

/** What the stand-in's account has. */
export interface Account {
  readonly databases: Map<string, { readonly id: string; readonly sql: DatabaseSync }>;
  readonly buckets: Set<string>;
  readonly queues: Map<string, { readonly id: string; readonly consumers: object[] }>;
  /** Secrets by Worker and name. */
  readonly secrets: Map<string, Map<string, string>>;
  /** How often each Worker was uploaded, and with which bindings at last. */
  readonly workers: Map<string, { uploads: number; metadata: Metadata }>;
  readonly crons: Map<string, unknown>;
  /** Calls that change something, in order: method and path. */
  readonly changes: string[];
  /** Calls that the stand-in does not know. */
  readonly unknown: string[];
}

/** What of an upload's metadata is looked at. */
export interface Metadata {
  readonly bindings: readonly { readonly type: string; readonly name: string; text?: string }[];
  readonly migrations?: { readonly new_tag: string; readonly old_tag?: string };
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Buffer;
  readonly type: string;
}

/** A result, or what is not there. */
type Answer = { readonly result: unknown } | { readonly error: string; readonly status: number };

/**
 * Stands in for Cloudflare's API, as far as a deployment goes: the real wrangler talks to it. It
 * keeps what it is told, so that a second deployment finds what the first one made; its databases
 * are SQLite, so that migrations are really applied.
 */
export async function startFakeCloudflare(): Promise<{
  readonly url: string;
  readonly account: Account;
  close(): Promise<void>;
}> {
  const account: Account = {
    databases: new Map(),
    buckets: new Set(),
    queues: new Map(),
    secrets: new Map(),
    workers: new Map(),
    crons: new Map(),
    changes: [],
    unknown: [],
  };
  const server = createServer((request, response) => {
    void readCall(request).then(async (call) => {
      const isAllowed = request.headers.authorization?.startsWith('Bearer ') === true;
      const answer: Answer = isAllowed
        ? await answerTo(call, account)
        : { error: 'Authentication error', status: 401 };
      const isError = 'error' in answer;
      response.writeHead(isError ? answer.status : 200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({
          success: !isError,
          result: isError ? null : answer.result,
          errors: isError ? [{ code: 10_007, message: answer.error }] : [],
          messages: [],
          result_info: { page: 1, per_page: 50, count: 1, total_count: 1, total_pages: 1 },
        }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    account,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function readCall(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://fake');
  return {
    method: request.method ?? 'GET',
    path: pathname.replace(`/accounts/${ACCOUNT}`, ''),
    query: searchParams,
    body: Buffer.concat(chunks),
    type: request.headers['content-type'] ?? '',
  };
}

type Handler = (call: Call, account: Account, part: string) => Answer | Promise<Answer>;

/** Every call that is known; the first part that is in parentheses goes to the handler. */
const ROUTES: readonly (readonly [method: string, path: RegExp, handler: Handler])[] = [
  ['GET', /^\/accounts$/, () => ({ result: [{ id: ACCOUNT, name: 'Test' }] })],
  ['GET', /^\/user$/, () => ({ result: { id: 'u', email: 'test@grapnel.example' } })],
  ['GET', /^\/memberships$/, () => ({ result: [{ account: { id: ACCOUNT, name: 'Test' } }] })],
  ['GET', /^\/d1\/database$/, listDatabases],
  ['POST', /^\/d1\/database$/, createDatabase],
  ['GET', /^\/d1\/database\/([\w-]+)$/, findDatabase],
  ['POST', /^\/d1\/database\/([\w-]+)\/(?:query|raw)$/, query],
  ['GET', /^\/r2\/buckets\/([\w-]+)$/, findBucket],
  ['POST', /^\/r2\/buckets$/, createBucket],
  ['GET', /^\/queues$/, listQueues],
  ['POST', /^\/queues$/, createQueue],
  ['GET', /^\/queues\/([\w-]+)\/consumers$/, listConsumers],
  ['POST', /^\/queues\/([\w-]+)\/consumers$/, addConsumer],
  ['PUT', /^\/queues\/([\w-]+)\/consumers\/[\w-]+$/, () => ({ result: {} })],
  ['GET', /^\/workers\/scripts\/([\w-]+)\/secrets$/, listSecrets],
  ['GET', /^\/workers\/services\/([\w-]+)$/, findWorker],
  ['GET', /^\/workers\/scripts\/([\w-]+)\/settings$/, findWorker],
  ['GET', /^\/workers\/scripts$/, listWorkers],
  [
    'POST',
    /^\/workers\/scripts\/([\w-]+)\/assets-upload-session$/,
    () => ({ result: { jwt: 'a.b.c', buckets: [] } }),
  ],
  ['PUT', /^\/workers\/scripts\/([\w-]+)$/, uploadWorker],
  ['POST', /^\/workers\/scripts\/([\w-]+)\/versions$/, uploadWorker],
  ['GET', /^\/workers\/scripts\/([\w-]+)\/deployments$/, listDeployments],
  ['POST', /^\/workers\/scripts\/([\w-]+)\/deployments$/, () => ({ result: { id: randomUUID() } })],
  ['PATCH', /^\/workers\/scripts\/([\w-]+)\/script-settings$/, () => ({ result: {} })],
  ['GET', /^\/workers\/workers\/([\w-]+)$/, findWorkerObject],
  ['PUT', /^\/workers\/scripts\/([\w-]+)\/schedules$/, setCrons],
  ['GET', /^\/workers\/subdomain$/, () => ({ result: { subdomain: 'acme' } })],
  [
    'GET',
    /^\/workers\/scripts\/([\w-]+)\/subdomain$/,
    () => ({ result: { enabled: true, previews_enabled: false } }),
  ],
  [
    'POST',
    /^\/workers\/scripts\/([\w-]+)\/subdomain$/,
    () => ({ result: { enabled: true, previews_enabled: false } }),
  ],
];

async function answerTo(call: Call, account: Account): Promise<Answer> {
  for (const [method, path, handler] of ROUTES) {
    const found = path.exec(call.path);
    if (method !== call.method || found === null) continue;
    const isQuery = call.path.endsWith('/query');
    if (method !== 'GET' && !isQuery) account.changes.push(`${method} ${call.path}`);
    return await handler(call, account, found[1] ?? '');
  }
  account.unknown.push(`${call.method} ${call.path}`);
  return { error: 'not found', status: 404 };
}

const NOT_FOUND: Answer = { error: 'This Worker does not exist on your account.', status: 404 };

function json(call: Call): Record<string, string> {
  return JSON.parse(call.body.toString('utf8')) as Record<string, string>;
}

function listDatabases(_: Call, { databases }: Account): Answer {
  return {
    result: [...databases].map(([name, { id }]) => ({ name, uuid: id, version: 'production' })),
  };
}

function findDatabase(_: Call, { databases }: Account, id: string): Answer {
  const found = [...databases].find(([name, database]) => database.id === id || name === id);
  return found === undefined
    ? { error: 'no such database', status: 404 }
    : { result: { name: found[0], uuid: found[1].id, version: 'production' } };
}

function createDatabase(call: Call, { databases }: Account): Answer {
  const { name = '' } = json(call);
  if (databases.has(name)) return { error: 'the database exists', status: 400 };
  const id = randomUUID();
  databases.set(name, { id, sql: new DatabaseSync(':memory:') });
  return { result: { name, uuid: id } };
}

function query(call: Call, { databases }: Account, id: string): Answer {
  const database = [...databases.values()].find((candidate) => candidate.id === id);
  if (database === undefined) return { error: 'no such database', status: 404 };
  const { sql = '' } = json(call);
  try {
    if (/^\s*(SELECT|PRAGMA)/i.test(sql)) {
      const results = database.sql.prepare(sql).all();
      return { result: [{ success: true, results, meta: {} }] };
    }
    database.sql.exec(sql);
    return { result: [{ success: true, results: [], meta: {} }] };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error), status: 400 };
  }
}

function findBucket(_: Call, { buckets }: Account, name: string): Answer {
  return buckets.has(name)
    ? { result: { name } }
    : { error: 'The specified bucket does not exist.', status: 404 };
}

function createBucket(call: Call, { buckets }: Account): Answer {
  const { name = '' } = json(call);
  if (buckets.has(name)) return { error: 'the bucket exists', status: 409 };
  buckets.add(name);
  return { result: { name } };
}

function listQueues(call: Call, { queues }: Account): Answer {
  const wanted = call.query.get('name');
  return {
    result: [...queues]
      .filter(([name]) => wanted === null || wanted === name)
      .map(([name, { id, consumers }]) => ({
        queue_name: name,
        queue_id: id,
        consumers,
        producers: [],
        consumers_total_count: consumers.length,
        producers_total_count: 0,
      })),
  };
}

function createQueue(call: Call, { queues }: Account): Answer {
  const { queue_name: name = '' } = json(call);
  if (queues.has(name)) return { error: 'Queue name is taken', status: 409 };
  queues.set(name, { id: randomUUID().replaceAll('-', ''), consumers: [] });
  return { result: { queue_name: name } };
}

function queueOf({ queues }: Account, id: string) {
  return [...queues].find(([name, queue]) => queue.id === id || name === id)?.[1];
}

function listConsumers(_: Call, account: Account, id: string): Answer {
  return { result: queueOf(account, id)?.consumers ?? [] };
}

function addConsumer(call: Call, account: Account, id: string): Answer {
  const queue = queueOf(account, id);
  if (queue === undefined) return { error: 'no such queue', status: 404 };
  const consumer = json(call);
  // It is told of under another name than it is given.
  queue.consumers.push({ ...consumer, script: consumer.script_name, consumer_id: randomUUID() });
  return { result: {} };
}

function listSecrets(_: Call, { secrets, workers }: Account, worker: string): Answer {
  if (!workers.has(worker)) return NOT_FOUND;
  return {
    result: [...(secrets.get(worker) ?? [])].map(([name]) => ({ name, type: 'secret_text' })),
  };
}

function findWorker(_: Call, { workers }: Account, name: string): Answer {
  const worker = workers.get(name);
  if (worker === undefined) return NOT_FOUND;
  const script = {
    id: name,
    migration_tag: worker.metadata.migrations?.new_tag ?? 'v1',
    last_deployed_from: 'wrangler',
  };
  return {
    result: {
      id: name,
      default_environment: { environment: 'production', script },
      bindings: [],
      migration_tag: script.migration_tag,
    },
  };
}

function findWorkerObject(_: Call, { workers }: Account, name: string): Answer {
  if (!workers.has(name)) return NOT_FOUND;
  const subdomain = { enabled: true, previews_enabled: false };
  return { result: { id: name, name, subdomain, observability: { enabled: true }, tags: [] } };
}

function listWorkers(_: Call, { workers }: Account): Answer {
  return {
    result: [...workers].map(([id, { metadata }]) => ({
      id,
      migration_tag: metadata.migrations?.new_tag ?? lastTag.get(id),
    })),
  };
}

/** The last tag of each Worker's object classes: a later upload names it only when it changes. */
const lastTag = new Map<string, string>();

async function uploadWorker(call: Call, account: Account, name: string): Promise<Answer> {
  const form = await new Response(call.body, { headers: { 'content-type': call.type } }).formData();
  const metadata = JSON.parse(String(form.get('metadata'))) as Metadata;
  const uploads = (account.workers.get(name)?.uploads ?? 0) + 1;
  account.workers.set(name, { uploads, metadata });
  if (metadata.migrations !== undefined) lastTag.set(name, metadata.migrations.new_tag);
  const secrets = account.secrets.get(name) ?? new Map<string, string>();
  for (const binding of metadata.bindings) {
    if (binding.type === 'secret_text') secrets.set(binding.name, binding.text ?? '');
  }
  account.secrets.set(name, secrets);
  const id = randomUUID();
  return {
    result: {
      id: name,
      etag: id,
      startup_time_ms: 10,
      deployment_id: id,
      version_id: id,
      pipeline_hash: id,
      resources: { script: { etag: id }, bindings: [] },
    },
  };
}

function listDeployments(_: Call, { workers }: Account, name: string): Answer {
  if (!workers.has(name)) return NOT_FOUND;
  const versions = [{ version_id: randomUUID(), percentage: 100 }];
  return { result: { deployments: [{ id: randomUUID(), source: 'wrangler', versions }] } };
}

function setCrons(call: Call, { crons }: Account, worker: string): Answer {
  crons.set(worker, JSON.parse(call.body.toString('utf8')));
  return { result: {} };
}
