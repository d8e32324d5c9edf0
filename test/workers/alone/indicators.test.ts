import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import type { IndicatorLists, SavedIndicators } from '../../../core/contract/indicators.ts';
import type { LensDetail } from '../../../core/contract/lenses.ts';
import type { TenantId } from '../../../durable-objects/stubs.ts';
import { fetchLists } from '../../../workers/analyzers/indicator-lists.ts';
import { findRuleSet, noteFetch } from '../../../workers/d1/rule-sets.ts';
import { push, signUp, untilDone } from '../member.ts';
import type { Member } from '../member.ts';

const START = Date.UTC(2026, 0, 1, 10);

function connected(second: number, ip: string, host = 'DESK-1'): string {
  const time = new Date(START + second * 1000).toISOString();
  return JSON.stringify({
    EventID: 3,
    Channel: 'Microsoft-Windows-Sysmon/Operational',
    SourceName: 'Microsoft-Windows-Sysmon',
    Hostname: host,
    UtcTime: time.replace('T', ' ').replace('Z', ''),
    ProcessGuid: `{0A1B2C3D-0001-0002-0003-${String(second).padStart(12, '0')}}`,
    ProcessId: String(second),
    Image: 'C:\\Example\\tool.exe',
    SourceIp: '10.0.0.8',
    SourcePort: String(50_000 + second),
    DestinationIp: ip,
    DestinationPort: '443',
    Protocol: 'tcp',
    Initiated: 'true',
  });
}

async function newTenant(name: string) {
  const member = await signUp(name);
  const { token } = await member.createSource();
  const send = async (...records: readonly string[]): Promise<void> => {
    await push(token, records.join('\n'));
    await untilDone(member);
  };
  return { member, send };
}

async function save(member: Member, text: string, id = 'bad'): Promise<SavedIndicators> {
  const response = await member.put(`/api/indicators/${id}`, { name: 'Bad ones', risk: 40, text });
  expect(response.status).toBe(200);
  return await response.json<SavedIndicators>();
}

/** Titles of what hits of the list's, by lens. */
async function found(member: Member): Promise<string[]> {
  const lenses = await member.lenses();
  const details = await Promise.all(
    lenses.map(async ({ id }) => (await member.get(`/api/lenses/${id}`)).json<LensDetail>()),
  );
  return details
    .flatMap(({ lens, rows }) =>
      rows
        .filter(({ kind }) => kind === 'indicator')
        .map(({ title, hits }) => `${lens.name}: ${title}, ${hits}`),
    )
    .sort();
}

async function listOf(member: Member) {
  const { lists } = await (await member.get('/api/indicators')).json<IndicatorLists>();
  return lists[0];
}

async function setState(member: Member, state: string): Promise<number> {
  const response = await member.send('/api/indicators/bad', {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ state }),
  });
  return response.status;
}

test('a list hits what came before it and what comes after it alike', async () => {
  const { member, send } = await newTenant('Before and after');
  const { member: other, send: sendOther } = await newTenant('Not theirs');
  await send(connected(1, '203.0.113.9'), connected(2, '198.51.100.20'));
  await sendOther(connected(1, '203.0.113.9'));
  const saved = await save(member, '203.0.113.9\n198.51.100.0/24\nnot one\n');
  expect(saved).toMatchObject({ taken: 2, refused: 1, faults: [{ line: 3 }] });
  const past = [
    '198.51.100.20: Address on the list Bad ones, 1',
    '198.51.100.20: Address on the list Bad ones, in traffic, 1',
    '203.0.113.9: Address on the list Bad ones, 1',
    '203.0.113.9: Address on the list Bad ones, in traffic, 1',
    'DESK-1: Address on the list Bad ones, 2',
  ];
  expect(await found(member)).toEqual(past);
  expect(await found(other)).toEqual([]);

  await send(connected(3, '203.0.113.9', 'DESK-2'));
  expect(await found(member)).toContain('203.0.113.9: Address on the list Bad ones, 2');
  expect(await found(member)).toContain('DESK-2: Address on the list Bad ones, 1');

  // The same, with the list there first.
  const { member: first, send: sendFirst } = await newTenant('List first');
  await save(first, '203.0.113.9\n198.51.100.0/24\n');
  await sendFirst(
    connected(3, '203.0.113.9', 'DESK-2'),
    connected(2, '198.51.100.20'),
    connected(1, '203.0.113.9'),
  );
  expect(await found(first)).toEqual(await found(member));

  expect((await other.get('/api/indicators')).status).toBe(200);
  expect(await listOf(other)).toBeUndefined();
  const gone = await other.send('/api/indicators/bad', { method: 'DELETE' });
  expect(gone.status).toBe(404);
});

