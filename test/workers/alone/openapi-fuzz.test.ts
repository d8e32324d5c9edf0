import { env } from 'cloudflare:workers';
import * as fc from 'fast-check';
import * as z from 'zod';
import { beforeAll, describe, expect, test } from 'vitest';
import type { LensDetail, LensHits } from '../../../core/contract/lenses.ts';
import { hostileText, nearlyOf, valueOf } from '../../openapi/json-arbitrary.ts';
import type { Schema } from '../../openapi/json-arbitrary.ts';
import { operationsOf, withDefinitions } from '../../openapi/operations.ts';
import type { Operation, Parameter } from '../../openapi/operations.ts';
import { request, signUp } from '../member.ts';
import { makeVictim } from '../victim.ts';
import type { Victim } from '../victim.ts';

/** Requests for each route; more by GRAPNEL_FUZZ_RUNS. */
const RUNS = Number(env.TEST_FUZZ_RUNS);

/** What ends the session that it is called with: each call is somebody's who signs up for it. */
const ENDS_SESSIONS = new Set([
  'POST /api/sign-out',
  'DELETE /api/sessions',
  'DELETE /api/sessions/{id}',
]);

/** Answered by the platform, not as a response that can be read. */
const NO_RESPONSE = 101;

const ORDER = ['GET', 'HEAD', 'PUT', 'POST', 'PATCH', 'DELETE'];

const api = env.TEST_OPENAPI;
/** What takes things away comes after what looks at them. */
const operations = operationsOf(api).toSorted(
  (a, b) => ORDER.indexOf(a.method) - ORDER.indexOf(b.method),
);

let tenant: Victim;
let apiToken: string;
let ingestToken: string;
/** What there is to name in a path, by the segment before it. */
let known: Readonly<Record<string, string>>;
/** The best status that each route has answered with. */
const best = new Map<string, number>();

beforeAll(async () => {
  tenant = await makeVictim();
  const made = await tenant.member.post('/api/api-tokens', {
    name: 'fuzzer',
    scopes: ['read', 'triage', 'manage'],
    expiresInDays: null,
  });
  ({ token: apiToken } = await made.json<{ token: string }>());
  ({ token: ingestToken } = await tenant.member.createSource('of the fuzzer'));
  await tenant.member.put('/api/value-lists/names', { values: ['a'] });
  const list = { name: 'a list', risk: 10, text: 'evil.example' };
  await tenant.member.put('/api/indicators/a list', list);
  const detail = await tenant.member.get(`/api/lenses/${tenant.lensId}`);
  const { rows } = await detail.json<LensDetail>();
  const answer = await tenant.member.get(
    `/api/lenses/${tenant.lensId}/hits?analyzer=${rows[0]?.analyzerId}`,
  );
  const { hits } = await answer.json<LensHits>();
  known = {
    sources: tenant.sourceId,
    tokens: tenant.tokenId,
    lenses: tenant.lensId,
    nodes: tenant.nodeIds[0] ?? '',
    rules: tenant.ruleId,
    packs: tenant.pack,
    mappings: tenant.mapping,
    analyzers: tenant.analyzer,
    members: tenant.memberId,
    'api-tokens': tenant.apiTokenId,
    invitations: tenant.invitationCode,
    organisations: tenant.member.tenantId,
    objects: tenant.objectName,
    uploads: '1',
    evidence: '1',
    '{upload}': '1',
    indicators: 'a list',
    investigations: tenant.investigation,
    '{id}': tenant.nodeIds[0] ?? '',
    'asset-groups': tenant.assetGroup,
    views: tenant.view,
    sessions: tenant.session,
    'value-lists': 'names',
    hits: hits[0]?.id ?? '',
  };
}, 120_000);

interface Call {
  readonly path: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: BodyInit | null;
  readonly type: string;
  readonly who: 'session' | 'token' | 'nobody' | 'nonsense';
}

describe('every route answers what its description says, whatever it is sent', () => {
  test.each(operations)('$name', { timeout: 120_000 }, async (operation) => {
    await fc.assert(
      fc.asyncProperty(callOf(operation), async (call) => {
        await check(operation, call);
      }),
      {
        numRuns: ENDS_SESSIONS.has(operation.name) ? Math.min(RUNS, 4) : RUNS,
        endOnFailure: true,
      },
    );
  });
});

describe('the fuzzer', () => {
  test.skipIf(RUNS < 10)(
    'has seen more than half of the routes of the API do what they are for',
    () => {
      const ofApi = [...best].filter(([name]) => name.includes(' /api/'));
      const never = ofApi.filter(([, status]) => status >= 400).map(([name]) => name);
      expect(never.length, never.join('\n')).toBeLessThan(ofApi.length / 2);
    },
  );

  test('has not ended the session that it calls with', async () => {
    expect((await tenant.member.get('/api/session')).status).toBe(200);
  });
});

async function check(operation: Operation, call: Call): Promise<void> {
  const response = await send(operation, call);
  const { status } = response;
  best.set(operation.name, Math.min(best.get(operation.name) ?? 999, status));
  if (status === NO_RESPONSE) {
    response.webSocket?.accept();
    response.webSocket?.close();
    return;
  }
  const text = await response.text();
  // 503 is said on purpose, by a code of its own: what the service cannot do just now, or at all.
  if (status !== 503) expect(status, text).toBeLessThan(500);
  expect([...operation.responses.keys()], text).toContain(status);
  expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  const content = operation.responses.get(status) ?? {};
  const type = response.headers.get('content-type')?.split(';', 1)[0];
  if (text === '') return;
  expect(Object.keys(content), `${status} ${text.slice(0, 200)}`).toContain(type);
  const schema = type === undefined ? undefined : content[type]?.schema;
  if (schema === undefined || type?.endsWith('json') !== true) return;
  const read = readerOf(schema).safeParse(JSON.parse(text));
  expect(read.error?.issues ?? [], text.slice(0, 500)).toEqual([]);
}

