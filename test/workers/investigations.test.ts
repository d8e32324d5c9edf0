import { beforeAll, expect, test } from 'vitest';
import { env } from 'cloudflare:workers';
import type {
  InvestigationDetail,
  InvestigationHistory,
  InvestigationList,
  InvestigationSummary,
  PinnedNodes,
} from '../../core/contract/investigations.ts';
import type { Graph, LensDetail } from '../../core/contract/lenses.ts';
import { sampleAttack } from '../../core/sample/sample-attack.ts';
import { join, push, signUp, untilDone } from './member.ts';
import type { Member } from './member.ts';

const START = Date.UTC(2026, 0, 1);

let acme: Member;
let lens: LensDetail;
let quiet: string;

beforeAll(async () => {
  acme = await signUp('Acme');
  const { token } = await acme.createSource();
  for (const { body } of sampleAttack(START)) await push(token, body);
  await untilDone(acme);
  const [first] = await acme.lenses();
  lens = await (await acme.get(`/api/lenses/${first?.id}`)).json();
  const hit = new Set(lens.rows.flatMap(({ nodes }) => nodes));
  quiet = lens.graph.nodes.find(({ id, type }) => type === 'file' && !hit.has(id))?.id ?? '';
  expect(quiet).not.toBe('');
});

async function make(body: object): Promise<InvestigationSummary> {
  const answer = await acme.post('/api/investigations', body);
  expect(answer.status).toBe(201);
  return await answer.json();
}

async function read(id: string): Promise<InvestigationDetail> {
  const answer = await acme.get(`/api/investigations/${id}`);
  expect(answer.status).toBe(200);
  return await answer.json();
}

