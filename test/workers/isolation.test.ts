import { env } from 'cloudflare:workers';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sampleAttack } from '../../core/sample/sample-attack.ts';
import { SCOPES } from '../../core/contract/roles.ts';
import type { Hit } from '../../core/detect/hit.ts';
import type { NodeId, Ref } from '../../core/graph/id.ts';
import { inboxStub, shardStub, tenantStub } from '../../durable-objects/stubs.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { app } from '../../workers/api/app.ts';
import { declaredRoutes } from '../../workers/api/declaration.ts';
import { join, push, request, signUp, untilDone } from './member.ts';
import type { Member } from './member.ts';

// Law 6, taken from the code itself: every route and every method of an object is called by another
// tenant with everything that this one has. A new route or method fails until it is told how here.

/** All that the tenant has: its ids, and strings that only it has sent. */
interface Owned {
  readonly tenant: string;
  readonly source: string;
  readonly token: string;
  readonly apiToken: string;
  readonly member: string;
  readonly session: string;
  readonly invitation: string;
  readonly lens: string;
  readonly upload: string;
  readonly rule: string;
  /** The name of an object of R2, below the tenant's. */
  readonly object: string;
  readonly analyzer: string;
  readonly hit: string;
}

const MARK = `mark${crypto.randomUUID().slice(0, 8)}`;

let acme: Member;
let other: Member;
let otherToken: string;
let owned: Owned;
let hit: Hit | undefined;

beforeAll(async () => {
  acme = await signUp(MARK);
  other = await signUp('Other');
  await join(acme, 'analyst');
  const { source, token } = await acme.createSource(MARK);
  for (const { body } of sampleAttack(Date.UTC(2026, 0, 1)))
    await push(token, body.replaceAll('WS-FINANCE-07', MARK));
  await untilDone(acme);
  const invited = await acme.post('/api/invitations', {
    email: `${MARK}@x.example`,
    role: 'admin',
  });
  const wanted = { name: MARK, scopes: SCOPES, expiresInDays: null };
  const made = await acme.post('/api/api-tokens', wanted);
  await acme.post('/api/rules/import', {
    pack: MARK,
    files: [{ path: 'a.yml', text: RULE }],
  });
  const [session] = (await read<{ sessions: { id: string }[] }>(acme, '/api/sessions')).sessions;
  const { members } = await read<{ members: { id: string }[] }>(acme, '/api/members');
  const [lens] = await acme.lenses();
  const stored = await env.UPLOADS.list({ prefix: `${acme.tenantId}/` });
  const { rows } = await read<{ rows: { analyzerId: string }[] }>(acme, `/api/lenses/${lens?.id}`);
  const hits = await tenantStub(env, acme.tenantId as TenantId).lensHits(
    lens?.id as NodeId,
    rows[0]?.analyzerId ?? '',
  );
  [hit] = hits;
  await acme.put(`/api/analyzers/${MARK}`, { source: PATTERN, basedOn: null });
  await acme.post('/api/mappings', { source: MAPPING });
  owned = {
    analyzer: MARK,
    hit: hit?.id ?? '',
    tenant: acme.tenantId,
    source: source.id,
    token: source.tokens[0]?.id ?? '',
    apiToken: (await made.json<{ summary: { id: string } }>()).summary.id,
    member: members[1]?.id ?? '',
    session: session?.id ?? '',
    invitation: (await invited.json<{ id: string }>()).id,
    lens: lens?.id ?? '',
    upload: '1',
    rule: '11111111-2222-4333-8444-555555555555',
    object: stored.objects[0]?.key.slice(acme.tenantId.length + 1) ?? '',
  };
  expect(Object.values(owned)).not.toContain('');
  const wantedByOther = { name: 'all', scopes: SCOPES, expiresInDays: null };
  otherToken = (
    await (await other.post('/api/api-tokens', wantedByOther)).json<{ token: string }>()
  ).token;
});

