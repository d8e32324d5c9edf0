import { env } from 'cloudflare:workers';
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CreatedChannel, Notifications } from '../../core/contract/notifications.ts';
import type { Hit } from '../../core/detect/hit.ts';
import { nodeRef } from '../../core/graph/id.ts';
import type { NodeId } from '../../core/graph/id.ts';
import { sign } from '../../core/notify/message.ts';
import { join, signUp } from './member.ts';
import type { Member } from './member.ts';

const RULE = { minScore: 50 };

let acme: Member;
let sequence = 0;
let received: { url: string; headers: Headers; body: string }[] = [];
let status = 200;

beforeEach(async () => {
  acme = await signUp('Acme');
  received = [];
  status = 200;
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const request = new Request(input, init as RequestInit);
    received.push({ url: request.url, headers: request.headers, body: await request.text() });
    return new Response('thanks', { status });
  });
});

afterEach(() => vi.restoreAllMocks());

const idOf = (host: string) => nodeRef(1, [host]) as string as NodeId;

function hit(host: string, analyzer = 'suspicious-svchost'): Hit {
  const node = nodeRef(2, [host, analyzer]) as string as NodeId;
  return {
    id: `${host} ${analyzer}`,
    analyzer,
    title: '',
    nodes: [{ name: 'child', id: node, type: 'process', label: 'svchost.exe (1)' }],
    lenses: [{ id: idOf(host), type: 'asset', name: host }],
    time: 1_000,
    evidence: [],
  };
}

async function correlate(...hits: readonly Hit[]) {
  const changes = hits.map((one) => {
    return { hit: one, state: 'active' as const, sequence: (sequence += 1) };
  });
  await env.TENANT.getByName(acme.tenantId).correlate(0, changes);
  await runDurableObjectAlarm(env.TENANT.getByName(acme.tenantId));
}

async function addChannel(more: object = {}): Promise<CreatedChannel> {
  const request = { kind: 'webhook', name: 'Desk', url: 'https://hooks.example.com/x', rule: RULE };
  const answer = await acme.post('/api/notifications/channels', { ...request, ...more });
  expect(answer.status).toBe(201);
  return await answer.json();
}

async function deliveries(): Promise<Notifications['deliveries']> {
  return (await (await acme.get('/api/notifications')).json<Notifications>()).deliveries;
}

test('a lens that reaches the score is told once, signed, however often it changes', async () => {
  const { secret = '' } = await addChannel();
  await correlate(hit('WS-1'));
  await expect.poll(() => received.length).toBe(1);
  await correlate(hit('WS-1', 'rare-parent-of-cmd'));
  await correlate(hit('WS-1'));
  await expect.poll(async () => (await deliveries())[0]?.state).toBe('sent');
  expect(received).toHaveLength(1);
  const [{ url, headers, body } = { url: '', headers: new Headers(), body: '' }] = received;
  expect(url).toBe('https://hooks.example.com/x');
  const [, time, mac] = /^t=(\d+),v1=(\w+)$/.exec(headers.get('grapnel-signature') ?? '') ?? [];
  expect(mac).toBe(sign(secret, `${time}.${body}`));
  expect(JSON.parse(body)).toMatchObject({
    id: headers.get('grapnel-event'),
    name: 'WS-1',
    score: 75,
    link: `https://grapnel.example/lenses/${idOf('WS-1')}`,
  });
  expect(await deliveries()).toMatchObject([
    { state: 'sent', attempts: 1, answer: '200 thanks', lensName: 'WS-1' },
  ]);
});

test('what fails waits and is tried again under the same id', async () => {
  await addChannel();
  status = 503;
  await correlate(hit('WS-1'));
  await expect.poll(async () => (await deliveries())[0]?.attempts).toBe(1);
  const [first] = await deliveries();
  expect(first).toMatchObject({ state: 'waiting', answer: '503 thanks' });
  expect(first?.due).toBeGreaterThan(Date.now());
});

test('a closed lens is quiet until it is reopened, which is told once', async () => {
  await correlate(hit('WS-1'));
  await acme.send('/api/lenses', {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ids: [idOf('WS-1')], change: { do: 'close', verdict: 'benign' } }),
  });
  await addChannel({ rule: { minScore: 50, types: ['asset'] } });
  await correlate(hit('WS-1', 'rare-parent-of-cmd'));
  await expect.poll(() => received.length).toBe(2);
  await correlate(hit('WS-1', 'bitsadmin-transfers-file'));
  expect((await deliveries()).map(({ reason }) => reason.split(':')[0]).sort()).toEqual([
    'reopened',
    'risk of 50 reached',
  ]);
});

