import { describe, expect, test } from 'vitest';
import type { HitExplanation, LensDetail, LensHits } from '../../core/contract/lenses.ts';
import type { RuleImport, RuleList, RuleState } from '../../core/contract/rules.ts';
import { push, signUp, untilDone } from './member.ts';
import type { Member } from './member.ts';

const BURST = 'c0aae1a7-0000-4000-8000-000000000001';
const TOOL = 'c0aae1a7-0000-4000-8000-000000000002';

/** A rule that is nothing by itself, and a correlation of it. */
const rules = (correlation: string): string => `title: A tool ran
id: ${TOOL}
name: tool_ran
level: low
logsource: {product: windows, category: process_creation}
detection: {s: {Image|endswith: '\\tool.exe'}, condition: s}
---
title: A tool ran often
id: ${BURST}
level: high
author: Ada Example
tags: [attack.t1110.001]
correlation: {${correlation}}
`;

const THREE_A_MINUTE =
  'type: event_count, rules: [tool_ran], group-by: [User], timespan: 1m, condition: {gte: 3}';

const START = Date.UTC(2026, 0, 1, 10);

/** A process creation of Sysmon, so many seconds after the start. */
function ran(second: number, host = 'DESK-1', user = 'ACME\\ana'): string {
  const time = new Date(START + second * 1000).toISOString();
  const pid = 1_000 + second;
  return JSON.stringify({
    EventID: 1,
    Channel: 'Microsoft-Windows-Sysmon/Operational',
    SourceName: 'Microsoft-Windows-Sysmon',
    Hostname: host,
    UtcTime: time.replace('T', ' ').replace('Z', ''),
    ProcessGuid: `{0A1B2C3D-0001-0002-0003-${String(pid).padStart(12, '0')}}`,
    ProcessId: String(pid),
    Image: 'C:\\Program Files\\Example\\tool.exe',
    CommandLine: `tool ${second}`,
    User: user,
    ParentProcessGuid: '{0A1B2C3D-0001-0002-0003-00000000FFFF}',
    ParentProcessId: '4242',
    ParentImage: 'C:\\Program Files\\Example\\host.exe',
  });
}

/** A new tenant with these rules, and what it takes to send it uploads. */
async function newTenant(name: string, text: string) {
  const member = await signUp(name);
  const { token } = await member.createSource();
  const response = await member.post('/api/rules/import', {
    pack: 'own',
    files: [{ path: 'burst.yml', text }],
  });
  expect(response.status).toBe(201);
  const imported = await response.json<RuleImport>();
  expect([imported.rejected, imported.warnings]).toEqual([[], []]);
  const send = async (...uploads: readonly (readonly string[])[]): Promise<void> => {
    for (const records of uploads) {
      await push(token, records.join('\n'));
      await untilDone(member);
    }
  };
  return { member, send };
}

async function lensesOf(member: Member): Promise<LensDetail[]> {
  const lenses = await member.lenses();
  const details = await Promise.all(
    lenses.map(async ({ id }) => (await member.get(`/api/lenses/${id}`)).json<LensDetail>()),
  );
  return details.sort((a, b) => (a.lens.name < b.lens.name ? -1 : 1));
}

/** What lenses say, without what depends on when that was. */
async function told(member: Member): Promise<unknown> {
  return (await lensesOf(member)).map(({ lens, rows, graph }) => ({
    lens: [lens.type, lens.name, lens.score],
    rows: rows.map(({ analyzerId, hits, contribution, nodes }) => {
      return { analyzerId, hits, contribution, nodes };
    }),
    graph: graph.nodes.map(({ id }) => id).sort(),
  }));
}

async function hitsOf(member: Member, analyzer: string) {
  const [lens] = await lensesOf(member);
  const path = `/api/lenses/${lens?.lens.id}/hits?analyzer=${encodeURIComponent(analyzer)}`;
  return (await (await member.get(path)).json<LensHits>()).hits;
}

async function setState(member: Member, id: string, state: RuleState | null): Promise<void> {
  const response = await member.send('/api/rules', {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ids: [id], state }),
  });
  expect(response.status).toBe(204);
}

