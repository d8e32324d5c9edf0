import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import type { Alert, ServiceStatus } from '../../../core/contract/operator.ts';
import {
  CANARY_PATIENCE_MS,
  CANARY_TENANT,
  keepCanaryRun,
  readCanary,
  readCanaryRuns,
  runCanary,
} from '../../../workers/operator/canary.ts';
import { request } from '../member.ts';

const DAY_MS = 86_400_000;
const AUTHORIZATION = { authorization: 'Bearer an operator token of the tests' };

async function status(): Promise<ServiceStatus> {
  return await (await request('/status')).json<ServiceStatus>();
}

async function canaryAlerts(): Promise<Alert[]> {
  const response = await request('/operator/alerts', { headers: AUTHORIZATION });
  const { alerts } = await response.json<{ alerts: Alert[] }>();
  return alerts.filter(({ kind }) => kind === 'canary');
}

test('a synthetic attack goes through the service, once an hour, and is told of', async () => {
  expect((await status()).canary).toBeNull();
  const now = Date.now();
  await runCanary(env, now);
  while ((await status()).canary?.state !== 'ok') await scheduler.wait(50);
  const { canary, state } = await status();
  expect(state).toBe('ok');
  expect(canary?.latencySeconds).toBeGreaterThan(0);
  expect(canary?.latencySeconds).toBeLessThan(30);
  const metrics = await (await request('/operator/metrics', { headers: AUTHORIZATION })).text();
  expect(metrics).toMatch(/^grapnel_canary_failed 0$/m);
  expect(metrics).toMatch(/^grapnel_canary_latency_seconds [\d.]+$/m);
  expect(await canaryAlerts()).toEqual([]);

  await runCanary(env, now + 60_000);
  const { results } = await env.DB.prepare('SELECT number FROM uploads WHERE tenant_id = ?')
    .bind(CANARY_TENANT)
    .all();
  expect(results).toHaveLength(1);
});

test('an attack that is in no lens is an alert, and the service is not well', async () => {
  await runCanary(env, Date.now());
  while ((await readCanary(env.DB, Date.now()))?.state !== 'ok') await scheduler.wait(50);
  await env.DB.prepare('DELETE FROM lenses WHERE tenant_id = ?').bind(CANARY_TENANT).run();
  await env.DB.prepare('UPDATE uploads SET received_at = ? WHERE tenant_id = ?')
    .bind(Date.now() - 10 * 60_000, CANARY_TENANT)
    .run();
  expect((await status()).canary?.state).toBe('failed');
  expect((await status()).state).toBe('behind');
  expect(await canaryAlerts()).toMatchObject([
    { message: 'the canary of 10 min ago is in no lens' },
  ]);
});

test('how attacks came through is kept for a day, in a row for each hour of it', async () => {
  const now = Date.now();
  await env.DB.prepare('DELETE FROM uploads WHERE tenant_id = ?').bind(CANARY_TENANT).run();
  await runCanary(env, now);
  expect((await status()).canaryRuns).toEqual([]);
  while ((await status()).canary?.state !== 'ok') await scheduler.wait(50);
  await keepCanaryRun(env.DB, now);
  const { canary, canaryRuns } = await status();
  expect(canaryRuns).toEqual([{ sentAt: canary?.sentAt, latencySeconds: canary?.latencySeconds }]);

  // What is known is not written again, not even when it would be told otherwise.
  await env.DB.prepare('DELETE FROM lenses WHERE tenant_id = ?').bind(CANARY_TENANT).run();
  await keepCanaryRun(env.DB, now + CANARY_PATIENCE_MS + 1_000);
  expect((await status()).canaryRuns).toEqual(canaryRuns);

  for (let day = 1; day <= 3; day += 1) {
    await env.DB.prepare('UPDATE uploads SET received_at = received_at + ? WHERE tenant_id = ?')
      .bind(DAY_MS, CANARY_TENANT)
      .run();
    await keepCanaryRun(env.DB, now + day * DAY_MS + CANARY_PATIENCE_MS + 1_000);
  }
  const { results } = await env.DB.prepare('SELECT * FROM canary_runs').all();
  expect(results).toMatchObject([{ latency_ms: null }]);
  const threeDays = (canary?.sentAt ?? 0) + 3 * DAY_MS;
  expect(await readCanaryRuns(env.DB, threeDays + 1)).toEqual([
    { sentAt: threeDays, latencySeconds: null },
  ]);
  expect(await readCanaryRuns(env.DB, threeDays + DAY_MS)).toEqual([]);
});
