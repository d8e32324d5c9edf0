import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import { sampleAttack } from '../../core/sample/sample-attack.ts';
import { SCOPES } from '../../core/contract/roles.ts';
import { packMatches } from '../../core/detect/sigma/correlate/packed-matches.ts';
import type { Hit } from '../../core/detect/hit.ts';
import type { NodeId, Ref } from '../../core/graph/id.ts';
import { inboxStub, listenRequest, shardStub, tenantStub } from '../../durable-objects/stubs.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { join, push, signUp, untilDone } from './member.ts';
import type { Member } from './member.ts';

// Law 6, taken from the code itself: every method of an object of another tenant is called with what
// this one has. A new method fails until it is told here how it is called.

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

const order = () => ({
  ids: [owned.lens],
  change: { do: 'tag' as const, add: ['mine'], remove: [] },
  by: other.email,
});
const exception = () => ({ analyzer: hit?.analyzer ?? '', where: {}, reason: 'mine' });
const channel = {
  kind: 'webhook' as const,
  name: 'mine',
  url: 'https://hooks.example/x',
  rule: { minScore: 50, types: [], tactics: [], stoppedAnalyzers: true },
};
const group = { name: 'mine', criticality: 'critical' as const };
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
      logMatches: async () => await tenantStub(env, us()).logMatches(packMatches([]), 0),
      exportBooks: async () => await tenantStub(env, us()).exportBooks({ table: 0, after: '' }),
      confirmMarks: async () => await tenantStub(env, us()).confirmMarks([owned.hit]),
      noteOverwork: async () => await tenantStub(env, us()).noteOverwork([owned.rule]),
      changeLenses: async () => await tenantStub(env, us()).changeLenses(order()),
      commentLens: async () =>
        await tenantStub(env, us()).commentLens(owned.lens as NodeId, 'mine', other.email),
      scoreLens: async () =>
        await tenantStub(env, us()).scoreLens(owned.lens as NodeId, undefined, {}),
      listExceptions: async () => await tenantStub(env, us()).listExceptions(),
      previewException: async () =>
        await tenantStub(env, us()).previewException(exception(), other.email),
      exceptionsOfFilter: async () =>
        await tenantStub(env, us()).exceptionsOfFilter({ text: `rules: [${owned.rule}]` }),
      addException: async () => await tenantStub(env, us()).addException(exception(), other.email),
      removeException: async () => await tenantStub(env, us()).removeException(owned.lens),
      listGroups: async () => await tenantStub(env, us()).listGroups(),
      putGroup: async () =>
        await tenantStub(env, us()).putGroup(owned.lens, { ...group, assets: [MARK] }, 'mine'),
      removeGroup: async () => await tenantStub(env, us()).removeGroup(owned.lens),
      listNotifications: async () => await tenantStub(env, us()).listNotifications(),
      addChannel: async () =>
        await tenantStub(env, us()).addChannel(channel, 'https://grapnel.example'),
      tellStopped: async () =>
        await tenantStub(env, us()).tellStopped(
          [['suspicious-svchost', { at: 1_000, why: 'hits' }]],
          0,
        ),
      testChannel: async () => await tenantStub(env, us()).testChannel(owned.lens),
      removeChannel: async () => await tenantStub(env, us()).removeChannel(owned.lens),
      analyzerHits: async () => await tenantStub(env, us()).analyzerHits(),
      retain: async () => await tenantStub(env, us()).retain(0),
      erase: async () => await ended(tenantStub(env, us()).erase()),
      lensHits: async () =>
        await tenantStub(env, us()).lensHits(owned.lens as NodeId, hit?.analyzer ?? ''),
      findHit: async () => await tenantStub(env, us()).findHit(owned.hit),
      openLens: async () => await tenantStub(env, us()).openLens(owned.lens as NodeId),
      announceUpload: async () => await tenantStub(env, us()).announceUpload(1, 'done'),
      announceInvestigation: async () => await tenantStub(env, us()).announceInvestigation('i', 1),
      recheckListeners: async () => await tenantStub(env, us()).recheckListeners(),
      fetch: async () => {
        const listener = { kind: 'session' as const, id: owned.session, role: 'owner' };
        const request = new Request('https://x', { headers: { upgrade: 'websocket' } });
        const { status, webSocket } = await tenantStub(env, us()).fetch(
          listenRequest(request, listener),
        );
        webSocket?.accept();
        webSocket?.close();
        return status;
      },
    },
    GraphShard: {
      observe: async () => await shardStub(env, us(), 0).observe(nothing),
      confirmHits: async () => await shardStub(env, us(), 0).confirmHits(0),
      mark: async () => await shardStub(env, us(), 0).mark([], [owned.hit]),
      retain: async () => await shardStub(env, us(), 0).retain(0),
      heldUploads: async () => await shardStub(env, us(), 0).heldUploads(),
      erase: async () => await ended(shardStub(env, us(), 0).erase()),
      stats: async () => await shardStub(env, us(), 0).stats(),
      lensGraph: async () => await shardStub(env, us(), 0).lensGraph(nodes(), true),
      expandNodes: async () => await shardStub(env, us(), 0).expandNodes(nodes()),
      describeNodes: async () => await shardStub(env, us(), 0).describeNodes(nodes()),
      factsOf: async () => await shardStub(env, us(), 0).factsOf(nodes(), 10),
      findExactly: async () => await shardStub(env, us(), 0).findExactly(query),
      searchStep: async () => await shardStub(env, us(), 0).searchStep(query, { property: 0 }),
      matchIndicators: async () =>
        await shardStub(env, us(), 0).matchIndicators('mine', 0, { at: 'values', index: 0 }),
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
