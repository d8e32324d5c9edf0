import { beforeAll, describe, expect, test } from 'vitest';
import type {
  AnalyzerCheck,
  AnalyzerDetail,
  PastRun,
  PastRunLine,
} from '../../core/contract/analyzers.ts';
import type { HitExplanation, LensDetail, LensHits } from '../../core/contract/lenses.ts';
import type { RuleList } from '../../core/contract/rules.ts';
import { push, signUp, untilDone } from './member.ts';
import type { Member } from './member.ts';

const START = Date.UTC(2026, 0, 1, 10);

/** A built-in pattern that would hit here too. */
const RARE = 'unique-parent-and-child';

/** A pattern of a tenant's own. */
function pattern(name: string, { id = 'own-tool', risk = 30 } = {}): string {
  return `id: ${id}
title: Tool {child.name} started by {parent.name}
description: A tool that nobody here uses.
risk: ${risk}
level: medium
techniques: [T1588.002]
lens: [asset]
nodes:
  parent: { type: process }
  child: { type: process, where: { name: ${name} } }
edges: [[parent, children, child]]
`;
}

/** A process creation of Sysmon, as flat JSON. */
function started(pid: number, name: string, host = 'DESK-1'): string {
  const time = new Date(START + pid * 1000).toISOString();
  return JSON.stringify({
    EventID: 1,
    Channel: 'Microsoft-Windows-Sysmon/Operational',
    SourceName: 'Microsoft-Windows-Sysmon',
    Hostname: host,
    UtcTime: time.replace('T', ' ').replace('Z', ''),
    ProcessGuid: `{0A1B2C3D-0001-0002-0003-${String(pid).padStart(12, '0')}}`,
    ProcessId: String(pid),
    Image: `C:\\Example\\${name}`,
    CommandLine: name,
    User: 'ACME\\ana',
    ParentProcessGuid: '{0A1B2C3D-0001-0002-0003-00000000FFFF}',
    ParentProcessId: '4242',
    ParentImage: 'C:\\Example\\host.exe',
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

async function save(member: Member, source: string, basedOn: number | null, id = 'own-tool') {
  return await member.put(`/api/analyzers/${id}`, { source, basedOn });
}

async function setState(member: Member, id: string, state: string): Promise<number> {
  const response = await member.send('/api/analyzers', {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ids: [id], state }),
  });
  return response.status;
}

async function detailOf(member: Member, id = 'own-tool'): Promise<AnalyzerDetail> {
  return await (await member.get(`/api/analyzers/${id}`)).json();
}

/** The score of the only host's lens; 0 when there is none. */
async function score(member: Member): Promise<number> {
  const [lens] = await member.lenses();
  return lens?.score ?? 0;
}

function resultOf(lines: readonly PastRunLine[]): PastRun {
  const last = lines.at(-1);
  if (last?.type !== 'result') throw new Error(`no result: ${JSON.stringify(last)}`);
  return last.result;
}

describe('a pattern of a tenant', () => {
  let acme: Awaited<ReturnType<typeof newTenant>>;
  let other: Awaited<ReturnType<typeof newTenant>>;

  beforeAll(async () => {
    [acme, other] = [await newTenant('Acme'), await newTenant('Other')];
    for (const { member } of [acme, other]) await setState(member, RARE, 'off');
  });

  test('is checked, with every fault at its line and column', async () => {
    const faulty = pattern('x.exe').replace('name: x.exe', 'nam: x.exe').replace('30', '300');
    const check = await (
      await acme.member.post('/api/analyzers/check', { source: faulty })
    ).json<AnalyzerCheck>();
    expect(check.analyzer).toBeUndefined();
    expect(check.faults.map(({ line }) => line).sort()).toEqual([10, 4]);
    expect(check.faults.every(({ column }) => column > 0)).toBe(true);
    const saved = await save(acme.member, faulty, null);
    expect(saved.status).toBe(422);
  });

  test('is tried on pasted records, which leaves nothing', async () => {
    const check = await (
      await acme.member.post('/api/analyzers/check', {
        source: pattern('odd.exe'),
        records: [started(10, 'odd.exe'), started(11, 'even.exe'), 'no record'].join('\n'),
      })
    ).json<AnalyzerCheck>();
    expect(check.faults).toEqual([]);
    expect(check.tried?.records).toEqual({ received: 3, accepted: 2, rejected: 1, ignored: 0 });
    expect(check.tried?.hits.map(({ title }) => title)).toEqual([
      'Tool odd.exe started by host.exe',
    ]);
    expect(check.analyzer?.plan.length).toBe(1);
    expect(await acme.member.lenses()).toEqual([]);
  });

  test('is live on new facts once it is saved, for its tenant alone', async () => {
    await acme.send(started(100, 'odd.exe'));
    expect((await save(acme.member, pattern('odd.exe'), null)).status).toBe(204);
    expect(await score(acme.member)).toBe(0);
    await acme.send(started(101, 'odd.exe'));
    await other.send(started(101, 'odd.exe'));
    expect(await score(acme.member)).toBe(30);
    expect(await other.member.lenses()).toEqual([]);
    const [lens] = await acme.member.lenses();
    const { rows } = await (await acme.member.get(`/api/lenses/${lens?.id}`)).json<LensDetail>();
    expect(rows).toMatchObject([{ analyzerId: 'own-tool', kind: 'pattern', hits: 1, risk: 30 }]);
  });

  test('law 6: cannot be seen, changed or deleted by another tenant', async () => {
    const seen = await other.member.get('/api/analyzers/own-tool');
    const none = await other.member.get('/api/analyzers/nothing');
    expect([seen.status, none.status]).toEqual([404, 404]);
    expect(await setState(other.member, 'own-tool', 'off')).toBe(404);
    const gone = await other.member.send('/api/analyzers/own-tool', { method: 'DELETE' });
    expect(gone.status).toBe(404);
    const { own } = await (await other.member.get('/api/rules')).json<RuleList>();
    expect(own).toEqual([]);
  });

  test('scores nothing in shadow, still counts its hits, and counts again when it is on', async () => {
    expect(await setState(acme.member, 'own-tool', 'shadow')).toBe(204);
    expect(await score(acme.member)).toBe(0);
    const { own } = await (await acme.member.get('/api/rules')).json<RuleList>();
    expect(own).toMatchObject([{ id: 'own-tool', state: 'shadow', hits: 1, isOwn: true }]);
    await setState(acme.member, 'own-tool', 'on');
    expect(await score(acme.member)).toBe(30);
  });

  test('is not looked for while it is off', async () => {
    await setState(acme.member, 'own-tool', 'off');
    expect(await score(acme.member)).toBe(0);
    await acme.send(started(102, 'odd.exe'));
    await setState(acme.member, 'own-tool', 'on');
    expect(await score(acme.member)).toBe(30);
  });

  test('an edit withdraws the hits that it does not make, and scores the others anew', async () => {
    const { version } = await detailOf(acme.member);
    const stale = await save(acme.member, pattern('odd.exe', { risk: 50 }), 0);
    expect(stale.status).toBe(409);
    expect((await save(acme.member, pattern('odd.exe', { risk: 50 }), version)).status).toBe(204);
    expect(await score(acme.member)).toBe(50);
    const { version: next } = await detailOf(acme.member);
    await save(acme.member, pattern('even.exe'), next);
    expect(await score(acme.member)).toBe(0);
    await acme.send(started(103, 'even.exe'), started(104, 'odd.exe'));
    expect(await score(acme.member)).toBe(30);
  });

  test('says who changed what, with the texts of before', async () => {
    const { changes, source, analyzer } = await detailOf(acme.member);
    expect(changes.map(({ action }) => action)).toEqual([
      'saved',
      'saved',
      'on',
      'off',
      'on',
      'shadow',
      'saved',
    ]);
    expect(changes[0]?.source).toBe(source);
    expect(changes.at(-1)?.source).toBe(pattern('odd.exe'));
    expect(new Set(changes.map(({ by }) => by))).toEqual(new Set([analyzer.saved?.by]));
    expect(changes.every(({ by }) => by.endsWith('@grapnel.example'))).toBe(true);
  });

  test('is deleted with its hits; what was done is still known', async () => {
    const gone = await acme.member.send('/api/analyzers/own-tool', { method: 'DELETE' });
    expect(gone.status).toBe(204);
    expect(await acme.member.lenses()).toEqual([]);
    await acme.send(started(105, 'even.exe'));
    expect(await acme.member.lenses()).toEqual([]);
    await save(acme.member, pattern('even.exe'), null);
    expect((await detailOf(acme.member)).changes.map(({ action }) => action)[1]).toBe('deleted');
  });

  test('may not take the id of one of the service', async () => {
    const id = 'suspicious-svchost';
    const response = await save(acme.member, pattern('x.exe', { id }), null, id);
    expect(response.status).toBe(422);
    const other = await save(acme.member, pattern('x.exe'), null, 'another-id');
    expect(other.status).toBe(422);
  });
});

test('a hit shows its title, and the facts that made it with their evidence', async () => {
  const { member, send } = await newTenant('Explained');
  const { member: other } = await newTenant('Elsewhere');
  await setState(member, RARE, 'off');
  await save(member, pattern('odd.exe'), null);
  await send(started(1, 'even.exe'), started(2, 'odd.exe'));
  const [lens] = await member.lenses();
  const path = `/api/lenses/${lens?.id}/hits?analyzer=own-tool`;
  const { hits, omitted } = await (await member.get(path)).json<LensHits>();
  expect(omitted).toBe(0);
  expect(hits.map(({ title }) => title)).toEqual(['Tool odd.exe started by host.exe']);
  const explained = await member.get(`/api/hits/${hits[0]?.id}`);
  const { facts } = await explained.json<HitExplanation>();
  const first = START + 2_000;
  const evidence = { upload: 1, record: 2 };
  expect(facts).toEqual([
    { subject: 'odd.exe (2)', predicate: 'name', object: 'odd.exe', first, evidence },
    {
      subject: 'host.exe (4242)',
      predicate: 'children',
      object: 'odd.exe (2)',
      first,
      evidence,
    },
  ]);
  const raw = await (await member.get('/api/evidence/1/2')).text();
  expect(raw).toBe(started(2, 'odd.exe'));
  expect((await other.get(`/api/hits/${hits[0]?.id}`)).status).toBe(404);
  expect(await (await other.get(path)).json()).toEqual({ hits: [], omitted: 0 });
});

describe('a built-in pattern', () => {
  test('has states as rules have, and shows its text', async () => {
    const { member, send } = await newTenant('Builtin');
    const masquerade = started(200, 'svchost.exe');
    await send(masquerade);
    const before = await score(member);
    expect(before).toBeGreaterThan(0);
    expect(await setState(member, 'suspicious-svchost', 'shadow')).toBe(204);
    expect(await score(member)).toBeLessThan(before);
    const detail = await detailOf(member, 'suspicious-svchost');
    expect(detail).toMatchObject({ version: null, analyzer: { state: 'shadow', isOwn: false } });
    expect(detail.source).toContain('id: suspicious-svchost');
    await setState(member, 'suspicious-svchost', 'on');
    expect(await score(member)).toBe(before);
  });
});

describe('a run on past data', () => {
  const range = { from: START, to: START + 3_600_000 };

  async function run(member: Member, body: object): Promise<PastRunLine[]> {
    const response = await member.post('/api/analyzers/run', { ...range, ...body });
    expect(response.status).toBe(200);
    const text = await response.text();
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as PastRunLine);
  }

  test('finds what live analysis would have, and creates nothing', async () => {
    const { member, send } = await newTenant('Past');
    await setState(member, RARE, 'off');
    await send(...[1, 2, 3].map((at) => started(at, 'odd.exe')), started(4, 'even.exe', 'DESK-2'));
    const lines = await run(member, { source: pattern('odd.exe') });
    expect(lines[0]).toMatchObject({ type: 'progress' });
    const result = resultOf(lines);
    expect(result).toMatchObject({
      hits: 3,
      difference: { new: 3, same: 0, gone: 0 },
      lenses: [{ type: 'asset', name: 'DESK-1', hits: 3, isOpen: false }],
      days: [{ day: Date.UTC(2026, 0, 1), hits: 3 }],
      limits: [],
    });
    expect(result.shown.map(({ title }) => title)).toEqual(
      Array.from({ length: 3 }, () => 'Tool odd.exe started by host.exe'),
    );
    expect(await member.lenses()).toEqual([]);
    expect((await (await member.get('/api/rules')).json<RuleList>()).own).toEqual([]);
  });

  test('compares with the analyzer as it is now, within the range', async () => {
    const { member, send } = await newTenant('Compared');
    await save(member, pattern('odd.exe'), null);
    await send(...[1, 2, 3].map((at) => started(at, 'odd.exe')), started(4, 'even.exe'));
    const wider = pattern('[odd.exe, even.exe]');
    expect(resultOf(await run(member, { source: wider })).difference).toEqual({
      new: 1,
      same: 3,
      gone: 0,
    });
    const narrow = { source: pattern('even.exe'), from: START + 2_000 };
    expect(resultOf(await run(member, narrow)).difference).toEqual({ new: 1, same: 0, gone: 2 });
    const saved = resultOf(await run(member, { id: 'own-tool' }));
    expect(saved.hits).toBe(3);
    const live = await (await member.get('/api/rules')).json<RuleList>();
    expect(live.own[0]?.hits).toBe(saved.hits);
  });

  test('refuses what is no analyzer, and another tenant’s', async () => {
    const { member } = await newTenant('Refused');
    const faulty = await member.post('/api/analyzers/run', { ...range, source: 'id: x' });
    const unknown = await member.post('/api/analyzers/run', { ...range, id: 'own-tool' });
    const empty = await member.post('/api/analyzers/run', range);
    expect([faulty.status, unknown.status, empty.status]).toEqual([422, 404, 400]);
  });
});
