import { Hono } from 'hono';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { anyone, declared } from '../../api/declaration.ts';
import type { TokenOwner } from '../../d1/sources.ts';
import { randomHex } from '../../hex.ts';
import { logError } from '../../log.ts';
import { acceptPart } from '../accept.ts';
import { authenticate } from '../authenticate.ts';
import { credentialOf } from '../credentials.ts';
import type { DialectEnv } from '../dialect-env.ts';
import { IngestFault, isPassing } from '../ingest-fault.ts';
import { joinLines } from '../join-lines.ts';
import { readWholeContent } from '../read-body.ts';
import { bulkAnswer } from './bulk-answer.ts';
import { PRODUCT, elasticError, elasticFault } from './errors.ts';
import { readBulk } from './read-bulk.ts';
import type { BulkItem } from './read-bulk.ts';
import { retriesItems } from './server-version.ts';
import { serverInfo, setUpRoutes } from './set-up-routes.ts';

interface ElasticEnv extends DialectEnv {
  Variables: DialectEnv['Variables'] & { owner: TokenOwner };
}

/** The media type of clients that name the version that they speak. */
const VERSIONED = /^application\/vnd\.elasticsearch\+json; ?compatible-with=\d{1,2}/;

/** Lets in who has a token, and marks the answers as Elasticsearch's. */
const asElasticsearch = declared(
  { who: 'ingest token' },
  createMiddleware<ElasticEnv>(async (c, next) => {
    c.set('owner', await authenticate(credentialOf(c.req.header('authorization') ?? null), c.env));
    await next();
    c.header('x-elastic-product', PRODUCT['x-elastic-product']);
    const type = VERSIONED.exec(c.req.header('accept') ?? '')?.[0];
    const isJson = c.res.headers.get('content-type')?.startsWith('application/json') === true;
    if (type !== undefined && isJson) c.header('content-type', type);
  }),
);

/** What went wrong, as Elasticsearch says it. */
function faultAnswer(error: Error, c: Context<ElasticEnv>): Response {
  if (error instanceof IngestFault) {
    return elasticFault(error.kind, error.message, error.retryAfterSeconds);
  }
  const requestId = c.get('requestId');
  logError('elasticsearch.failed', error, { requestId });
  return elasticError(500, 'exception', `Something went wrong; its request is ${requestId}.`);
}

const SHARDS = { total: 1, successful: 1, failed: 0 };

const INDEX = '/:index{[^_/][^/]*}';

/**
 * What only has to do with documents, and with names that no page of the UI has. `events` is the type
 * that rsyslog gives documents unless it is told another.
 */
const documentRoutes = new Hono<ElasticEnv>()
  .on(['POST', 'PUT'], ['/_bulk', '/_bulk/', `${INDEX}/_bulk`, `${INDEX}/_bulk/`], takeBulk)
  .on('POST', [`${INDEX}/_doc`, `${INDEX}/_doc/`, `${INDEX}/events`], (c) =>
    takeDocument(c, 'index'),
  )
  .on(['POST', 'PUT'], `${INDEX}/_doc/:id`, (c) => takeDocument(c, 'index'))
  .on(['POST', 'PUT'], `${INDEX}/_create/:id`, (c) => takeDocument(c, 'create'))
  .on(['GET', 'POST'], [`${INDEX}/_refresh`, `${INDEX}/_flush`], (c) =>
    c.json({ _shards: SHARDS }),
  );

/** Names of indices and aliases: every one is there, and may be made. */
const indexRoutes = new Hono<ElasticEnv>()
  .get(INDEX, (c) =>
    c.json({ [c.req.param('index')]: { aliases: {}, mappings: {}, settings: {} } }),
  )
  .put(INDEX, (c) =>
    c.json({ acknowledged: true, shards_acknowledged: true, index: c.req.param('index') }),
  );

function info(c: Context<ElasticEnv>): Response {
  return c.json(serverInfo(c.req.header('user-agent'), c.req.header('accept')));
}

