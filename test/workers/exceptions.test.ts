import { env } from 'cloudflare:workers';
import { runDurableObjectAlarm } from 'cloudflare:test';
import { beforeEach, expect, test } from 'vitest';
import type { ExceptionList, ExceptionPreview } from '../../core/contract/exceptions.ts';
import type { LensDetail, LensScore } from '../../core/contract/lenses.ts';
import type { Hit } from '../../core/detect/hit.ts';
import { nodeRef } from '../../core/graph/id.ts';
import type { NodeId } from '../../core/graph/id.ts';
import { signUp } from './member.ts';
import type { Member } from './member.ts';

const SVCHOST = 'suspicious-svchost';
const PARENT = 'rare-parent-of-cmd';

let acme: Member;
let sequence = 0;

beforeEach(async () => {
  acme = await signUp('Acme');
});

const idOf = (host: string) => nodeRef(1, [host]) as string as NodeId;

function hit(host: string, analyzer: string, parent: string): Hit {
  const node = (name: string, label: string) => ({
    name,
    id: nodeRef(2, [host, analyzer, parent, name]) as string as NodeId,
    type: 'process',
    label,
  });
  return {
    id: `${host} ${analyzer} ${parent}`,
    analyzer,
    title: '',
    nodes: [node('parent', parent), node('child', 'cmd.exe (9)')],
    lenses: [{ id: idOf(host), type: 'asset', name: host }],
    time: 1_000,
    evidence: [],
  };
}

async function correlate(...hits: readonly Hit[]) {
  const changes = hits.map((one) => {
    return { hit: one, state: 'active' as const, sequence: (sequence += 1) };
  });
  await env.TENANT.getByName(acme.tenantId).correlate(0, changes);
}

async function scores(): Promise<Record<string, number>> {
  return Object.fromEntries((await acme.lenses()).map(({ name, score }) => [name, score]));
}

async function preview(request: object): Promise<ExceptionPreview> {
  const answer = await acme.post('/api/exceptions/preview', { reason: 'ours', ...request });
  expect(answer.status).toBe(200);
  return await answer.json();
}

async function except(request: object): Promise<string> {
  const answer = await acme.post('/api/exceptions', { reason: 'ours', ...request });
  expect(answer.status).toBe(201);
  return (await answer.json<{ id: string }>()).id;
}

