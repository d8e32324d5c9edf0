import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import type { Alert, ServiceStatus } from '../../../core/contract/operator.ts';
import { sampleAttack } from '../../../core/sample/sample-attack.ts';
import { push, request, signUp, untilDone } from '../member.ts';

const AUTHORIZATION = { authorization: 'Bearer an operator token of the tests' };
const operate = (path: string, method = 'GET') =>
  request(`/operator${path}`, { method, headers: AUTHORIZATION });

test.each([
  ['nobody', {}],
  ['another token', { authorization: 'Bearer an operator token of the testz' }],
  ['a part of it', { authorization: 'Bearer an operator token' }],
])('%s is not let in', async (_, headers) => {
  for (const path of ['/metrics', '/alerts', '/dead-letters']) {
    expect((await request(`/operator${path}`, { headers })).status).toBe(401);
  }
  for (const path of ['/dead-letters/redrive', '/dead-letters/t/1/redrive']) {
    expect((await request(`/operator${path}`, { method: 'POST', headers })).status).toBe(401);
  }
});

test('a member is not the operator', async () => {
  const member = await signUp('Member');
  expect((await member.get('/operator/metrics')).status).toBe(401);
});

test('what was given up is seen, queued again, and comes to the same as if nothing had been', async () => {
  const member = await signUp('Redriven');
  const { token } = await member.createSource();
  const [{ body } = { body: '' }] = sampleAttack(Date.UTC(2026, 0, 1));
  await push(token, body);
  await untilDone(member);
  const lenses = await member.lenses();
  await env.DB.prepare(`UPDATE uploads SET state = 'failed' WHERE tenant_id = ?`)
    .bind(member.tenantId)
    .run();

  const { deadLetters } = await (await operate('/dead-letters')).json<{ deadLetters: object[] }>();
  expect(deadLetters).toMatchObject([{ tenant: member.tenantId, upload: 1 }]);
  const { alerts } = await (await operate('/alerts')).json<{ alerts: Alert[] }>();
  expect(alerts.map(({ kind }) => kind)).toContain('dead-letters');

  const one = `/dead-letters/${member.tenantId}/1/redrive`;
  expect((await operate(one, 'POST')).status).toBe(202);
  const [upload] = await untilDone(member);
  expect(upload?.state).toBe('done');
  expect(await member.lenses()).toEqual(lenses);
  expect((await operate(one, 'POST')).status).toBe(404);

  await env.DB.prepare(`UPDATE uploads SET state = 'failed' WHERE tenant_id = ?`)
    .bind(member.tenantId)
    .run();
  const all = await operate('/dead-letters/redrive', 'POST');
  expect(await all.json()).toEqual({ uploads: [{ tenant: member.tenantId, upload: 1 }] });
  expect((await untilDone(member))[0]?.state).toBe('done');
  expect(await (await operate('/dead-letters')).json()).toEqual({ deadLetters: [] });
});

test('metrics are what the tenants’ uploads and shards say', async () => {
  const member = await signUp('Measured');
  const { token } = await member.createSource();
  const line = JSON.stringify({ EventID: 5, Channel: 'Other', Hostname: 'h' });
  await push(token, `${line}\nunknown`);
  const [upload] = await untilDone(member);
  const answer = await operate('/metrics');
  expect(answer.headers.get('content-type')).toContain('application/openmetrics-text');
  const text = await answer.text();
  const tenant = `tenant="${member.tenantId}"`;
  expect(text).toContain(`grapnel_records_last_day{${tenant},stage="received"} 2\n`);
  expect(text).toContain(`grapnel_records_last_day{${tenant},stage="rejected"} 1\n`);
  expect(text).toContain(
    `grapnel_billed_operations_last_day{${tenant},meter="d1RowsWritten"} ${upload?.meters.d1RowsWritten}\n`,
  );
  expect(text.endsWith('# EOF\n')).toBe(true);
});

test('a source that sent and stopped is told of, and so is an upload that waits', async () => {
  const member = await signUp('Silent');
  const { source, token } = await member.createSource();
  await push(token, 'unknown');
  await untilDone(member);
  await env.DB.prepare(
    `UPDATE uploads SET received_at = received_at - 172800000, state = 'queued' WHERE tenant_id = ?`,
  )
    .bind(member.tenantId)
    .run();
  const { alerts } = await (await operate('/alerts')).json<{ alerts: Alert[] }>();
  const silent = alerts.find(
    ({ kind, tenant }) => kind === 'silent-source' && tenant === member.tenantId,
  );
  expect(silent?.message).toBe(`source ${source.id} is silent for 48 h`);
  expect(alerts.map(({ kind }) => kind)).toContain('lag');
  const status = await (await request('/status')).json<ServiceStatus>();
  expect(status).toMatchObject({ state: 'behind' });
  expect(status.lagSeconds).toBeGreaterThan(100_000);
});