const RULE = `title: ${MARK}
id: 11111111-2222-4333-8444-555555555555
status: test
logsource: { product: windows, category: process_creation }
detection: { selection: { Image|endswith: '${MARK}.exe' }, condition: selection }
level: low
`;

const PATTERN = `id: ${MARK}
title: Tool {child.name} started by {parent.name}
description: A tool that nobody here uses.
risk: 30
level: medium
techniques: [T1588.002]
lens: [asset]
nodes:
  parent: { type: process }
  child: { type: process, where: { name: ${MARK}.exe } }
edges: [[parent, children, child]]
`;

const MAPPING = `name: ${MARK}
when: { device: ${MARK} }
time: at
asset: { host: gate }
nodes:
  badge: { type: principal, principal: badge }
  seen_at: { type: address, ip: ip }
edges: [badge principal_from seen_at]
`;

/** What stands for each parameter, by the part of the path before it. */
const PARAMETERS: Readonly<Record<string, keyof Owned>> = {
  sources: 'source',
  tokens: 'token',
  'api-tokens': 'apiToken',
  members: 'member',
  invitations: 'invitation',
  organisations: 'tenant',
  sessions: 'session',
  lenses: 'lens',
  nodes: 'lens',
  evidence: 'upload',
  uploads: 'upload',
  analyzers: 'analyzer',
  hits: 'hit',
  objects: 'object',
  rules: 'rule',
};

/** Bodies that are in order, so that nothing but the tenant keeps a request from its work. */
const BODIES: Readonly<Record<string, () => unknown>> = {
  'PUT /api/sources/:id/quota': () => ({ bytesPerDay: 1 }),
  'PUT /api/sources/:id/aws-access': () => ({
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  }),
  'POST /api/sources/:id/tokens/:token/rotate': () => ({ graceSeconds: 0 }),
  'POST /api/api-tokens/:id/rotate': () => ({ graceSeconds: 0 }),
  'PATCH /api/members/:id': () => ({ role: 'viewer' }),
  'PUT /api/analyzers/:id': () => ({ source: PATTERN, basedOn: 1 }),
  'PATCH /api/analyzers': () => ({ ids: [MARK], state: 'off' }),
  'PATCH /api/rules': () => ({ ids: [owned.rule], state: 'off' }),
};

const routes = declaredRoutes(app.routes).flatMap(({ method, path, declaration }) =>
  declaration.who === 'member' || declaration.who === 'signed in'
    ? [{ method, path, scope: declaration.who === 'member' ? declaration.scope : undefined }]
    : [],
);

const named = routes.filter(({ path }) => path.includes(':'));

/** These leave the tenant that calls them. */
const LEAVING = ['DELETE /api/membership', 'DELETE /api/sessions', 'POST /api/sign-out'];

describe('another tenant', () => {
  test.each(named)('$method $path with its ids: as if they were not', async (route) => {
    const before = await everythingOf(acme);
    const path = filled(route.path);
    const calls = [await other.send(path, bodyOf(route.method, route.path))];
    if (route.scope !== undefined) {
      const { headers, ...init } = bodyOf(route.method, route.path);
      const authorization = `Bearer ${otherToken}`;
      // With the cookie of the tenant, too: the header decides.
      calls.push(
        await request(path, { ...init, headers: { ...headers, authorization } }),
        await acme.send(path, { ...init, headers: { ...headers, authorization } }),
      );
    }
    // Under a name of the tenant's own choice, its own is made or changed.
    const isOwnName = `${route.method} ${route.path}` === 'PUT /api/analyzers/:id';
    for (const answer of calls) {
      expect(isOwnName ? [204, 409] : [403, 404]).toContain(answer.status);
      expectNothingOf(await answer.text(), path);
    }
    expect(await everythingOf(acme)).toEqual(before);
  });

  const unnamed = routes.filter(
    ({ method, path }) => !path.includes(':') && !LEAVING.includes(`${method} ${path}`),
  );
  test.each(unnamed)('$method $path: nothing of it is told or changed', async (route) => {
    const before = await everythingOf(acme);
    const query = new URLSearchParams({ q: MARK, actor: acme.email, tenant: owned.tenant });
    for (const path of [route.path, `${route.path}?q=${MARK}`, `${route.path}?${query}`]) {
      const answer = await other.send(path, bodyOf(route.method, route.path));
      expectNothingOf(await answer.text(), path);
    }
    expect(await everythingOf(acme)).toEqual(before);
  });
});