/** What is not there; with a slash at its end, the server itself. */
function unknown(c: Context<ElasticEnv>): Response {
  const { method, path } = c.req;
  if (/^\/elastic\/$/.test(path) && (method === 'GET' || method === 'HEAD')) return info(c);
  return elasticError(400, 'illegal_argument_exception', `no handler for [${method} ${path}]`);
}

/** Everything that an Elasticsearch server has for shippers, below a path of its own. */
export const elasticRoutes: Hono<ElasticEnv> = new Hono<ElasticEnv>()
  .onError(faultAnswer)
  .use(asElasticsearch)
  .get('/', info)
  .route('/', setUpRoutes)
  .route('/', documentRoutes)
  .route('/', indexRoutes)
  .all('*', unknown);

/**
 * The same for shippers that cannot be given a path, beside the UI: what begins with an underscore,
 * and the documents of an index.
 */
export const elasticRootRoutes: Hono<ElasticEnv> = new Hono<ElasticEnv>()
  .onError(faultAnswer)
  .use('/_*', asElasticsearch)
  .use(`${INDEX}/_bulk/*`, asElasticsearch)
  .use(`${INDEX}/_doc/*`, asElasticsearch)
  .use(`${INDEX}/_create/*`, asElasticsearch)
  .use(`${INDEX}/events`, asElasticsearch)
  .use(`${INDEX}/_refresh`, asElasticsearch)
  .use(`${INDEX}/_flush`, asElasticsearch)
  .get('/', anyone, async (c, next) => {
    // The UI is here, too; people's browsers send no such header.
    if (c.req.header('authorization') === undefined) return await c.env.ASSETS.fetch(c.req.raw);
    return await asElasticsearch(c, next);
  })
  .get('/', info)
  .route('/', setUpRoutes)
  .route('/', documentRoutes)
  .all('/_*', unknown);

async function takeBulk(c: Context<ElasticEnv>): Promise<Response> {
  const startedAt = Date.now();
  const body = await readWholeContent(c.req.raw);
  const items = readBulk(body);
  if ('reason' in items) return elasticError(400, 'illegal_argument_exception', items.reason);
  if (items.length === 0) throw new IngestFault('empty', 'request body is required');
  const fault = await keep(c, items).then(() => undefined, refusedForNow);
  if (fault !== undefined && !takesItems(c)) throw fault;
  const tookMs = Date.now() - startedAt;
  const answer = bulkAnswer(items, c.req.param('index'), randomHex(8), tookMs, fault?.message);
  const retryAfter = fault?.retryAfterSeconds;
  return new Response(answer, {
    headers: {
      'content-type': 'application/json',
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
    },
  });
}

/** The fault of documents that may come again later. Throws any other. */
function refusedForNow(error: unknown): IngestFault {
  if (error instanceof IngestFault && isPassing(error)) return error;
  throw error;
}

function takesItems(c: Context<ElasticEnv>): boolean {
  return retriesItems(c.req.header('user-agent'), c.req.header('x-elastic-client-meta'));
}

/** One document, whose id is in the path or is made up. */
async function takeDocument(c: Context<ElasticEnv>, action: 'index' | 'create'): Promise<Response> {
  const body = await readWholeContent(c.req.raw);
  const flat = body.map((byte) => (byte === 0x0a || byte === 0x0d ? 0x20 : byte));
  const items = readBulk(joinLines([new TextEncoder().encode(`{"${action}":{}}`), flat]));
  if ('reason' in items) throw new IngestFault('empty', 'request body is required');
  const [item] = items;
  if (item?.fault !== undefined) {
    return elasticError(400, 'document_parsing_exception', item.fault);
  }
  await keep(c, items);
  const id = c.req.param('id') ?? randomHex(10);
  return c.json(
    { _index: c.req.param('index'), _id: id, _version: 1, result: 'created', _shards: SHARDS },
    201,
  );
}

async function keep(c: Context<ElasticEnv>, items: readonly BulkItem[]): Promise<void> {
  const lines = items.flatMap(({ line }) => (line === undefined ? [] : [line]));
  if (lines.length === 0) return;
  const part = { context: {}, framing: 'lines', bytes: joinLines(lines) } as const;
  await acceptPart(c.env, c.get('owner'), part);
}
