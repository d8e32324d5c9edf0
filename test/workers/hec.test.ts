import { env } from 'cloudflare:workers';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { request, signUp, untilDone } from './member.ts';
import type { Member } from './member.ts';

const CHANNEL = '0aeeac95-ac74-4aa9-b30d-6c4c0ac581ba';
const EVENT = { EventID: 5, Channel: 'Other', Hostname: 'h' };

let member: Member;
let token: string;
let sourceId: string;

beforeAll(async () => {
  member = await signUp('HEC');
  const created = await member.createSource();
  token = created.token;
  sourceId = created.source.id;
});

function hec(path: string, body?: BodyInit, headers: Record<string, string> = {}) {
  return request(`/services/collector${path}`, {
    method: 'POST',
    headers: { authorization: `Splunk ${token}`, ...headers },
    ...(body === undefined ? {} : { body }),
  });
}

async function said(answer: Promise<Response>): Promise<[number, unknown]> {
  const response = await answer;
  return [response.status, await response.json()];
}

const SUCCESS = { text: 'Success', code: 0 };
const event = JSON.stringify({ event: EVENT });

describe('events', () => {
  test.each(['', '/event', '/event/1.0', '/event?auto_extract_timestamp=true'])(
    'are taken at %j',
    async (path) => {
      expect(await said(hec(path, event + event))).toEqual([200, SUCCESS]);
    },
  );

  test.each([
    ['Bearer', () => ({ authorization: `Bearer ${token}` })],
    ['basic', () => ({ authorization: `Basic ${btoa(`x:${token}`)}` })],
  ])('are taken with %s authorization', async (_, headers) => {
    expect(await said(hec('/event', event, headers()))).toEqual([200, SUCCESS]);
  });

  test('are taken with the token in the address', async () => {
    const path = `/services/collector/event?token=${token}`;
    expect(await said(request(path, { method: 'POST', body: event }))).toEqual([200, SUCCESS]);
  });

  test('are taken compressed, as whatever type a client calls them', async () => {
    const headers = {
      'content-encoding': 'gzip',
      'content-type': 'application/x-www-form-urlencoded',
    };
    expect(await said(hec('/event', gzipSync(event), headers))).toEqual([200, SUCCESS]);
  });

  test('bring the records, and the host and time that only the envelope has', async () => {
    const other = await signUp('Envelope');
    const { token } = await other.createSource();
    const line = 'Accepted password for root from 203.0.113.9 port 4711 ssh2';
    const body = [
      { time: '1767323045.123', host: 'gate', sourcetype: 'syslog', event: `sshd[99]: ${line}` },
      { event: 'nothing that is known' },
    ]
      .map((envelope) => JSON.stringify(envelope))
      .join('');
    expect(await said(hec('/event', body, { authorization: `Splunk ${token}` }))).toEqual([
      200,
      SUCCESS,
    ]);
    const [upload] = await untilDone(other);
    expect(upload?.records).toEqual({ received: 2, accepted: 1, rejected: 1, ignored: 0 });
    const graph = await (await other.get('/api/graph')).text();
    expect(graph).toContain('gate');
    expect(graph).toContain(String(1_767_323_045_123));
    expect(await (await other.get('/api/evidence/1/2')).json()).toEqual({
      event: 'nothing that is known',
    });
  });
});

function raw(query: string, headers: Record<string, string>) {
  const line = 'sshd[99]: Accepted password for root from 203.0.113.8 port 1 ssh2';
  return hec(`/raw${query}`, line, headers);
}

describe('raw text', () => {
  test('is taken with a channel, in the context that the address gives', async () => {
    const other = await signUp('Raw');
    const { token } = await other.createSource();
    const headers = { authorization: `Splunk ${token}`, 'x-splunk-request-channel': CHANNEL };
    expect(await said(raw('?host=raw-host&time=1767323045', headers))).toEqual([
      200,
      { ...SUCCESS, ackId: expect.any(Number) as number },
    ]);
    const [upload] = await untilDone(other);
    expect(upload?.records).toEqual({ received: 1, accepted: 1, rejected: 0, ignored: 0 });
    expect(await (await other.get('/api/graph')).text()).toContain('raw-host');
  });

  test('wants a channel', async () => {
    expect(await said(raw('', {}))).toEqual([400, { text: 'Data channel is missing', code: 10 }]);
    expect(await said(raw('?channel=x', {}))).toEqual([
      400,
      { text: 'Invalid data channel', code: 11 },
    ]);
    expect((await raw(`?channel=${CHANNEL}`, {})).status).toBe(200);
  });
});