const us = (): TenantId => other.tenantId as TenantId;
const nodes = (): NodeId[] => [owned.lens as NodeId];

describe('the objects of another tenant', () => {
  const query = { text: MARK, type: undefined, property: undefined };
  const quota = { bytesPerDay: 1_000_000 };
  const delivery = { part: new Uint8Array(1), hash: '0'.repeat(32), records: 1 };
  const nothing = { refs: [], texts: [], rows: new Float64Array() };
  const CALLS: Readonly<Record<string, Readonly<Record<string, () => Promise<unknown>>>>> = {
    Tenant: {
      placeAssets: async () => await tenantStub(env, us()).placeAssets([owned.lens as Ref], [], 1),
      shards: async () => await tenantStub(env, us()).shards(),
      describeShards: async () => await tenantStub(env, us()).describeShards(),
      correlate: async () => await tenantStub(env, us()).correlate(0, []),
      syncRules: async () => await tenantStub(env, us()).syncRules(0),
      analyzerHits: async () => await tenantStub(env, us()).analyzerHits(),
      retain: async () => await tenantStub(env, us()).retain(0),
      erase: async () => await ended(tenantStub(env, us()).erase()),
      lensHits: async () =>
        await tenantStub(env, us()).lensHits(owned.lens as NodeId, hit?.analyzer ?? ''),
      findHit: async () => await tenantStub(env, us()).findHit(owned.hit),
      openLens: async () => await tenantStub(env, us()).openLens(owned.lens as NodeId),
      announceUpload: async () => await tenantStub(env, us()).announceUpload(1, 'done'),
      fetch: async () =>
        (await tenantStub(env, us()).fetch('https://x', { headers: { upgrade: 'websocket' } }))
          .status,
    },
    GraphShard: {
      observe: async () => await shardStub(env, us(), 0).observe(nothing),
      confirmHits: async () => await shardStub(env, us(), 0).confirmHits(0),
      retain: async () => await shardStub(env, us(), 0).retain(0),
      erase: async () => await ended(shardStub(env, us(), 0).erase()),
      stats: async () => await shardStub(env, us(), 0).stats(),
      lensGraph: async () => await shardStub(env, us(), 0).lensGraph(nodes(), true),
      expandNodes: async () => await shardStub(env, us(), 0).expandNodes(nodes()),
      findExactly: async () => await shardStub(env, us(), 0).findExactly(query),
      searchStep: async () => await shardStub(env, us(), 0).searchStep(query, { property: 0 }),
      useAnalyzers: async () => await shardStub(env, us(), 0).useAnalyzers(0),
      pastStep: async () =>
        await shardStub(env, us(), 0).pastStep([PATTERN], { from: 0, to: 9e15 }),
      explainHit: async () => await shardStub(env, us(), 0).explainHit(hit as Hit, 0),
      aliasesOf: async () => await shardStub(env, us(), 0).aliasesOf(nodes()),
      explainIdentity: async () =>
        await shardStub(env, us(), 0).explainIdentity(nodes()[0] as NodeId),
      exportGraph: async () =>
        await new Response(await shardStub(env, us(), 0).exportGraph()).text(),
    },
    Inbox: {
      append: async () => await inboxStub(env, us(), owned.source).append(delivery, quota),
      admit: async () => await inboxStub(env, us(), owned.source).admit(1, quota),
      erase: async () => await ended(inboxStub(env, us(), owned.source).erase()),
      usage: async () => await inboxStub(env, us(), owned.source).usage(),
      settle: async () => await inboxStub(env, us(), owned.source).settle(1),
    },
  };
  /** What the platform calls, and nobody else can. */
  const OF_PLATFORM = ['constructor', 'alarm', 'webSocketClose', 'webSocketMessage'];

  test.each(Object.keys(CALLS))('%s: every method is called below', async (name) => {
    const object = (await import('../../workers/index.ts'))[name as 'Tenant'];
    const methods = Object.getOwnPropertyNames(object.prototype);
    expect(Object.keys(CALLS[name] ?? {}).sort()).toEqual(
      methods.filter((method) => !OF_PLATFORM.includes(method)).sort(),
    );
  });

  const calls = Object.entries(CALLS).flatMap(([object, methods]) =>
    Object.entries(methods).map(([method, call]) => ({ object, method, call })),
  );
  test.each(calls)('$object: $method knows nothing of it', async ({ call }) => {
    const before = await everythingOf(acme);
    expectNothingOf(JSON.stringify(await call()) ?? '', owned.lens);
    expect(await everythingOf(acme)).toEqual(before);
  });

  test('the ids do lead to something in its own objects', async () => {
    const shard = shardStub(env, owned.tenant as TenantId, 0);
    expect(JSON.stringify(await shard.findExactly(query))).toContain(owned.lens);
  });
});

