import { env } from 'cloudflare:workers';
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { describe, expect, test } from 'vitest';
import type { IngestAnswer } from '../../core/contract/sources.ts';
import { packPart } from '../../core/parse/parts.ts';
import { inboxStub } from '../../durable-objects/stubs.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { sweep } from '../../workers/pipeline/consume.ts';
import { request, signUp, untilDone } from './member.ts';

const record = (number: number) =>
  JSON.stringify({ EventID: 5, Channel: 'Other', Hostname: 'h', number });

async function send(token: string, body: string): Promise<IngestAnswer> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await request('/ingest', { method: 'POST', headers, body });
  expect(response.status).toBe(202);
  return await response.json<IngestAnswer>();
}

describe('small bodies', () => {
  test('one that comes alone is an upload of its own, at once', async () => {
    const member = await signUp('Alone');
    const { token } = await member.createSource();
    expect(await send(token, record(1))).toEqual({ upload: 1, firstRecord: 1, duplicate: false });
    const [upload] = await untilDone(member);
    expect(upload?.meters).toMatchObject({ workerRequests: 2, doRowsWritten: 0 });
  });

  test('share one upload, in which each knows its place', async () => {
    const member = await signUp('Small');
    const { token, source } = await member.createSource();
    const bodies = Array.from({ length: 20 }, (_, n) => `${record(2 * n)}\n${record(2 * n + 1)}\n`);
    await send(token, record(-1));
    const answers = await Promise.all(bodies.map((body) => send(token, body)));
    expect(new Set(answers.map(({ upload }) => upload))).toEqual(new Set([2]));
    expect(answers.map(({ firstRecord }) => firstRecord).sort((a, b) => a - b)).toEqual(
      bodies.map((_, n) => 2 * n + 1),
    );
    const uploads = await untilDone(member);
    expect(uploads).toHaveLength(2);
    expect(uploads[0]).toMatchObject({
      sourceId: source.id,
      state: 'done',
      records: { received: 40, accepted: 0, rejected: 0, ignored: 40 },
    });
    for (const [index, { firstRecord }] of answers.slice(0, 3).entries()) {
      const evidence = await member.get(`/api/evidence/2/${firstRecord + 1}`);
      expect(await evidence.text()).toBe(record(2 * index + 1));
    }
  });

  test('one that came alone is known again after the object has begun a new life', async () => {
    const member = await signUp('Alone again');
    const { token, source } = await member.createSource();
    await send(token, record(1));
    await untilDone(member);
    const inbox = inboxStub(env, member.tenantId as TenantId, source.id);
    await runInDurableObject(inbox, (_, state) => state.abort('evicted')).catch(() => undefined);
    // Others first, so that it does not come alone.
    await Promise.all([send(token, record(2)), send(token, record(3))]);
    const again = await send(token, record(1));
    expect(again).toMatchObject({ upload: 1, duplicate: true });
    const uploads = await untilDone(member);
    expect(uploads.reduce((sum, { records }) => sum + records.received, 0)).toBe(3);
  });

  test('the same body again is the same records, before and after the upload is closed', async () => {
    const member = await signUp('Twice');
    const { token } = await member.createSource();
    const [first, second] = await Promise.all([send(token, record(1)), send(token, record(1))]);
    await untilDone(member);
    const third = await send(token, record(1));
    expect([first.duplicate, second.duplicate, third.duplicate].sort()).toEqual([
      false,
      true,
      true,
    ]);
    expect(new Set([first, second, third].map((a) => `${a.upload}/${a.firstRecord}`)).size).toBe(1);
    expect((await untilDone(member)).map(({ records }) => records.received)).toEqual([1]);
  });

  test('different forms share an upload without a mix-up', async () => {
    const member = await signUp('Forms');
    const { token } = await member.createSource();
    await send(token, record(0));
    await Promise.all([
      send(token, `[${record(1)},${record(2)}]`),
      send(token, 'no known line'),
      send(token, '<Event><System><Channel>Other</Channel></System></Event>'),
    ]);
    const [upload] = await untilDone(member);
    expect(upload?.records).toEqual({ received: 4, accepted: 0, rejected: 2, ignored: 2 });
  });

  test('the meters are the rows that were written', async () => {
    const member = await signUp('Meters');
    const { token, source } = await member.createSource();
    const inbox = inboxStub(env, member.tenantId as TenantId, source.id);
    await send(token, record(-1));
    await Promise.all(Array.from({ length: 10 }, (_, n) => send(token, record(n))));
    const [upload] = await untilDone(member);
    expect(upload?.meters).toMatchObject({ workerRequests: 11, r2ClassA: 1, queueOperations: 3 });
    const written = await runInDurableObject(inbox, (_, { storage }) => {
      const count = (table: string): number =>
        Number(storage.sql.exec(`SELECT count(*) AS n FROM ${table}`).one().n);
      return count('journal') + count('settled');
    });
    // A row for all bodies that came together, and one that settles them.
    expect(upload?.meters.doRowsWritten).toBe(written);
    expect(written).toBeLessThanOrEqual(6);
  });
});

