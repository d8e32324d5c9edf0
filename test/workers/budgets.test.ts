import { afterEach, expect, test, vi } from 'vitest';
import type { AnalyzerDetail } from '../../core/contract/analyzers.ts';
import type { AuditEntry } from '../../core/contract/audit.ts';
import type { Notifications } from '../../core/contract/notifications.ts';
import type { RuleList } from '../../core/contract/rules.ts';
import { push, signUp, untilDone } from './member.ts';

const START = Date.UTC(2026, 0, 1, 10);

/** More than one analyzer may hit in an hour here; vitest.config.ts has the number. */
const MANY = 605;

const EVERY_TOOL = `id: every-tool
title: Tool {child.name}
description: d
risk: 10
level: low
techniques: []
lens: [asset]
nodes:
  parent: { type: process }
  child: { type: process, where: { name: tool.exe } }
edges: [[parent, children, child]]
`;

function started(pid: number, host: string): string {
  const time = new Date(START + pid * 1000).toISOString();
  return JSON.stringify({
    EventID: 1,
    Channel: 'Microsoft-Windows-Sysmon/Operational',
    Hostname: host,
    UtcTime: time.replace('T', ' ').replace('Z', ''),
    ProcessId: String(pid),
    Image: 'C:\\Temp\\tool.exe',
    ParentProcessId: '4',
    ParentImage: 'C:\\Temp\\parent.exe',
  });
}

afterEach(() => vi.restoreAllMocks());

test('an analyzer over its hits of an hour is stopped, visibly, until a member says otherwise', async () => {
  const member = await signUp('Budgets');
  const { token } = await member.createSource();
  const send = async (...records: string[]): Promise<void> => {
    await push(token, records.join('\n'));
    await untilDone(member);
  };
  const saved = await member.send('/api/analyzers/every-tool', {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ source: EVERY_TOOL, basedOn: null }),
  });
  expect(saved.status).toBe(204);
  const told: { analyzer: string }[] = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    told.push(await new Request(input, init as RequestInit).json());
    return new Response('thanks');
  });
  await member.post('/api/notifications/channels', {
    kind: 'webhook',
    name: 'Desk',
    url: 'https://hooks.example.com/x',
    rule: { minScore: 1_000_000 },
  });
  await send(...Array.from({ length: MANY }, (_, at) => started(1_000 + at, 'FLOOD')));

  const list = async () => (await (await member.get('/api/rules')).json<RuleList>()).own[0];
  expect(await list()).toMatchObject({ state: 'on', hits: MANY, stopped: { why: 'hits' } });
  const { changes } = await (await member.get('/api/analyzers/every-tool')).json<AnalyzerDetail>();
  expect(changes[0]).toMatchObject({ action: 'stopped', by: 'the service' });
  const audit = await (await member.get('/api/audit')).json<{ entries: AuditEntry[] }>();
  expect(audit.entries).toContainEqual(
    expect.objectContaining({
      actor: { kind: 'service', id: 'budget', name: 'the service' },
      action: 'analyzer stopped',
      target: 'every-tool',
    }),
  );

  // One of those that the service comes with hits as often.
  const both = ['every-tool', 'unique-parent-and-child'];
  await expect.poll(() => told.map(({ analyzer }) => analyzer).sort()).toEqual(both);
  expect(told).toContainEqual(
    expect.objectContaining({
      title: 'Tool child',
      link: 'https://grapnel.example/analyzers?analyzer=every-tool',
    }),
  );
  const states = async () =>
    (await (await member.get('/api/notifications')).json<Notifications>()).deliveries.map(
      ({ state }) => state,
    );
  await expect.poll(states).toEqual(['sent', 'sent']);

  // What it hit before counts; it looks for nothing more.
  await send(started(9_000, 'LATER'));
  expect((await member.lenses()).map(({ name }) => name)).toContain('FLOOD');
  expect((await list())?.hits).toBe(MANY);

  const resumed = await member.send('/api/analyzers', {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ids: ['every-tool'], state: 'on' }),
  });
  expect(resumed.status).toBe(204);
  await send(started(9_001, 'AGAIN'));
  expect(await list()).toMatchObject({ hits: MANY + 1 });
  expect((await list())?.stopped).toBeUndefined();
  expect(told).toHaveLength(2);
});