const patch = (id: string, body: object, member = acme) =>
  member.send(`/api/investigations/${id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

test('one from a lens begins with the nodes of its hits, and their risk', async () => {
  const made = await make({ title: 'The dropper', lens: lens.lens.id });
  const named = new Set([lens.lens.id, ...lens.rows.flatMap(({ nodes }) => nodes)]);
  expect(made).toMatchObject({ title: 'The dropper', status: 'open', nodes: named.size });
  const detail = await read(made.id);
  expect(new Set(detail.graph.nodes.map(({ id }) => id))).toEqual(named);
  expect(detail.gone).toEqual([]);
  expect(detail.rows).toEqual(lens.rows);
  const riskiest = Math.max(...lens.graph.nodes.map(({ risk }) => risk));
  expect(Math.max(...detail.graph.nodes.map(({ risk }) => risk))).toBe(riskiest);
});

test('nodes are pinned from anywhere, expanded, kept, noted and let go', async () => {
  const { id } = await make({ title: 'Empty' });
  const url = `/api/investigations/${id}/nodes`;
  expect(await (await acme.post(url, { nodes: [quiet] })).json()).toEqual({
    added: [quiet],
    omitted: 0,
  });
  const again = await (await acme.post(url, { nodes: [quiet] })).json<PinnedNodes>();
  expect(again.added).toEqual([]);

  const neighbours = await (await acme.get(`/api/nodes/${quiet}`)).json<Graph>();
  const expanded = await (await acme.post(`${url}/${quiet}/expand`, {})).json<PinnedNodes>();
  const others = neighbours.nodes.map((node) => node.id).filter((node) => node !== quiet);
  expect(new Set(expanded.added)).toEqual(new Set(others));

  const [noted = '', pinned = ''] = others;
  expect((await acme.put(`${url}/${noted}/note`, { text: 'look\n<b>here</b>' })).status).toBe(204);
  await acme.post(url, { nodes: [pinned] });
  const { nodes, graph } = await read(id);
  expect(nodes.find((node) => node.id === noted)).toMatchObject({
    how: 'expanded',
    from: quiet,
    note: 'look\n<b>here</b>',
  });
  expect(nodes.find((node) => node.id === pinned)).toMatchObject({ how: 'pinned' });
  expect(graph.edges.length).toBeGreaterThan(0);

  const collapsed = await acme.send(`${url}/${quiet}/expand`, { method: 'DELETE' });
  expect(await collapsed.json()).toEqual({ removed: others.length - (pinned === '' ? 1 : 2) });
  expect((await acme.send(`${url}/${quiet}`, { method: 'DELETE' })).status).toBe(204);
  expect((await acme.send(`${url}/${quiet}`, { method: 'DELETE' })).status).toBe(404);
  const { events } = await (
    await acme.get(`/api/investigations/${id}/history`)
  ).json<InvestigationHistory>();
  const whats = events.map(({ what }) => what).sort();
  expect(whats).toEqual(
    ['created', 'pinned', 'expanded', 'noted', 'pinned', 'collapsed', 'unpinned'].sort(),
  );
  expect(events.every(({ by }) => by === acme.email)).toBe(true);
});

test('a node that the tenant does not have cannot be pinned', async () => {
  const { id } = await make({ title: 'x' });
  for (const node of ['nothing', 'ff'.repeat(16), '../x']) {
    const answer = await acme.post(`/api/investigations/${id}/nodes`, { nodes: [node] });
    expect(answer.status).toBe(404);
  }
  expect((await acme.post('/api/investigations', { title: 'y', lens: quiet })).status).toBe(404);
  const { investigations } = await (
    await acme.get('/api/investigations')
  ).json<InvestigationList>();
  expect(investigations.map(({ title }) => title)).not.toContain('y');
});

test('its write-up is not written over what somebody saved meanwhile', async () => {
  const { id } = await make({ title: 'x' });
  expect((await patch(id, { writeUp: { text: 'one', basedOn: 0 } })).status).toBe(200);
  expect((await patch(id, { writeUp: { text: 'two', basedOn: 0 } })).status).toBe(409);
  expect((await patch(id, { writeUp: { text: 'two', basedOn: 1 } })).status).toBe(200);
  expect((await read(id)).writeUp).toEqual({ text: 'two', version: 2 });
});

test('it is given to members, closed and opened; a viewer only looks', async () => {
  const analyst = await join(acme, 'analyst');
  const viewer = await join(acme, 'viewer');
  const { id } = await make({ title: 'x' });
  const { assignees } = await read(id);
  const user = assignees.find(({ email }) => email === analyst.email)?.id ?? '';
  const change = { title: 'y', assignee: user, members: [user], status: 'closed' };
  expect((await patch(id, change)).status).toBe(200);
  expect((await read(id)).investigation).toMatchObject(change);
  expect((await patch(id, { assignee: 'nobody-here' })).status).toBe(422);
  expect((await patch(id, { title: 'z' }, viewer)).status).toBe(403);
  expect((await viewer.get(`/api/investigations/${id}`)).status).toBe(200);
  expect((await patch(id, { assignee: null, status: 'open' }, analyst)).status).toBe(200);
  const { investigation } = await read(id);
  expect(investigation).toMatchObject({ status: 'open', title: 'y' });
  expect(investigation.assignee).toBeUndefined();
});

test('it is exported with every fact and its evidence, and as a report', async () => {
  const { id } = await make({ title: 'The *dropper*', lens: lens.lens.id });
  await patch(id, { writeUp: { text: '**All** of it.', basedOn: 0 } });
  const url = `/api/investigations/${id}/export`;
  const exported = await (
    await acme.get(url)
  ).json<InvestigationDetail & { facts: { subject: string; evidence: { upload: number } }[] }>();
  const held = new Set(exported.nodes.map((node) => node.id));
  expect(new Set(exported.facts.map(({ subject }) => subject))).toEqual(held);
  expect(exported.facts.every(({ evidence }) => evidence.upload > 0)).toBe(true);
  const report = await acme.get(`${url}?format=markdown`);
  expect(report.headers.get('content-type')).toContain('text/markdown');
  const text = await report.text();
  expect(text).toContain('# The \\*dropper\\*');
  expect(text).toContain('**All** of it.');
  expect(text).toMatch(/upload \d+, record \d+/);
});

test('retention keeps what an investigation holds as what hits name, until it is gone', async () => {
  const tenant = env.TENANT.getByName(acme.tenantId);
  const { id } = await make({ title: 'Kept', nodes: [quiet] });
  const before = (await read(id)).graph.nodes;
  const unkept = lens.graph.nodes.find(
    (node) => node.id !== quiet && node.context && node.type === 'file',
  );
  await tenant.retain(START + 90 * 86_400_000);
  expect((await read(id)).graph.nodes).toEqual(before);
  expect((await read(id)).gone).toEqual([]);
  expect(unkept).toBeDefined();
  expect((await acme.get(`/api/nodes/${unkept?.id}`)).status).toBe(404);

  const deleted = await acme.send(`/api/investigations/${id}`, { method: 'DELETE' });
  expect(deleted.status).toBe(204);
  expect((await acme.get(`/api/investigations/${id}`)).status).toBe(404);
  const other = await make({ title: 'Too late', nodes: [quiet] });
  const all = await (await acme.get('/api/investigations')).json<InvestigationList>();
  for (const { id: of } of all.investigations) {
    if (of !== other.id) await acme.send(`/api/investigations/${of}`, { method: 'DELETE' });
  }
  await acme.send(`/api/investigations/${other.id}/nodes/${quiet}`, { method: 'DELETE' });
  await tenant.retain(START + 91 * 86_400_000);
  expect((await acme.get(`/api/nodes/${quiet}`)).status).toBe(404);
});
