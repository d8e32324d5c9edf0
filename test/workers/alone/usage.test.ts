import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { OperatorTenant, Usage } from '../../../core/contract/usage.ts';
import { priceOf } from '../../../core/contract/prices.ts';
import { sumUsage } from '../../../workers/d1/usage.ts';
import { applyRetention } from '../../../workers/pipeline/retention.ts';
import { join, push, request, signUp, untilDone } from '../member.ts';
import type { Member } from '../member.ts';

const DAY_MS = 86_400_000;

afterEach(() => vi.useRealTimers());

/** A record about a host of its own. */
const record = (host: string): string =>
  JSON.stringify({
    EventID: 4689,
    SourceName: 'Microsoft-Windows-Security-Auditing',
    Hostname: host,
    '@timestamp': new Date().toISOString(),
    ProcessId: '0x29',
    ProcessName: 'C:\\T\\a.exe',
  });

async function usageOf(member: Member, query = ''): Promise<Usage> {
  const answer = await member.get(`/api/usage${query}`);
  expect(answer.status).toBe(200);
  return await answer.json();
}

function setPlan(tenant: string, plan: unknown, token = env.OPERATOR_TOKEN): Promise<Response> {
  return request(`/operator/tenants/${tenant}/plan`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ plan }),
  });
}

/** How much a tenant shows of its graph. */
async function graphSize(member: Member): Promise<number> {
  return (await (await member.get('/api/graph')).text()).length;
}

/** Says of a tenant that it has sent so many records today. */
async function pretendRecords(tenant: string, source: string, records: number): Promise<void> {
  const zeros = Array.from({ length: 8 }, () => '0').join(', ');
  await env.DB.prepare(
    `INSERT INTO usage_days (tenant_id, day, source_id, uploads, bytes, received, worker_requests,
       do_requests, do_rows_written, do_rows_read, d1_rows_written, r2_class_a, r2_class_b,
       queue_operations) VALUES (?, ?, ?, 1, 1, ?, ${zeros})`,
  )
    .bind(tenant, Math.floor(Date.now() / DAY_MS), source, records)
    .run();
}

describe('usage', () => {
  test('is by source and day what the uploads say, before and after it is added up', async () => {
    const member = await signUp('Acme');
    const [first, second] = [await member.createSource('a'), await member.createSource('b')];
    await push(first.token, `${record('one')}\n${record('two')}\n`);
    await push(first.token, `${record('three')}\nnot a record\n`);
    await push(second.token, record('four'));
    const uploads = await untilDone(member);
    const before = await usageOf(member);
    await sumUsage(env.DB);
    // Again, and at the same time: nothing is counted twice.
    await Promise.all([sumUsage(env.DB), sumUsage(env.DB)]);
    expect(await usageOf(member)).toEqual(before);
    const today = new Date().toISOString().slice(0, 10);
    const ofSource = (id: string) => uploads.filter(({ sourceId }) => sourceId === id);
    const expected = [first.source.id, second.source.id].sort().map((source) => ({
      day: today,
      source,
      uploads: ofSource(source).length,
      records: ofSource(source).reduce((sum, { records }) => sum + records.received, 0),
      bytes: ofSource(source).reduce((sum, { bytes }) => sum + bytes, 0),
      rowsWritten: ofSource(source).reduce(
        (sum, { meters }) => sum + meters.doRowsWritten + meters.d1RowsWritten,
        0,
      ),
      dollars: expect.closeTo(
        ofSource(source).reduce((sum, { meters }) => sum + priceOf(meters), 0),
        12,
      ),
    }));
    expect(before.days).toEqual(expected);
    expect(before.today).toEqual({ records: 5, left: null });
    await push(second.token, record('five'));
    await untilDone(member);
    expect((await usageOf(member)).today.records).toBe(6);
    await sumUsage(env.DB);
    expect((await usageOf(member)).today.records).toBe(6);
  });

  test('is added up only to where no upload is under way', async () => {
    const member = await signUp('Acme');
    const { token } = await member.createSource();
    for (const host of ['one', 'two', 'three']) await push(token, record(host));
    await untilDone(member);
    const setState = (state: string) =>
      env.DB.prepare('UPDATE uploads SET state = ? WHERE tenant_id = ? AND number = 2')
        .bind(state, member.tenantId)
        .run();
    const mark = () =>
      env.DB.prepare('SELECT number FROM usage_marks WHERE tenant_id = ?')
        .bind(member.tenantId)
        .first('number');
    await setState('queued');
    await sumUsage(env.DB);
    expect(await mark()).toBe(1);
    await setState('done');
    await sumUsage(env.DB);
    expect(await mark()).toBe(3);
    expect((await usageOf(member)).today.records).toBe(3);
  });

  test('is by UTC days, as many as are asked for', async () => {
    const member = await signUp('Acme');
    const { source } = await member.createSource();
    await pretendRecords(member.tenantId, source.id, 7);
    vi.useFakeTimers({ toFake: ['Date'], now: (Math.floor(Date.now() / DAY_MS) + 1) * DAY_MS });
    expect((await usageOf(member, '?days=1')).days).toEqual([]);
    const [yesterday] = (await usageOf(member, '?days=2')).days;
    expect(yesterday).toMatchObject({
      day: new Date(Date.now() - 1).toISOString().slice(0, 10),
      records: 7,
    });
    expect((await usageOf(member)).today.records).toBe(0);
    expect((await member.get('/api/usage?days=0')).status).toBe(400);
  });

  test('is each tenant’s own', async () => {
    const [member, other] = [await signUp('Acme'), await signUp('Other')];
    const { token } = await member.createSource();
    await push(token, record('one'));
    await untilDone(member);
    await sumUsage(env.DB);
    expect((await usageOf(other)).days).toEqual([]);
    expect((await usageOf(other)).sources).toEqual([]);
  });
});