/** The time of day so far from now, UTC. */
const minute = (ms: number) => new Date(Date.now() + ms).toISOString().slice(11, 16);

test('rules and quiet hours hold', async () => {
  await addChannel({ name: 'users', rule: { minScore: 50, types: ['user'] } });
  await addChannel({ name: 'high', rule: { minScore: 500 } });
  const quiet = { from: minute(-3_600_000), to: minute(3_600_000) };
  await addChannel({ name: 'night', rule: { minScore: 50, quiet } });
  await correlate(hit('WS-1'));
  expect(received).toEqual([]);
  expect(await deliveries()).toMatchObject([{ state: 'waiting', attempts: 0 }]);
});

test('a test shows the real answer, and private addresses are refused', async () => {
  const { channel } = await addChannel();
  status = 410;
  const tested = await acme.post(`/api/notifications/channels/${channel.id}/test`, {});
  expect(await tested.json()).toEqual({ ok: false, answer: '410 thanks' });
  const refused = await acme.post('/api/notifications/channels', {
    kind: 'slack',
    name: 'x',
    url: 'https://169.254.169.254/latest',
    rule: RULE,
  });
  expect(refused.status).toBe(422);
});

test('law 6: another tenant sees no channel, tests none and removes none; no secret is told again', async () => {
  const { channel, secret = 'x' } = await addChannel();
  const mine = acme;
  expect(await (await acme.get('/api/notifications')).text()).not.toContain(secret);
  acme = await signUp('Other');
  const path = `/api/notifications/channels/${channel.id}`;
  expect((await acme.post(`${path}/test`, {})).status).toBe(404);
  expect((await acme.send(path, { method: 'DELETE' })).status).toBe(404);
  expect(await (await acme.get('/api/notifications')).json()).toEqual({
    channels: [],
    deliveries: [],
    canMail: false,
    kept: { days: 90, most: 10_000 },
  });
  expect((await mine.send(path, { method: 'DELETE' })).status).toBe(204);
});

const MAILER = {
  MAIL_FROM: 'grapnel@example.com',
  MAIL_API_URL: 'https://mail.example.com/send',
  MAIL_API_TOKEN: 'secret',
};

test('a member is told by mail, where there is a mailer', async () => {
  Object.assign(env, MAILER);
  try {
    await addChannel({ kind: 'email', url: undefined, to: acme.email });
    await correlate(hit('WS-1'));
    await expect.poll(async () => (await deliveries())[0]?.state).toBe('sent');
    expect(received).toHaveLength(1);
    expect(received[0]?.headers.get('authorization')).toBe('Bearer secret');
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({
      from: MAILER.MAIL_FROM,
      to: acme.email,
      subject: 'WS-1: risk 75, risk of 50 reached',
    });
  } finally {
    for (const name of Object.keys(MAILER)) Reflect.deleteProperty(env, name);
  }
});

test('nobody else is mailed, and without a mailer nobody', async () => {
  const request = { kind: 'email', name: 'x', to: acme.email, rule: RULE };
  const add = async (to: string) => {
    const answer = await acme.post('/api/notifications/channels', { ...request, to });
    return [answer.status, (await answer.json<{ code?: string }>()).code];
  };
  expect(await add(acme.email)).toEqual([422, 'notifications.no-mailer']);
  Object.assign(env, MAILER);
  try {
    expect(await add('stranger@example.com')).toEqual([422, 'notifications.no-member']);
    expect(await add(`${acme.email}\r\nBcc: eve@example.com`)).toEqual([
      422,
      'notifications.no-member',
    ]);
    expect((await add(acme.email))[0]).toBe(201);
  } finally {
    for (const name of Object.keys(MAILER)) Reflect.deleteProperty(env, name);
  }
  await correlate(hit('WS-1'));
  await expect.poll(async () => (await deliveries())[0]?.attempts).toBe(1);
  expect(await deliveries()).toMatchObject([
    { state: 'waiting', answer: 'not configured this deployment has no mailer' },
  ]);
  expect(received).toEqual([]);
});