test('what a list names no more is withdrawn; states and ends hold', async () => {
  const { member, send } = await newTenant('Changing');
  await send(connected(1, '203.0.113.9'), connected(2, '203.0.113.10'));
  await save(member, '203.0.113.9\n203.0.113.10');
  expect(await found(member)).toContain('DESK-1: Address on the list Bad ones, 2');
  await save(member, '203.0.113.10');
  expect(await found(member)).toContain('DESK-1: Address on the list Bad ones, 1');
  expect(await setState(member, 'shadow')).toBe(204);
  expect(await found(member)).toEqual([]);
  expect(await listOf(member)).toMatchObject({ state: 'shadow', hits: 2, counts: { address: 1 } });

  expect(await setState(member, 'off')).toBe(204);
  await send(connected(3, '203.0.113.10'));
  expect(await setState(member, 'on')).toBe(204);
  expect(await found(member)).toContain('DESK-1: Address on the list Bad ones, 2');

  // The end is one of event time: before the second connection, behind the first.
  const end = new Date(START + 2_500).toISOString();
  await save(member, `value,expires\n203.0.113.10,${end}`);
  expect(await found(member)).toContain('DESK-1: Address on the list Bad ones, 1');
  await send(connected(4, '203.0.113.10'));
  expect(await found(member)).toContain('DESK-1: Address on the list Bad ones, 1');

  expect((await member.send('/api/indicators/bad', { method: 'DELETE' })).status).toBe(204);
  expect(await found(member)).toEqual([]);
  expect(await listOf(member)).toBeUndefined();
});

test('refuses what is no list', async () => {
  const { member } = await newTenant('Refusing');
  const put = async (id: string, body: object) =>
    (await member.put(`/api/indicators/${id}`, { name: 'x', risk: 1, ...body })).status;
  expect(await put('bad', { text: 'nothing here' })).toBe(422);
  expect(await put('not-an-id', { text: '203.0.113.9' })).toBe(422);
  expect(await put('bad', {})).toBe(400);
  expect(await put('bad', { text: 'a', url: 'https://example.com/x' })).toBe(400);
  expect(await put('bad', { url: 'https://127.0.0.1/x' })).toBe(422);
  expect(await put('bad', { name: '{a.b}', text: '203.0.113.9' })).toBe(400);
});

test('a list that cannot be fetched stays as it was, and says why', async () => {
  const { member, send } = await newTenant('Fetched');
  await save(member, '203.0.113.9');
  await env.DB.prepare(
    `UPDATE rule_sets SET indicators = json_set(indicators, '$[0].url', 'https://lists.grapnel.invalid/x')
     WHERE tenant_id = ?`,
  )
    .bind(member.tenantId)
    .run();
  await fetchLists(env, Date.now() + 86_400_000);
  const list = await listOf(member);
  expect(list?.failure).toBe('Rules are fetched from public https addresses only.');
  expect(list?.counts).toEqual({ address: 1 });
  await send(connected(1, '203.0.113.9'));
  expect(await found(member)).toContain('DESK-1: Address on the list Bad ones, 1');
});

test('a list is fetched as often as it says', async () => {
  const { member } = await newTenant('Often');
  await save(member, '203.0.113.9');
  const now = Date.now();
  const { everyHours, fetchedAt } = { everyHours: 6, fetchedAt: now };
  await env.DB.prepare(
    `UPDATE rule_sets SET indicators = json_set(indicators, '$[0].everyHours', ?2,
       '$[0].fetchedAt', ?3, '$[0].url', 'https://lists.grapnel.invalid/x') WHERE tenant_id = ?1`,
  )
    .bind(member.tenantId, everyHours, fetchedAt)
    .run();
  await fetchLists(env, now + 5 * 3_600_000);
  expect((await listOf(member))?.failure).toBeUndefined();
  await fetchLists(env, now + 6 * 3_600_000);
  expect(await listOf(member)).toMatchObject({
    failure: expect.any(String) as string,
    fetchedAt: now + 6 * 3_600_000,
  });
});

test('noting that a list was fetched changes nothing else, and makes no version', async () => {
  const { member } = await newTenant('Noted');
  await save(member, '203.0.113.9');
  const before = await findRuleSet(env.DB, member.tenantId as TenantId);
  await noteFetch(env.DB, member.tenantId as TenantId, before.version, 'bad', 12);
  await noteFetch(env.DB, member.tenantId as TenantId, before.version + 1, 'bad', 13);
  const [list] = before.indicators;
  expect(await findRuleSet(env.DB, member.tenantId as TenantId)).toEqual({
    ...before,
    indicators: [{ ...list, fetchedAt: 12 }],
  });
});

test('a list can name domains with all that is below them, also in the past', async () => {
  const { member, send } = await newTenant('Below');
  await send(
    JSON.stringify({
      EventID: 22,
      Channel: 'Microsoft-Windows-Sysmon/Operational',
      Hostname: 'DESK-1',
      UtcTime: new Date(START).toISOString().replace('T', ' ').replace('Z', ''),
      ProcessId: '4',
      Image: 'C:\\a.exe',
      QueryName: 'x.y.bad.example',
      QueryStatus: '0',
    }),
  );
  const put = async (hasSubdomains: boolean) =>
    await member.put('/api/indicators/bad', {
      name: 'Bad ones',
      risk: 40,
      text: 'bad.example',
      hasSubdomains,
    });
  await put(false);
  expect(await found(member)).toEqual([]);
  await put(true);
  expect((await found(member)).join()).toContain('Domain on the list Bad ones');
  await put(false);
  expect(await found(member)).toEqual([]);
});