describe('a plan', () => {
  test('is set by the operator alone, noted for the tenant, and shown with what is left', async () => {
    const member = await signUp('Acme');
    const { source } = await member.createSource();
    expect((await setPlan(member.tenantId, 'trial', 'not the operator')).status).toBe(401);
    expect((await setPlan('nobody', 'trial')).status).toBe(404);
    expect((await setPlan(member.tenantId, 'gold')).status).toBe(400);
    expect((await usageOf(member)).plan.name).toBe('unlimited');
    expect((await setPlan(member.tenantId, 'trial')).status).toBe(204);
    await pretendRecords(member.tenantId, source.id, 400_000);
    expect(await usageOf(member)).toMatchObject({
      plan: { name: 'trial', recordsPerDay: 1_000_000 },
      today: { records: 400_000, left: 600_000 },
      seats: { used: 1, left: 2 },
      retentionDays: 30,
    });
    const audit = await (await member.get('/api/audit')).json<{ entries: object[] }>();
    expect(audit.entries[0]).toMatchObject({
      actor: { kind: 'operator' },
      action: 'PUT /operator/tenants/:id/plan',
      detail: { plan: 'trial' },
    });
    const listed = await request('/operator/tenants', {
      headers: { authorization: `Bearer ${env.OPERATOR_TOKEN}` },
    });
    const { tenants } = await listed.json<{ tenants: OperatorTenant[] }>();
    expect(tenants.find(({ id }) => id === member.tenantId)).toEqual({
      id: member.tenantId,
      name: 'Acme',
      plan: 'trial',
      members: 1,
      recordsToday: 400_000,
    });
  });

  test('that is used up for today answers senders in their own words, until tomorrow', async () => {
    const member = await signUp('Acme');
    const { source, token } = await member.createSource();
    await setPlan(member.tenantId, 'trial');
    await pretendRecords(member.tenantId, source.id, 1_000_000);
    const json = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const native = await push(token, record('one'));
    expect(native.status).toBe(429);
    expect(Number(native.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await native.json()).toMatchObject({ code: 'ingest.quota' });
    const hec = await request('/services/collector/event', {
      method: 'POST',
      headers: { authorization: `Splunk ${token}` },
      body: JSON.stringify({ event: record('one') }),
    });
    expect([hec.status, await hec.json()]).toEqual([503, expect.objectContaining({ code: 9 })]);
    const bulk = await request('/_bulk', {
      method: 'POST',
      headers: { ...json, 'content-type': 'application/x-ndjson' },
      body: `{"create":{"_index":"logs"}}\n${record('one')}\n`,
    });
    expect(bulk.status).toBe(429);
    const otlp = await request('/v1/logs', {
      method: 'POST',
      headers: json,
      body: JSON.stringify({
        resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: 'x' } }] }] }],
      }),
    });
    expect(otlp.status).toBe(429);
    expect(await member.uploads()).toEqual([]);
    // The token is trusted for a minute, but the day that it was looked up on is over.
    vi.useFakeTimers({ toFake: ['Date'], now: (Math.floor(Date.now() / DAY_MS) + 1) * DAY_MS });
    expect((await push(token, record('one'))).status).toBe(202);
  });

  test('has so many seats, for members and open invitations', async () => {
    const owner = await signUp('Acme');
    await setPlan(owner.tenantId, 'trial');
    await join(owner, 'viewer');
    const person = await signUp('Own');
    const asked = { email: person.email, role: 'viewer' };
    const invited = await owner.post('/api/invitations', asked);
    const { code } = await invited.json<{ code: string }>();
    const more = await owner.post('/api/invitations', { email: 'more@x.example', role: 'viewer' });
    expect([more.status, await more.json()]).toEqual([
      409,
      expect.objectContaining({ code: 'members.no-seat' }),
    ]);
    // One member more by another way: there is no seat for the invited any more.
    const third = await signUp('Third');
    await env.DB.prepare(
      `INSERT INTO members (id, tenant_id, user_id, role, created_at)
       SELECT 'm-' || id, ?, id, 'viewer', 0 FROM users WHERE email = ?`,
    )
      .bind(owner.tenantId, third.email)
      .run();
    expect((await person.post(`/api/invitations/${code}/accept`, {})).status).toBe(409);
    await setPlan(owner.tenantId, null);
    expect((await person.post(`/api/invitations/${code}/accept`, {})).status).toBe(204);
  });

  test('caps how long is kept, also what was set before', async () => {
    const member = await signUp('Acme');
    const { token } = await member.createSource();
    await member.put('/api/organisation/retention', { days: 300 });
    await setPlan(member.tenantId, 'trial');
    const more = await member.put('/api/organisation/retention', { days: 31 });
    expect([more.status, await more.json()]).toEqual([
      422,
      expect.objectContaining({ code: 'organisation.retention-of-plan' }),
    ]);
    expect((await usageOf(member)).retentionDays).toBe(30);
    await push(token, record('one'));
    await untilDone(member);
    await push(token, record('two'));
    await untilDone(member);
    await applyRetention(env, Date.now() + 29 * DAY_MS);
    expect(await member.uploads()).toHaveLength(2);
    await applyRetention(env, Date.now() + 31 * DAY_MS);
    // The last one stays: numbers go on from it.
    expect(await member.uploads()).toHaveLength(1);
  });
});

test('a tenant’s own days are how long it keeps, and change nothing for others', async () => {
  const [brief, usual] = [await signUp('Brief'), await signUp('Usual')];
  for (const member of [brief, usual]) {
    const { token } = await member.createSource();
    for (const host of ['one', 'two']) {
      await push(token, record(host));
      await untilDone(member);
    }
  }
  expect((await brief.put('/api/organisation/retention', { days: 7 })).status).toBe(204);
  const [full, others] = [await graphSize(brief), await graphSize(usual)];
  await applyRetention(env, Date.now() + 6 * DAY_MS);
  expect([(await brief.uploads()).length, await graphSize(brief)]).toEqual([2, full]);
  await applyRetention(env, Date.now() + 8 * DAY_MS);
  expect((await brief.uploads()).length).toBe(1);
  expect(await graphSize(brief)).toBeLessThan(full);
  expect([(await usual.uploads()).length, await graphSize(usual)]).toEqual([2, others]);
});