test('deliveries that are over are forgotten by age and number, what waits is not', async () => {
  const { channel } = await addChannel();
  const stub = env.TENANT.getByName(acme.tenantId);
  const old = Date.now() - 91 * 86_400_000;
  await runInDurableObject(stub, (_, { storage }) => {
    const insert = (id: string, state: string, at: number) =>
      storage.sql.exec(
        `INSERT INTO notices (id, channel, state, attempts, at, due, first, answer, body)
         VALUES (?, ?, ?, 1, ?, ?, 0, '', '{}')`,
        id,
        channel.id,
        state,
        at,
        at + 1e12,
      );
    insert('old sent', 'sent', old);
    insert('old failed', 'failed', old);
    insert('old waiting', 'waiting', old);
    for (let n = 0; n < 10_003; n += 1) insert(`new ${n}`, 'sent', Date.now() - 100_000 + n);
  });
  await stub.retain(0);
  const left = await runInDurableObject(stub, (_, { storage }) =>
    storage.sql.exec<{ id: string }>('SELECT id FROM notices ORDER BY at, id').toArray(),
  );
  expect(left).toHaveLength(10_001);
  expect(left.slice(0, 2).map(({ id }) => id)).toEqual(['old waiting', 'new 3']);
});

test('a member whom a comment mentions is mailed, each time, whatever the risk', async () => {
  const ada = await join(acme, 'analyst');
  Object.assign(env, MAILER);
  try {
    const rule = { minScore: 1_000 };
    await addChannel({ kind: 'email', url: undefined, to: ada.email, rule });
    await addChannel({ kind: 'email', url: undefined, to: acme.email, rule });
    await correlate(hit('WS-1'));
    const url = `/api/lenses/${idOf('WS-1')}/comments`;
    await acme.post(url, { text: 'nobody is meant: a@b' });
    await acme.post(url, { text: `@${ada.email} look` });
    await acme.post(url, { text: `@${ada.email.split('@')[0]}, again` });
    await runDurableObjectAlarm(env.TENANT.getByName(acme.tenantId));
    await expect.poll(() => received.length).toBe(2);
    expect(received.map(({ body }) => JSON.parse(body) as object)).toMatchObject([
      { to: ada.email, subject: `WS-1: risk 75, ${acme.email} mentioned you` },
      { to: ada.email },
    ]);
  } finally {
    for (const name of Object.keys(MAILER)) Reflect.deleteProperty(env, name);
  }
});

/** The service stops an analyzer, and tells of it. */
async function stop(analyzer: string, at = Date.now()): Promise<void> {
  const stub = env.TENANT.getByName(acme.tenantId);
  await stub.tellStopped([[analyzer, { at, why: 'work' }]], 0);
  await runDurableObjectAlarm(stub);
}

test('a stopped analyzer is told once for each stop, to channels that choose it', async () => {
  await addChannel();
  await addChannel({
    url: 'https://hooks.example.com/lenses',
    rule: { minScore: 0, stoppedAnalyzers: false },
  });
  const at = Date.UTC(2026, 0, 2);
  await stop('suspicious-svchost', at);
  await stop('suspicious-svchost', at);
  await expect.poll(async () => (await deliveries())[0]?.state).toBe('sent');
  expect(received.map(({ url }) => url)).toEqual(['https://hooks.example.com/x']);
  expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({
    analyzer: 'suspicious-svchost',
    title: 'Suspicious svchost',
    since: at,
    reason: 'it took too much work in too many batches of an hour',
    link: 'https://grapnel.example/analyzers?analyzer=suspicious-svchost',
  });
  expect(await deliveries()).toMatchObject([
    { analyzer: 'suspicious-svchost', analyzerTitle: 'Suspicious svchost', attempts: 1 },
  ]);
  // Started again, and stopped again: that is told, too.
  await stop('suspicious-svchost', at + 3_600_000);
  expect(received).toHaveLength(2);
  await stop('suspicious-svchost', at + 3_600_000);
  expect(received).toHaveLength(2);
});

test('what was not taken of a stopped analyzer is tried again', async () => {
  await addChannel();
  status = 503;
  await stop('suspicious-svchost');
  await expect.poll(async () => (await deliveries())[0]?.attempts).toBe(1);
  expect(await deliveries()).toMatchObject([{ state: 'waiting', answer: '503 thanks' }]);
});

test('a channel from before there was the choice is told of stopped analyzers', async () => {
  const { channel } = await addChannel();
  await runInDurableObject(env.TENANT.getByName(acme.tenantId), (_, { storage }) =>
    storage.sql.exec(
      `UPDATE channels SET body = json_remove(body, '$.rule.stoppedAnalyzers') WHERE id = ?`,
      channel.id,
    ),
  );
  await stop('suspicious-svchost');
  expect(received).toHaveLength(1);
  const { channels } = await (await acme.get('/api/notifications')).json<Notifications>();
  expect(channels).toMatchObject([{ rule: { stoppedAnalyzers: true } }]);
});
