import { beforeAll, describe, expect, test } from 'vitest';
import type { LensDetail } from '../../core/contract/lenses.ts';
import { sampleAttack } from '../../core/sample/sample-attack.ts';
import { push, request, signUp, untilDone } from './member.ts';
import type { Member } from './member.ts';

let acme: Member;
let other: Member;
let detail: LensDetail;

beforeAll(async () => {
  acme = await signUp('Acme');
  other = await signUp('Other');
  const { token } = await acme.createSource('acme’s own');
  for (const { body } of sampleAttack(Date.UTC(2026, 0, 1))) await push(token, body);
  await untilDone(acme);
  const [lens] = await acme.lenses();
  detail = await (await acme.get(`/api/lenses/${lens?.id}`)).json<LensDetail>();
});

test('the sample attack makes a lens of each host, tied by the server and the implant', async () => {
  const lenses = await acme.lenses();
  expect(lenses.map(({ type, name }) => [type, name]).sort()).toEqual([
    ['asset', 'SRV-FILES-02'],
    ['asset', 'WS-FINANCE-07'],
  ]);
  const labelOf = new Map(detail.graph.nodes.map(({ id, label }) => [id, label]));
  const told = detail.graph.edges.map(
    ({ from, verb, to }) => `${labelOf.get(from)} ${verb} ${labelOf.get(to)}`,
  );
  for (const host of ['WS-FINANCE-07', 'SRV-FILES-02']) {
    const implants = told
      .filter((text) => text.startsWith('svchost.exe') && text.endsWith(`runs on ${host}`))
      .map((text) => text.split(' runs on ')[0]);
    expect(implants.some((name) => told.includes(`${name} connected to 198.51.100.77`))).toBe(true);
  }
});

test('rows and terms sum to the score, and every row names nodes of the graph', () => {
  const shown = [...detail.rows, ...detail.terms];
  const sum = shown.reduce((total, { contribution }) => total + contribution, 0);
  expect(sum).toBeCloseTo(detail.lens.score, 6);
  const ids = new Set(detail.graph.nodes.map(({ id }) => id));
  for (const { nodes } of detail.rows) for (const node of nodes) expect(ids).toContain(node);
});

test('everything shown has evidence that can be opened', async () => {
  const pointers = [
    ...detail.graph.edges.map(({ evidence }) => evidence),
    ...detail.graph.nodes.flatMap(({ properties }) =>
      Object.values(properties).map(({ evidence }) => evidence),
    ),
  ];
  const distinct = new Set(pointers.map(({ upload, record }) => `${upload}/${record}`));
  for (const pointer of distinct) {
    expect((await acme.get(`/api/evidence/${pointer}`)).status, pointer).toBe(200);
  }
});

test('the shards say how large they are', async () => {
  expect(await (await acme.get('/api/shards')).json()).toEqual({
    shards: [expect.objectContaining({ shard: 0, assets: 2, journalRows: 2 })],
  });
});

test('why a node is one node is told, with evidence', async () => {
  const implant = detail.graph.nodes.find(({ label }) => label.startsWith('svchost.exe'));
  const explained = await (await acme.get(`/api/nodes/${implant?.id}/identity`)).json();
  expect(explained).toEqual({
    kind: 'session',
    reasons: [
      expect.objectContaining({
        property: 'guid',
        evidence: { upload: 1, record: expect.any(Number) },
      }),
      expect.objectContaining({ rule: 'the sensor’s id was seen with the same asset, pid' }),
    ],
  });
});

describe('law 6: another tenant', () => {
  test('sees nothing in its lists', async () => {
    expect(await other.lenses()).toEqual([]);
    expect(await other.uploads()).toEqual([]);
    expect(await (await other.get('/api/sources')).json()).toEqual({ sources: [] });
    expect(await (await other.get('/api/graph')).text()).toBe('');
    expect(await (await other.get('/api/shards')).json()).toEqual({ shards: [] });
  });

  test('gets the answer of what never existed, to the byte', async () => {
    const [node] = detail.graph.nodes;
    const pairs = [
      [`/api/lenses/${detail.lens.id}`, `/api/lenses/01${'0'.repeat(30)}`],
      [`/api/nodes/${node?.id}`, `/api/nodes/01${'0'.repeat(30)}`],
      [`/api/nodes/${node?.id}/identity`, `/api/nodes/01${'0'.repeat(30)}/identity`],
      ['/api/evidence/1/1', '/api/evidence/999/1'],
    ];
    for (const [theirs = '', nobodys = ''] of pairs) {
      const [a, b] = [await other.get(theirs), await other.get(nobodys)];
      expect(a.status, theirs).toBe(404);
      expect(b.status, nobodys).toBe(404);
      const [problemA, problemB] = [await a.json(), await b.json()];
      expect({ ...(problemA as object), requestId: '' }).toEqual({
        ...(problemB as object),
        requestId: '',
      });
    }
  });

  test('numbers its uploads from 1, whatever others sent', async () => {
    const { token } = await other.createSource();
    expect(await (await push(token, '{}')).json()).toMatchObject({ upload: 1 });
  });

  test('may send the very bytes that another sent: they are its own', async () => {
    const { token } = await other.createSource();
    const [{ body } = { body: '' }] = sampleAttack(Date.UTC(2026, 0, 1));
    expect(await (await push(token, body)).json()).toMatchObject({ duplicate: false });
    await untilDone(other);
    expect(await other.lenses()).toHaveLength(1);
  });
});

describe('without a session', () => {
  test.each([
    '/api/session',
    '/api/sources',
    '/api/uploads',
    '/api/lenses',
    `/api/lenses/01${'0'.repeat(30)}`,
    `/api/lenses/01${'0'.repeat(30)}/history`,
    `/api/lenses/01${'0'.repeat(30)}/comments`,
    `/api/nodes/01${'0'.repeat(30)}`,
    `/api/nodes/01${'0'.repeat(30)}/identity`,
    '/api/exceptions',
    '/api/notifications',
    '/api/evidence/1/1',
    '/api/graph',
    '/api/shards',
    '/api/rules',
    '/api/rules/coverage',
    '/api/rules/x',
    '/api/live',
  ])('%s answers 401', async (path) => {
    expect((await request(path)).status).toBe(401);
  });
});

describe('another site', () => {
  test.each(['/api/sign-out', '/api/sources', '/api/sign-in'])(
    'cannot post to %s',
    async (path) => {
      const response = await request(path, {
        method: 'POST',
        headers: { origin: 'https://evil.example', 'content-type': 'application/json' },
        body: '{}',
      });
      expect(response.status).toBe(403);
    },
  );

  test('cannot open the live feed', async () => {
    const headers = { origin: 'https://evil.example', upgrade: 'websocket' };
    expect((await request('/api/live', { headers })).status).toBe(403);
  });

  test('cannot send a form, which browsers send without asking', async () => {
    const response = await request('/api/sign-in', {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: '{}',
    });
    expect(response.status).toBe(415);
  });
});
