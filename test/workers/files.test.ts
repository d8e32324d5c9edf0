import { env } from 'cloudflare:workers';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { IngestAnswer } from '../../core/contract/sources.ts';
import { dropOldPieces } from '../../workers/ingest/native/pieces.ts';
import { request, signUp, untilDone } from './member.ts';
import type { Member } from './member.ts';

const line = (n: number) => JSON.stringify({ EventID: 5, Channel: 'Other', Hostname: 'h', n });
const content = Array.from({ length: 5_000 }, (_, n) => `${line(n)}\n`).join('');
const body = new Uint8Array(gzipSync(content));

/** What is sent of a file. */
async function sender(member: Member) {
  const { token, source } = await member.createSource();
  const send = (method: string, path: string, init: RequestInit = {}) =>
    request(`/ingest/files/${path}`, {
      ...init,
      method,
      headers: { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string>) },
    });
  return {
    source,
    put: (path: string, bytes: BodyInit) => send('PUT', path, { body: bytes }),
    list: async (name: string) =>
      (await (await send('GET', name)).json<{ pieces: unknown[] }>()).pieces,
    complete: (name: string) => send('POST', name, { headers: { 'content-encoding': 'gzip' } }),
    remove: (name: string) => send('DELETE', name),
  };
}

async function objectsOf({ tenantId }: Member): Promise<string[]> {
  const { objects } = await env.UPLOADS.list({ prefix: `${tenantId}/` });
  return objects.map(({ key }) => key.slice(tenantId.length + 1));
}

test('a file is sent in pieces, in any order, and is one upload', async () => {
  const member = await signUp('Files');
  const { put, list, complete } = await sender(member);
  const [first, second, third] = [body.slice(0, 100), body.slice(100, 9_000), body.slice(9_000)];
  expect((await put('log.gz/3', third)).status).toBe(200);
  expect((await put('log.gz/1', first)).status).toBe(200);
  expect(await list('log.gz')).toEqual([
    { number: 1, bytes: 100 },
    { number: 3, bytes: third.length },
  ]);
  const early = await complete('log.gz');
  expect(early.status).toBe(409);
  expect(await early.json()).toMatchObject({ code: 'ingest.missing-piece' });

  await put('log.gz/2', body.slice(0, 50)); // Sent wrongly, and again.
  await put('log.gz/2', second);
  const completed = await complete('log.gz');
  expect(completed.status).toBe(202);
  const answer = await completed.json<IngestAnswer>();
  expect(answer).toEqual({ upload: 1, firstRecord: 1, duplicate: false });
  expect(await (await complete('log.gz')).json()).toEqual({ ...answer, duplicate: true });
  expect((await objectsOf(member)).filter((key) => !key.startsWith('pieces/'))).toHaveLength(1);

  const [upload] = await untilDone(member);
  expect(upload).toMatchObject({ state: 'done', records: { received: 5_000, ignored: 5_000 } });
  const evidence = await member.get('/api/evidence/1/4321');
  expect(await evidence.json()).toMatchObject({ n: 4_320 });
});

test('what cannot be a file is refused with a reason', async () => {
  const { put, complete, list } = await sender(await signUp('Not a file'));
  for (const [path, code] of [
    ['.hidden/1', 'ingest.file-name'],
    [`${'a'.repeat(101)}/1`, 'ingest.file-name'],
    ['a%2F..%2Fb/1', 'ingest.file-name'],
    ['log/0', 'ingest.piece-number'],
    ['log/1e1', 'ingest.piece-number'],
    ['log/101', 'ingest.piece-number'],
  ] as const) {
    const answer = await put(path, 'x');
    expect(answer.status, path).toBe(400);
    expect(await answer.json()).toMatchObject({ code });
  }
  const nothing = await complete('log');
  expect(nothing.status).toBe(404);
  expect(await nothing.json()).toMatchObject({ code: 'ingest.no-file' });
  await put('log/1', body.slice(0, 1_000));
  const broken = await complete('log');
  expect(broken.status).toBe(400);
  expect(await broken.json()).toMatchObject({ code: 'ingest.broken-body' });
  expect(await list('log')).toHaveLength(1);
});

test('a file belongs to its source', async () => {
  const member = await signUp('Walls');
  const [mine, other] = [await sender(member), await sender(await signUp('Others'))];
  const second = await sender(member);
  await mine.put('log/1', body);
  for (const { list, complete, remove } of [other, second]) {
    expect(await list('log')).toEqual([]);
    expect((await complete('log')).status).toBe(404);
    expect((await remove('log')).status).toBe(204);
  }
  expect(await mine.list('log')).toHaveLength(1);
  expect((await mine.remove('log')).status).toBe(204);
  expect(await mine.list('log')).toEqual([]);
  expect((await request('/ingest/files/log')).status).toBe(401);
});

test('its bytes count once, and what it unpacks to beside them', async () => {
  const member = await signUp('Quota');
  const { put, complete, source } = await sender(member);
  await put('log/1', body);
  await complete('log');
  await complete('log');
  const health = await member.get(`/api/sources/${source.id}/health`);
  const { quota } = await health.json<{ quota: { bytesToday: number } }>();
  expect(quota.bytesToday).toBe(content.length + (content.length - body.length));
});

test('pieces go when they are a day old', async () => {
  const member = await signUp('Old pieces');
  const { put, list } = await sender(member);
  await put('log/1', body);
  await dropOldPieces(env, Date.now() + 86_000_000);
  expect(await list('log')).toHaveLength(1);
  await dropOldPieces(env, Date.now() + 87_000_000);
  expect(await list('log')).toEqual([]);
});