async function send({ name, method, path }: Operation, call: Call): Promise<Response> {
  const at = path.replace(/\{(\w+)\}/g, (_, key: string) =>
    encoded(call.path[key] ?? knownAt(path, key)),
  );
  const query = new URLSearchParams(given(call.query)).toString();
  const member = ENDS_SESSIONS.has(name) ? await signUp('Passing') : tenant.member;
  const ingest = name.includes(' /api/') ? apiToken : ingestToken;
  const authorization = {
    session: undefined,
    nobody: undefined,
    token: `Bearer ${name.includes(' /operator/') ? env.OPERATOR_TOKEN : ingest}`,
    nonsense: 'Bearer no-such-token',
  }[call.who];
  return await request(`${at}${query === '' ? '' : `?${query}`}`, {
    method,
    headers: {
      ...given(call.headers),
      ...(call.who === 'session' && { cookie: member.cookie }),
      ...(authorization !== undefined && { authorization }),
      ...(call.type !== '' && { 'content-type': call.type }),
    },
    body: method === 'GET' ? null : call.body,
    redirect: 'manual',
  });
}

function given(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

/** Lone surrogates have no encoding. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function callOf(operation: Operation): fc.Arbitrary<Call> {
  const of = (place: Parameter['in']) => operation.parameters.filter((each) => each.in === place);
  const isOpen = operation.schemes.length === 0;
  return fc.record({
    path: fc.record(Object.fromEntries(of('path').map((each) => [each.name, pathText(each)]))),
    query: fc.record(Object.fromEntries(of('query').map((each) => [each.name, queryText(each)])), {
      requiredKeys: [],
    }),
    headers: fc.record(Object.fromEntries(of('header').map(({ name }) => [name, headerText])), {
      requiredKeys: [],
    }),
    body: bodyOf(operation),
    type: fc.oneof(
      { weight: 9, arbitrary: fc.constant('application/json') },
      {
        weight: 1,
        arbitrary: fc.constantFrom('', 'text/plain', 'application/zip', 'application/x-protobuf'),
      },
    ),
    who: isOpen
      ? fc.constantFrom('nobody', 'session')
      : fc.oneof(
          {
            weight: 8,
            arbitrary: fc.constant(
              operation.schemes.includes('session') ? ('session' as const) : ('token' as const),
            ),
          },
          { weight: 2, arbitrary: fc.constant('token' as const) },
          { weight: 1, arbitrary: fc.constantFrom('nobody' as const, 'nonsense' as const) },
        ),
  });
}

/** What is not there, or nothing: then what is there is named. */
function pathText({ schema }: Parameter): fc.Arbitrary<string | undefined> {
  const absent =
    schema.pattern === undefined
      ? fc.stringMatching(/^[\w-]{1,20}$/)
      : fc.stringMatching(new RegExp(schema.pattern));
  const hostile = hostileText.filter((text) => !/^\.|\//.test(text));
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    { weight: 3, arbitrary: absent },
    { weight: 1, arbitrary: hostile },
  );
}

function knownAt(path: string, parameter: string): string {
  const segments = path.split('/');
  return known[segments[segments.indexOf(`{${parameter}}`) - 1] ?? ''] ?? 'x';
}

function queryText({ schema }: Parameter): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 9, arbitrary: valueOf(schema).map(String) },
    { weight: 1, arbitrary: hostileText },
  );
}

/** Headers are bytes, of which some are no header. */
const headerText = fc.stringMatching(/^[!-~]{0,40}$/);

const LINES = [
  '{"EventID":1}',
  '{"create":{}}\n{"EventID":1}\n',
  '{"event":{"EventID":1}}',
  '{"records":[{"data":"e30="}],"requestId":"r"}',
  '{"acks":[1]}',
  '{"resourceLogs":[]}',
];

function bodyOf({ body, takesAny }: Operation): fc.Arbitrary<BodyInit | null> {
  if (body !== undefined) {
    return fc.oneof(
      { weight: 6, arbitrary: valueOf(body).map((value) => JSON.stringify(value)) },
      { weight: 3, arbitrary: nearlyOf(body).map((value) => JSON.stringify(value) ?? '') },
      { weight: 1, arbitrary: fc.constantFrom('', '{', '[', 'null', '"', '{"a":') },
    );
  }
  if (!takesAny) return fc.constantFrom(null, '{}');
  return fc.oneof(
    fc.constantFrom(...LINES),
    fc.string({ maxLength: 100 }),
    fc.uint8Array({ maxLength: 100 }).map((bytes) => new Uint8Array(bytes)),
    fc.json({ maxDepth: 3 }),
  );
}

const readers = new Map<Schema, z.ZodType>();

function readerOf(schema: Schema): z.ZodType {
  const reader = readers.get(schema) ?? z.fromJSONSchema(withDefinitions(schema, api) as never);
  readers.set(schema, reader);
  return reader;
}
