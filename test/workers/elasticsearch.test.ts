import { env } from 'cloudflare:workers';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { request, signUp, untilDone } from './member.ts';
import type { Member } from './member.ts';

const DOCUMENT = JSON.stringify({ EventID: 5, Channel: 'Other', Hostname: 'h' });
const BULK = `{"create":{"_index":"logs"}}\n${DOCUMENT}\n`;

let member: Member;
let token: string;

beforeAll(async () => {
  member = await signUp('Elastic');
  ({ token } = await member.createSource());
});

function elastic(method: string, path: string, body?: BodyInit, headers: object = {}) {
  return request(path, {
    method,
    headers: { authorization: `ApiKey ${btoa(`id:${token}`)}`, ...headers },
    ...(body === undefined ? {} : { body }),
  });
}

describe.each(['', '/elastic'])('below %j', (base) => {
  test.each([
    ['GET', '/', { tagline: 'You Know, for Search' }],
    ['GET', '/_license?human=false', { license: { status: 'active', type: 'basic' } }],
    ['GET', '/_xpack', { license: { status: 'active' } }],
    ['GET', '/_cluster/health', { status: 'green' }],
    ['GET', '/_nodes/http', { nodes: { grapnel: { http: {} } } }],
    ['GET', '/_index_template/filebeat-8', { index_templates: [{ name: 'filebeat-8' }] }],
    ['PUT', '/_index_template/filebeat-8', { acknowledged: true }],
    ['PUT', '/_template/filebeat', { acknowledged: true }],
    ['GET', '/_ilm/policy/filebeat', { filebeat: {} }],
    ['PUT', '/_ilm/policy/filebeat', { acknowledged: true }],
    ['GET', '/_data_stream/filebeat', { data_streams: [{ name: 'filebeat' }] }],
    ['PUT', '/_data_stream/filebeat', { acknowledged: true }],
    ['GET', '/_ingest/pipeline/x', { x: {} }],
    ['PUT', '/_ingest/pipeline/x', { acknowledged: true }],
  ])('%s %s', async (method, path, answer) => {
    const response = await elastic(method, base + path, method === 'PUT' ? '{}' : undefined);
    expect(response.status).toBe(200);
    expect(response.headers.get('x-elastic-product')).toBe('Elasticsearch');
    expect(await response.json()).toMatchObject(answer);
  });

  test.each(['/', '/_license', '/_index_template/x', '/_template/x', '/_ilm/policy/x'])(
    'HEAD %s',
    async (path) => {
      const response = await elastic('HEAD', base + path);
      expect(response.status).toBe(200);
      expect(response.headers.get('x-elastic-product')).toBe('Elasticsearch');
      expect(await response.text()).toBe('');
    },
  );

  test.each(['/_bulk', '/_bulk/', '/logs/_bulk', '/logs/_bulk/', '/_bulk?pipeline=x&timeout=1m'])(
    'documents are taken at %s',
    async (path) => {
      for (const method of ['POST', 'PUT']) {
        const response = await elastic(method, base + path, BULK);
        expect(response.status).toBe(200);
        expect(await response.json()).toMatchObject({
          errors: false,
          items: [{ create: { _index: 'logs', status: 201 } }],
        });
      }
    },
  );

  test('one document is taken', async () => {
    const response = await elastic('POST', `${base}/logs/_doc`, '{\n"x": 1\n}');
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ _index: 'logs', result: 'created' });
    expect((await elastic('PUT', `${base}/logs/_create/7`, DOCUMENT)).status).toBe(201);
    expect((await elastic('POST', `${base}/logs/_doc`, '[1]')).status).toBe(400);
  });
});

test('names of indices and aliases are there below the path that is the server’s alone', async () => {
  expect((await elastic('HEAD', '/elastic/logstash')).status).toBe(200);
  const made = await elastic('PUT', '/elastic/%3Clogstash-%7Bnow%2Fd%7D-000001%3E', '{}');
  expect(await made.json()).toMatchObject({ acknowledged: true });
});