describe('a correlation', () => {
  test('counts over uploads, and is a hit on the processes, the host and the user', async () => {
    const { member, send } = await newTenant('Counts', rules(THREE_A_MINUTE));
    await send([ran(0)], [ran(20)]);
    expect(await member.lenses()).toEqual([]);
    await send([ran(60)]);
    const [user, host] = await lensesOf(member);
    expect([user?.lens.name, host?.lens.name]).toEqual(['ACME\\ana', 'DESK-1']);
    expect(host?.rows).toEqual([
      expect.objectContaining({
        analyzerId: `sigma:${BURST}`,
        kind: 'sigma',
        title: 'A tool ran often',
        risk: 60,
        hits: 1,
        techniques: ['T1110.001'],
        rule: expect.objectContaining({ level: 'high', author: 'Ada Example' }),
      }),
    ]);
    const named = new Set(host?.rows[0]?.nodes);
    const labels = host?.graph.nodes.filter(({ id }) => named.has(id)).map(({ label }) => label);
    expect(labels?.sort()).toEqual(
      ['ACME\\ana', 'tool.exe (1000)', 'tool.exe (1020)', 'tool.exe (1060)'].sort(),
    );
  });

  test('has the records that it counted as its evidence', async () => {
    const { member, send } = await newTenant('Evidence', rules(THREE_A_MINUTE));
    await send([ran(0), ran(20)], [ran(40), ran(50)]);
    const hits = await hitsOf(member, `sigma:${BURST}`);
    expect(hits).toEqual([
      expect.objectContaining({ title: 'User ACME\\ana', time: START + 40_000 }),
    ]);
    const answer = await member.get(`/api/hits/${hits[0]?.id}`);
    const { facts } = await answer.json<HitExplanation>();
    expect(facts.map(({ object, first, evidence }) => [object, first, evidence.record])).toEqual([
      [TOOL, START, 1],
      [TOOL, START + 20_000, 2],
      [TOOL, START + 40_000, 1],
    ]);
  });

  test('law 2: is the same shuffled, in other batches, and sent twice', async () => {
    const seconds = [0, 5, 61, 62, 63, 190, 200, 230, 400, 461];
    const records = [
      ...seconds.map((second) => ran(second)),
      ...seconds.map((second) => ran(second, 'DESK-2', 'ACME\\bob')),
    ];
    const text = rules(THREE_A_MINUTE);
    const [inOrder, shuffled, twice] = [
      await newTenant('InOrder', text),
      await newTenant('Shuffled', text),
      await newTenant('Twice', text),
    ];
    await inOrder.send(records);
    const other = [...records].sort((a, b) => (a.slice(-60) + a.length < b.slice(-60) ? 1 : -1));
    const backwards = other.toReversed();
    await shuffled.send(backwards.slice(0, 3), backwards.slice(3, 11), backwards.slice(11));
    await twice.send(records.slice(7), records, records.slice(0, 9));
    const expected = await told(inOrder.member);
    expect(JSON.stringify(expected)).toContain(`sigma:${BURST}`);
    expect(await told(shuffled.member)).toEqual(expected);
    expect(await told(twice.member)).toEqual(expected);
  });

  test('joins what several hosts, in whichever shards, saw of one user', async () => {
    const text = rules(
      'type: value_count, rules: [tool_ran], group-by: [User], timespan: 10m, condition: {field: Computer, gte: 3}, aliases: {Computer: {tool_ran: Hostname}}',
    );
    const { member, send } = await newTenant('Several', text);
    await send([ran(1, 'A')], [ran(2, 'B')], [ran(3, 'C')]);
    const lenses = await lensesOf(member);
    expect(lenses.map(({ lens }) => lens.name)).toEqual(['A', 'ACME\\ana', 'B', 'C']);
    expect(new Set(lenses.map(({ lens }) => lens.score))).toEqual(new Set([60]));
  });

  test('is withdrawn when a late record moves the window that it held in', async () => {
    const { member, send } = await newTenant(
      'Late',
      rules(
        'type: event_count, rules: [tool_ran], group-by: [User], timespan: 1m, condition: {lt: 2}',
      ),
    );
    await send([ran(0), ran(100)]);
    expect((await lensesOf(member)).length).toBe(2);
    await send([ran(10)]);
    expect(await member.lenses()).toEqual([]);
  });

  test('counts as its state says, and is not looked for when it is off', async () => {
    const { member, send } = await newTenant('States', rules(THREE_A_MINUTE));
    await send([ran(0), ran(1), ran(2)]);
    expect(await member.lenses()).toHaveLength(2);
    await setState(member, BURST, 'shadow');
    expect(await member.lenses()).toEqual([]);
    const { rules: list } = await (await member.get('/api/rules')).json<RuleList>();
    expect(list.find(({ id }) => id === BURST)).toMatchObject({ state: 'shadow', hits: 1 });
    await setState(member, BURST, 'on');
    expect(await member.lenses()).toHaveLength(2);
    await setState(member, BURST, 'off');
    await send([ran(1_000, 'X'), ran(1_001, 'X'), ran(1_002, 'X')]);
    expect(await member.lenses()).toEqual([]);
  });

  test('shows the rules that it builds on only when it says so', async () => {
    const loud = await newTenant('Loud', rules(`${THREE_A_MINUTE}, generate: true`));
    await loud.send([ran(0)]);
    expect((await lensesOf(loud.member)).map(({ rows }) => rows[0]?.analyzerId)).toEqual([
      `sigma:${TOOL}`,
      `sigma:${TOOL}`,
    ]);
  });

  test('of a tenant counts nothing of another', async () => {
    const [one, two] = [
      await newTenant('WallOne', rules(THREE_A_MINUTE)),
      await newTenant('WallTwo', rules(THREE_A_MINUTE)),
    ];
    await one.send([ran(0), ran(1)]);
    await two.send([ran(2)]);
    expect(await one.member.lenses()).toEqual([]);
    expect(await two.member.lenses()).toEqual([]);
  });

  test('changed, decides anew about what was matched before', async () => {
    const { member, send } = await newTenant('Changed', rules(THREE_A_MINUTE));
    await send([ran(0), ran(1)]);
    expect(await member.lenses()).toEqual([]);
    await member.post('/api/rules/import', {
      pack: 'own',
      files: [{ path: 'burst.yml', text: rules(THREE_A_MINUTE.replace('gte: 3', 'gte: 2')) }],
    });
    expect(await member.lenses()).toHaveLength(2);
  });
});