// Some calls end memberships and sessions of the other tenant; it must go on being a real one.
beforeEach(async () => {
  if (other !== undefined && (await other.get('/api/session')).status !== 200)
    other = await other.again();
});

function filled(path: string): string {
  const parts = path.replace(/\{[^}]*\}+/g, '').split('/');
  return parts
    .map((part, at) => {
      if (!part.startsWith(':')) return part;
      if (part === ':record') return '1';
      if (part === ':name') return MARK;
      const stands = PARAMETERS[parts[at - 1] ?? ''];
      if (stands === undefined) throw new Error(`say what stands for ${part} in ${path}`);
      return owned[stands];
    })
    .join('/');
}

function bodyOf(
  method: string,
  path: string,
): { method: string; headers: Record<string, string>; body: string | null } {
  const body = BODIES[`${method} ${path.replace(/\{[^}]*\}+/g, '')}`]?.() ?? {};
  return {
    method,
    headers: { 'content-type': 'application/json' },
    body: method === 'GET' ? null : JSON.stringify(body),
  };
}

/** Nothing of the tenant is in a text, but what was sent to get it. */
function expectNothingOf(text: string, sent: string): void {
  const secrets = [...Object.values(owned).filter((value) => value !== '1'), MARK, acme.email];
  const told = secrets.filter((secret) => text.replaceAll(sent, '').includes(secret));
  expect(told.filter((secret) => !sent.includes(secret))).toEqual([]);
}

/** What an object that ends says is not of interest. */
async function ended(call: Promise<void>): Promise<void> {
  await call.then(
    () => undefined,
    () => undefined,
  );
}

/** Every row of D1 that is the tenant's, and every object of R2. */
async function everythingOf({ tenantId }: Member): Promise<unknown> {
  const { results } = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND instr(sql, '`tenant_id`') > 0",
  ).all<{ name: string }>();
  const rows: unknown[] = [];
  for (const { name } of results) {
    const of = await env.DB.prepare(`SELECT * FROM ${name} WHERE tenant_id = ?`)
      .bind(tenantId)
      .all();
    rows.push([name, of.results]);
  }
  const { objects } = await env.UPLOADS.list({ prefix: `${tenantId}/` });
  return [rows, objects.map(({ key, etag }) => [key, etag])];
}

async function read<T>(member: Member, path: string): Promise<T> {
  return await (await member.get(path)).json<T>();
}