test('answers are of the type that the client asks for', async () => {
  const type = 'application/vnd.elasticsearch+json; compatible-with=9';
  const response = await elastic('POST', '/_bulk', BULK, {
    accept: type,
    'content-type': 'application/vnd.elasticsearch+x-ndjson; compatible-with=9',
  });
  expect(response.headers.get('content-type')).toBe(type);
});

test('compressed documents are records; each item has its own answer, and faults are rejects', async () => {
  const other = await signUp('Bulk');
  const { token } = await other.createSource();
  const body = `${BULK}{"index":{}}\n{"broken\n{"delete":{"_id":"1"}}\n${BULK}`;
  const response = await elastic('POST', '/_bulk', gzipSync(body), {
    authorization: `Basic ${btoa(`elastic:${token}`)}`,
    'content-encoding': 'gzip',
  });
  const text = await response.text();
  expect(text).toContain('"errors":true,"items":[');
  const { items } = JSON.parse(text) as { items: Record<string, { status: number }>[] };
  expect(items.flatMap((item) => Object.values(item).map(({ status }) => status))).toEqual([
    201, 400, 404, 201,
  ]);
  const [upload] = await untilDone(other);
  expect(upload?.records).toEqual({ received: 3, accepted: 0, rejected: 1, ignored: 2 });
});

describe('what is refused', () => {
  test.each<[string, number, string, BodyInit, Record<string, string>]>([
    ['no token', 401, 'security_exception', BULK, { authorization: '' }],
    ['a wrong token', 401, 'security_exception', BULK, { authorization: 'Bearer grp_0' }],
    ['nothing', 400, 'parse_exception', '', {}],
    ['no action', 400, 'illegal_argument_exception', '{"x":1}\n', {}],
    ['broken gzip', 400, 'illegal_argument_exception', BULK, { 'content-encoding': 'gzip' }],
    [
      'a gzip bomb',
      413,
      'content_too_long_exception',
      gzipSync(new Uint8Array(40 * 1_048_576)),
      { 'content-encoding': 'gzip' },
    ],
  ])('%s', async (_, status, type, body, headers) => {
    const response = await elastic('POST', '/_bulk', body, headers);
    expect(response.status).toBe(status);
    expect(response.headers.get('x-elastic-product')).toBe('Elasticsearch');
    if (status === 401) expect(response.headers.get('www-authenticate')).toContain('ApiKey');
    expect(await response.json()).toMatchObject({ status, error: { type } });
  });

  test('a source that may send no more is told so as every client understands it', async () => {
    const other = await signUp('Rejected');
    const { token, source } = await other.createSource();
    await env.DB.prepare('UPDATE sources SET bytes_per_day = 1 WHERE id = ?').bind(source.id).run();
    const response = await elastic('POST', '/_bulk', BULK, { authorization: `Bearer ${token}` });
    expect(response.status).toBe(429);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await response.json()).toMatchObject({
      error: { type: 'es_rejected_execution_exception' },
    });
    // Those who look at every item are told item by item; what can never be taken is no 429.
    const mixed = `${BULK}{"create":{}}\nno object\n{"delete":{"_id":"1"}}\n`;
    for (const client of [
      { 'user-agent': 'Elastic-filebeat/8.15.0 (linux)' },
      { 'x-elastic-client-meta': 'es=8.19.0,js=24' },
    ]) {
      const items = await elastic('POST', '/_bulk', mixed, {
        authorization: `Bearer ${token}`,
        ...client,
      });
      expect(items.status).toBe(200);
      expect(Number(items.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await items.json()).toMatchObject({
        errors: true,
        items: [
          { create: { status: 429, error: { type: 'es_rejected_execution_exception' } } },
          { create: { status: 400 } },
          { delete: { status: 404 } },
        ],
      });
    }
    expect(await other.uploads()).toEqual([]);
  });

  test('what an Elasticsearch has beside it is not there', async () => {
    expect((await elastic('GET', '/_search')).status).toBe(400);
    expect((await elastic('GET', '/elastic/x/y/z')).status).toBe(400);
  });
});
