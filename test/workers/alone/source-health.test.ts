import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import type { RejectGroup, SourceHealth } from '../../../core/contract/sources.ts';
import { sampleAttack } from '../../../core/sample/sample-attack.ts';
import { firstUploadSince } from '../../../workers/d1/uploads-since.ts';
import { push, signUp, untilDone } from '../member.ts';
import type { Member } from '../member.ts';

const LINE = JSON.stringify({ EventID: 5, Channel: 'Other', Hostname: 'h' });

async function health(member: Member, id: string): Promise<SourceHealth> {
  return await (await member.get(`/api/sources/${id}/health`)).json();
}

test('a source’s health is what came through it in the last day', async () => {
  const member = await signUp('Health');
  const { source, token } = await member.createSource();
  expect(await health(member, source.id)).toMatchObject({
    lastSeenAt: null,
    recordsPerMinute: 0,
    rejectShare: 0,
    isSilent: false,
  });
  await push(token, `${LINE}\n${LINE}\n${LINE}\nunknown`);
  await untilDone(member);
  const now = await health(member, source.id);
  expect(now).toMatchObject({
    rejectShare: 0.25,
    isSilent: false,
    recordsPerMinute: 4 / 60,
    lastDay: { uploads: 1, failedUploads: 0, queuedUploads: 0, records: { received: 4 } },
    quota: { refusedToday: 0 },
  });
  expect(now.quota.bytesToday).toBeGreaterThan(LINE.length);
  await env.DB.prepare('UPDATE uploads SET received_at = received_at - 9e7').run();
  expect(await health(member, source.id)).toMatchObject({
    isSilent: true,
    lastDay: { uploads: 0 },
  });
});

test('a quota is set by the tenant, and seen in the health', async () => {
  const member = await signUp('Quota');
  const other = await signUp('Other');
  const { source, token } = await member.createSource();
  const path = `/api/sources/${source.id}/quota`;
  expect((await other.put(path, { bytesPerDay: 1 })).status).toBe(404);
  expect((await member.put(path, { bytesPerDay: -1 })).status).toBe(400);
  expect((await member.put(path, { bytesPerDay: 10 })).status).toBe(204);
  expect((await push(token, LINE)).status).toBe(429);
  expect((await health(member, source.id)).quota).toEqual({
    bytesPerDay: 10,
    bytesToday: 0,
    refusedToday: 1,
  });
});

test('rejects are grouped by reason, with one to look at', async () => {
  const member = await signUp('Rejects');
  const { source, token } = await member.createSource();
  await push(token, `unknown 1\n${LINE}\nunknown 2\n{"broken":\n`);
  await untilDone(member);
  const { groups } = await (
    await member.get(`/api/sources/${source.id}/rejects`)
  ).json<{ groups: RejectGroup[] }>();
  expect(groups).toMatchObject([
    { reason: 'no known format looks like this', count: 2, sample: { upload: 1, record: 1 } },
    { reason: expect.stringContaining('no JSON') as string, count: 1, sample: { record: 4 } },
  ]);
});

test('an upload that is processed again gives the same graph, lenses and numbers', async () => {
  const member = await signUp('Replay');
  const other = await signUp('Other');
  const { source, token } = await member.createSource();
  const [{ body } = { body: '' }] = sampleAttack(Date.UTC(2026, 0, 1));
  await push(token, body);
  const [before] = await untilDone(member);
  const graphBefore = await (await member.get('/api/graph')).text();
  const lensesBefore = await member.lenses();
  await leaveRejects(member);
  expect((await other.post('/api/uploads/1/replay', {})).status).toBe(404);
  expect((await member.post('/api/uploads/1/replay', {})).status).toBe(202);
  const [after] = await untilDone(member);
  expect(after?.records).toEqual(before?.records);
  expect(await (await member.get('/api/graph')).text()).toBe(graphBefore);
  expect(await member.lenses()).toEqual(lensesBefore);
  expect(after?.meters.r2ClassB).toBe(2);

  await leaveRejects(member);
  const all = await member.post(`/api/sources/${source.id}/replay`, {});
  expect(await all.json()).toEqual({ uploads: [1] });
  await untilDone(member);
  expect(await (await member.get('/api/graph')).text()).toBe(graphBefore);
});

/** Leaves a member's uploads as an older version of a parser would have. */
async function leaveRejects({ tenantId }: Member): Promise<void> {
  const rejects = 'UPDATE uploads SET accepted = 0, rejected = received WHERE tenant_id = ?';
  await env.DB.prepare(rejects).bind(tenantId).run();
}

test('a source of another tenant is not there', async () => {
  const { source } = await (await signUp('Owner')).createSource();
  const other = await signUp('Other');
  const path = `/api/sources/${source.id}`;
  const answers = await Promise.all([
    other.get(`${path}/health`),
    other.get(`${path}/rejects`),
    other.post(`${path}/replay`, {}),
    other.put(`${path}/quota`, { bytesPerDay: 1 }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
});

test('the first upload since a time is found among any number of them', async () => {
  const tenant = crypto.randomUUID() as Parameters<typeof firstUploadSince>[1];
  expect(await firstUploadSince(env.DB, tenant, 5)).toBe(1);
  for (let number = 1; number <= 7; number += 1) {
    await env.DB.prepare(
      `INSERT INTO uploads (tenant_id, number, source_id, hash, encoding, bytes, received_at, state)
       VALUES (?, ?, 's', ?, '', 0, ?, 'done')`,
    )
      .bind(tenant, number, `h${number}`, number * 10)
      .run();
  }
  const found = [];
  for (const since of [0, 10, 11, 35, 70, 71]) {
    found.push(await firstUploadSince(env.DB, tenant, since));
  }
  expect(found).toEqual([1, 1, 2, 4, 7, 8]);
});

test('and it is found where retention has left gaps between numbers', async () => {
  const tenant = crypto.randomUUID() as Parameters<typeof firstUploadSince>[1];
  // What old evidence holds stays alone, far before the rest.
  for (const number of [3, 40, 41, 90, 97]) {
    await env.DB.prepare(
      `INSERT INTO uploads (tenant_id, number, source_id, hash, encoding, bytes, received_at, state)
       VALUES (?, ?, 's', ?, '', 0, ?, 'done')`,
    )
      .bind(tenant, number, `h${number}`, number * 10)
      .run();
  }
  for (const [since, first] of [
    [0, 3],
    [31, 40],
    [401, 41],
    [411, 90],
    [970, 97],
    [971, 98],
  ] as const) {
    const from = await firstUploadSince(env.DB, tenant, since);
    const { results } = await env.DB.prepare(
      'SELECT number FROM uploads WHERE tenant_id = ? AND number >= ? ORDER BY number LIMIT 1',
    )
      .bind(tenant, from)
      .all<{ number: number }>();
    expect(results[0]?.number ?? from).toBe(first);
  }
});