const delivery = (text: string) => {
  const part = packPart({ context: {}, bytes: new TextEncoder().encode(text) });
  return { part, hash: text, records: 1 };
};

describe('after a crash', () => {
  const quota = { bytesPerDay: 1e9 };

  test('what was answered is flushed, and nothing joins an upload of before', async () => {
    const member = await signUp('Crash');
    const { source } = await member.createSource();
    const inbox = () => inboxStub(env, member.tenantId as TenantId, source.id);
    await inbox().append(delivery(record(0)), quota);
    const before = await inbox().append(delivery(record(1)), quota);
    await crash(inbox());
    await inbox().append(delivery(record(0)), quota);
    const after = await inbox().append(delivery(record(2)), quota);
    expect([before, after]).toMatchObject([
      { kind: 'kept', upload: 1, firstRecord: 1 },
      { kind: 'kept', upload: 2, firstRecord: 1 },
    ]);
    if (before.kind !== 'kept' || after.kind !== 'kept') throw new Error('a body was not kept');
    expect(after.sequence).toBeGreaterThan(before.sequence);
    expect(await inbox().append(delivery(record(1)), quota)).toMatchObject({
      upload: 1,
      duplicate: true,
    });
    await runDurableObjectAlarm(inbox()); // It may have gone off by itself.
    const uploads = await untilDone(member);
    expect(uploads.map(({ records }) => records.received)).toEqual([1, 1]);
  });

  test('the sweeper finds an upload that was opened and got nothing', async () => {
    const member = await signUp('Orphan');
    const { source } = await member.createSource();
    await env.DB.prepare(
      `INSERT INTO uploads (tenant_id, number, source_id, hash, object, form, encoding, bytes, received_at, state)
       VALUES (?, 1, ?, 'inbox/x', 'inbox/x', 'parts', 'gzip', 0, 1, 'queued')`,
    )
      .bind(member.tenantId, source.id)
      .run();
    await sweep(env);
    expect(await untilDone(member)).toMatchObject([
      { state: 'done', records: { received: 0, accepted: 0, rejected: 0, ignored: 0 } },
    ]);
  });

  test('a reader that comes before the flush waits for it', async () => {
    const member = await signUp('Reader');
    const { token } = await member.createSource();
    await send(token, record(6));
    const { upload } = await send(token, record(7));
    const evidence = await member.get(`/api/evidence/${upload}/1`);
    expect(await evidence.text()).toBe(record(7));
  });
});

/** Ends an object's life as a crash does: its memory goes, its storage stays. */
async function crash(stub: DurableObjectStub): Promise<void> {
  await runInDurableObject(stub, (_, state) => state.abort('crashed')).catch(() => undefined);
}

describe('quotas', () => {
  test('a source that has used up its day is told when to come back', async () => {
    const member = await signUp('Quota');
    const { token, source } = await member.createSource();
    await env.DB.prepare('UPDATE sources SET bytes_per_day = 1000 WHERE id = ?')
      .bind(source.id)
      .run();
    await send(token, record(1));
    const headers = { authorization: `Bearer ${token}` };
    const refused = await request('/ingest', {
      method: 'POST',
      headers,
      body: 'x'.repeat(1_000),
    });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ code: 'ingest.quota' });
    const own = await request('/ingest?upload=own', {
      method: 'POST',
      headers,
      body: 'x'.repeat(1_000),
    });
    expect(own.status).toBe(429);
    expect((await untilDone(member)).map(({ records }) => records.received)).toEqual([1]);
  });
});