describe('what is refused', () => {
  test.each<[string, number, object, string, BodyInit | undefined, Record<string, string>]>([
    [
      'no token',
      401,
      { text: 'Token is required', code: 2 },
      '/event',
      event,
      { authorization: '' },
    ],
    [
      'another scheme',
      401,
      { text: 'Invalid authorization', code: 3 },
      '/event',
      event,
      { authorization: 'grp_1' },
    ],
    [
      'a wrong token',
      403,
      { text: 'Invalid token', code: 4 },
      '/event',
      event,
      { authorization: 'Splunk grp_0' },
    ],
    ['nothing', 400, { text: 'No data', code: 5 }, '/event', undefined, {}],
    ['blanks', 400, { text: 'No data', code: 5 }, '/event', ' \n', {}],
    [
      'no JSON',
      400,
      { text: 'Invalid data format', code: 6, 'invalid-event-number': 1 },
      '/event',
      `${event}x`,
      {},
    ],
    [
      'no event',
      400,
      { text: 'Event field is required', code: 12, 'invalid-event-number': 0 },
      '/event',
      '{"time":1}',
      {},
    ],
    [
      'a blank event',
      400,
      { text: 'Event field cannot be blank', code: 13, 'invalid-event-number': 0 },
      '/event',
      '{"event":""}',
      {},
    ],
    [
      'nested fields',
      400,
      { text: 'Error in handling indexed fields', code: 15, 'invalid-event-number': 0 },
      '/event',
      '{"event":1,"fields":{"a":{}}}',
      {},
    ],
    [
      'broken gzip',
      400,
      { text: 'Invalid data format', code: 6 },
      '/event',
      event,
      { 'content-encoding': 'gzip' },
    ],
    [
      'an unknown encoding',
      415,
      { text: 'Invalid data format', code: 6 },
      '/event',
      event,
      { 'content-encoding': 'lzma' },
    ],
    [
      'a gzip bomb',
      413,
      { text: 'Request entity too large', code: 27 },
      '/event',
      gzipSync(new Uint8Array(40 * 1_048_576)),
      { 'content-encoding': 'gzip' },
    ],
    [
      'an ack without a channel',
      400,
      { text: 'Data channel is missing', code: 10 },
      '/ack',
      '{}',
      {},
    ],
    [
      'an ack without ids',
      400,
      { text: 'Invalid data format', code: 6 },
      '/ack',
      '{"acks":"all"}',
      { 'x-splunk-request-channel': CHANNEL },
    ],
  ])('%s', async (_, status, body, path, sent, headers) => {
    expect(await said(hec(path, sent, headers))).toEqual([status, body]);
  });

  test('what comes before a faulty event is kept', async () => {
    const other = await signUp('Faulty');
    const { token } = await other.createSource();
    await hec('/event', `${event}{"event":`, { authorization: `Splunk ${token}` });
    expect((await untilDone(other))[0]?.records.received).toBe(1);
  });

  test('a source that may send no more is told that the server is busy, and when to come back', async () => {
    const other = await signUp('Busy');
    const { token, source } = await other.createSource();
    await env.DB.prepare('UPDATE sources SET bytes_per_day = 1 WHERE id = ?').bind(source.id).run();
    const answer = await hec('/event', event, { authorization: `Splunk ${token}` });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await said(Promise.resolve(answer))).toEqual([503, { text: 'Server is busy', code: 9 }]);
  });
});

describe('acknowledgement', () => {
  test('is for what is durable, and for nothing else', async () => {
    const channel = { 'x-splunk-request-channel': CHANNEL };
    const first = await hec('/event', '{"event":"ack 1"}', channel);
    const { ackId } = await first.json<{ ackId: number }>();
    const never = ackId + 1_000_000;
    const acks = JSON.stringify({ acks: [ackId, never] });
    expect(await said(hec('/ack', acks, channel))).toEqual([
      200,
      { acks: { [ackId]: true, [never]: false } },
    ]);
  });
});

test('health needs no token', async () => {
  for (const path of ['/health', '/health/1.0']) {
    expect(await said(request(`/services/collector${path}`))).toEqual([
      200,
      { text: 'HEC is healthy', code: 17 },
    ]);
  }
});

test('OPTIONS says what may be done', async () => {
  const options = await request('/services/collector/event', { method: 'OPTIONS' });
  expect([options.status, options.headers.get('allow')]).toEqual([200, 'POST']);
  expect((await request('/services/collector/event')).status).toBe(405);
});

test('everything came to the source of its token', async () => {
  const uploads = await untilDone(member);
  expect(new Set(uploads.map((upload) => upload.sourceId))).toEqual(new Set([sourceId]));
});
