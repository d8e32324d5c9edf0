import { env } from 'cloudflare:workers';
import { runDurableObjectAlarm } from 'cloudflare:test';
import { beforeEach, expect, test } from 'vitest';
import type {
  AssetGroup,
  AssetGroupList,
  AssetGroupPreview,
} from '../../core/contract/asset-groups.ts';
import type { LensDetail } from '../../core/contract/lenses.ts';
import type { Hit } from '../../core/detect/hit.ts';
import { nodeRef } from '../../core/graph/id.ts';
import type { NodeId } from '../../core/graph/id.ts';
import { totalScore } from '../../core/lens/score.ts';
import { sampleAttack } from '../../core/sample/sample-attack.ts';
import { join, push, signUp, untilDone } from './member.ts';
import type { Member } from './member.ts';

let acme: Member;

beforeEach(async () => {
  acme = await signUp('Acme');
});

const idOf = (host: string) => nodeRef(1, [host]) as string as NodeId;

function hit(host: string, sequence: number) {
  const one: Hit = {
    id: host,
    analyzer: 'suspicious-svchost',
    title: '',
    nodes: [
      { name: 'child', id: nodeRef(2, [host]) as string as NodeId, type: 'process', label: host },
    ],
    lenses: [{ id: idOf(host), type: 'asset', name: host }],
    time: 1_000,
    evidence: [],
  };
  return { hit: one, state: 'active' as const, sequence };
}

async function correlate(hosts: readonly string[]): Promise<void> {
  const changes = hosts.map((host, at) => hit(host, at + 1));
  await env.TENANT.getByName(acme.tenantId).correlate(0, changes);
}

async function scores(): Promise<Record<string, number>> {
  return Object.fromEntries((await acme.lenses()).map(({ name, score }) => [name, score]));
}

async function put(request: object, id?: string): Promise<AssetGroup> {
  const answer =
    id === undefined
      ? await acme.post('/api/asset-groups', request)
      : await acme.put(`/api/asset-groups/${id}`, request);
  expect(answer.ok).toBe(true);
  return await answer.json();
}

test('law 5: criticality is a row of its own, and a change of a group reaches lenses there are', async () => {
  await correlate(['DC-1', 'WS-1']);
  expect(await scores()).toEqual({ 'DC-1': 75, 'WS-1': 75 });
  const request = { name: 'Domain controllers', assets: ['dc-*'], criticality: 'critical' };
  const group = await put(request);
  expect(await scores()).toEqual({ 'DC-1': 112.5, 'WS-1': 75 });
  const detail = await (await acme.get(`/api/lenses/${idOf('DC-1')}`)).json<LensDetail>();
  expect(detail.terms.at(-1)).toMatchObject({ kind: 'criticality', contribution: 37.5 });
  expect(totalScore([...detail.rows, ...detail.terms])).toBe(detail.lens.score);

  await put({ ...request, assets: ['ws-1'], criticality: 'low' }, group.id);
  expect(await scores()).toEqual({ 'DC-1': 75, 'WS-1': 56.3 });
  const gone = await acme.send(`/api/asset-groups/${group.id}`, { method: 'DELETE' });
  expect(gone.status).toBe(204);
  expect(await scores()).toEqual({ 'DC-1': 75, 'WS-1': 75 });
  expect((await acme.put(`/api/asset-groups/${group.id}`, request)).status).toBe(404);
});

test('law 2: a group made before hits, and one made after, give the same scores', async () => {
  await put({ name: 'all', assets: ['*'], criticality: 'high' });
  await correlate(['A', 'B']);
  const before = await scores();
  acme = await signUp('Other');
  await correlate(['B', 'A']);
  await put({ name: 'all', assets: ['*'], criticality: 'high' });
  expect(await scores()).toEqual(before);
});

test('of very many lenses some follow at once and the others soon', async () => {
  const hosts = Array.from({ length: 450 }, (_, at) => `H-${at}`);
  await correlate(hosts);
  await put({ name: 'all', assets: ['h-*'], criticality: 'critical' });
  const raised = async () => (await acme.lenses()).filter(({ score }) => score > 40).length;
  const list = async () => await (await acme.get('/api/asset-groups')).json<AssetGroupList>();
  const first = await raised();
  expect(first).toBeLessThanOrEqual(200);
  expect(first).toBeGreaterThan(0);
  expect((await list()).isSettling).toBe(true);
  const stub = env.TENANT.getByName(acme.tenantId);
  for (let step = 0; step < 10 && (await list()).isSettling; step += 1) {
    await runDurableObjectAlarm(stub);
  }
  expect(await raised()).toBe(450);
  expect((await list()).isSettling).toBe(false);
});

test('a preview names the assets that the graph knows', async () => {
  const { token } = await acme.createSource();
  for (const { body } of sampleAttack(Date.UTC(2026, 0, 1))) await push(token, body);
  await untilDone(acme);
  const answer = await acme.post('/api/asset-groups/preview', { assets: ['srv-*', 'nothing'] });
  const preview = await answer.json<AssetGroupPreview>();
  const lens = (await acme.lenses()).find(({ name }) => name.startsWith('SRV-'));
  expect(preview).toEqual({ matching: [lens?.name], matches: 1, assets: 2, isMore: false });
});

test('only admins change groups; one that an exception is for stays', async () => {
  const analyst = await join(acme, 'analyst');
  const refused = await analyst.post('/api/asset-groups', { name: 'x', assets: ['*'] });
  expect(refused.status).toBe(403);
  const group = await put({ name: 'x', assets: ['*'] });
  const exception = { analyzer: 'suspicious-svchost', group: group.id, reason: 'ours' };
  expect((await acme.post('/api/exceptions', exception)).status).toBe(201);
  const used = await acme.send(`/api/asset-groups/${group.id}`, { method: 'DELETE' });
  expect(used.status).toBe(409);
});