test('what a preview says is what the exception does, and removing it takes that back', async () => {
  await correlate(
    hit('WS-1', SVCHOST, 'agent.exe (1)'),
    hit('WS-1', SVCHOST, 'agent.exe (2)'),
    hit('WS-1', PARENT, 'agent.exe (1)'),
    hit('WS-2', SVCHOST, 'agent.exe (1)'),
    hit('WS-3', SVCHOST, 'word.exe (1)'),
    hit('SRV-1', SVCHOST, 'agent.exe (1)'),
  );
  const before = await scores();
  const body = { ids: [idOf('WS-2')], change: { do: 'close', verdict: 'true-positive' } };
  await acme.send('/api/lenses', {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const request = { analyzer: SVCHOST, lens: 'ws-*', where: { 'parent|startswith': 'AGENT.exe' } };
  const said = await preview(request);
  expect(said).toMatchObject({ hits: 3, moreLenses: 0 });
  expect(said.lenses.map(({ name, isTruePositive }) => [name, isTruePositive])).toEqual([
    ['WS-2', true],
    ['WS-1', false],
  ]);
  const id = await except(request);
  const after = await allScores();
  for (const lens of said.lenses) {
    expect(before[lens.name] ?? 75).toBe(lens.before);
    expect(after[lens.name] ?? 0).toBe(lens.after);
  }
  expect(after).toEqual({ 'WS-1': 10, 'WS-3': 75, 'SRV-1': 75 });

  const list = await (await acme.get('/api/exceptions')).json<ExceptionList>();
  expect(list.exceptions).toMatchObject([{ id, hits: 3, reason: 'ours', analyzer: SVCHOST }]);
  expect((await acme.send(`/api/exceptions/${id}`, { method: 'DELETE' })).status).toBe(204);
  expect(await scores()).toMatchObject({ 'WS-1': before['WS-1'] });
  expect((await acme.send(`/api/exceptions/${id}`, { method: 'DELETE' })).status).toBe(404);
});

async function allScores(): Promise<Record<string, number>> {
  const closed = await (
    await acme.get('/api/lenses?tab=closed')
  ).json<{
    lenses: { name: string; score: number }[];
  }>();
  return {
    ...(await scores()),
    ...Object.fromEntries(closed.lenses.map(({ name, score }) => [name, score])),
  };
}

test('law 5: the lens says what is kept out, and its rows still sum', async () => {
  await correlate(hit('WS-1', SVCHOST, 'agent.exe (1)'), hit('WS-1', PARENT, 'agent.exe (1)'));
  await except({ analyzer: SVCHOST, reason: 'our agent starts it' });
  await correlate(hit('WS-1', SVCHOST, 'agent.exe (2)'));
  const { lens, rows } = await (await acme.get(`/api/lenses/${idOf('WS-1')}`)).json<LensDetail>();
  expect(lens.score).toBe(10);
  expect(rows.reduce((sum, { contribution }) => sum + contribution, 0)).toBe(10);
  expect(rows.at(-1)).toMatchObject({
    contribution: 0,
    hits: 2,
    exception: { analyzer: SVCHOST },
    why: expect.stringMatching(/keeps out 2 hits of it: our agent starts it$/) as string,
  });
});

test('an exception ends at its date, and what it kept out counts again', async () => {
  await correlate(hit('WS-1', SVCHOST, 'agent.exe (1)'));
  await except({ analyzer: SVCHOST, until: Date.now() + 400 });
  expect(await scores()).toEqual({});
  await scheduler.wait(450);
  await runDurableObjectAlarm(env.TENANT.getByName(acme.tenantId));
  await expect.poll(scores).toEqual({ 'WS-1': 75 });
});

test('conditions that cannot be read are refused, with what is wrong', async () => {
  const answer = await acme.post('/api/exceptions', {
    analyzer: SVCHOST,
    reason: 'x',
    where: { 'parent|sounds_like': 'x' },
  });
  expect(answer.status).toBe(422);
  expect(await answer.json()).toMatchObject({
    code: 'exceptions.bad-condition',
    errors: [{ field: 'where', message: expect.stringContaining('sounds_like') as string }],
  });
});

test('law 6: an exception is its tenant’s alone', async () => {
  await correlate(hit('WS-1', SVCHOST, 'agent.exe (1)'));
  const mine = acme;
  acme = await signUp('Other');
  const id = await except({ analyzer: SVCHOST });
  acme = mine;
  expect(await scores()).toEqual({ 'WS-1': 75 });
  expect(await (await acme.get('/api/exceptions')).json()).toEqual({ exceptions: [] });
  expect((await acme.send(`/api/exceptions/${id}`, { method: 'DELETE' })).status).toBe(404);
});

test('a lens says what it would be without an analyzer, or without a node', async () => {
  await correlate(
    hit('WS-1', SVCHOST, 'agent.exe (1)'),
    hit('WS-1', SVCHOST, 'word.exe (2)'),
    hit('WS-1', PARENT, 'agent.exe (1)'),
  );
  const without = async (what: string): Promise<LensScore> =>
    await (await acme.get(`/api/lenses/${idOf('WS-1')}/score?without=${what}`)).json();
  const rest = await without(`analyzer:${SVCHOST}`);
  expect([rest.whole, rest.score]).toEqual([128.6, 10]);
  expect(rest.rows.map(({ analyzerId }) => analyzerId)).toEqual([PARENT]);
  const [node] = hit('WS-1', SVCHOST, 'agent.exe (1)').nodes;
  expect((await without(`node:${node?.id}`)).score).toBe(89.3);
  expect((await without('analyzer:nothing')).score).toBe(128.6);
  expect(await scores()).toEqual({ 'WS-1': 128.6 });
  expect(
    (await acme.get(`/api/lenses/${idOf('no')}/score?without=analyzer:${SVCHOST}`)).status,
  ).toBe(404);
});
