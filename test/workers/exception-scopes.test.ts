import { env } from 'cloudflare:workers';
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { beforeAll, expect, test } from 'vitest';
import type {
  ExceptionList,
  ExceptionPreview,
  FilterPreview,
  ImportedFilter,
} from '../../core/contract/exceptions.ts';
import type { LensDetail } from '../../core/contract/lenses.ts';
import { sampleAttack } from '../../core/sample/sample-attack.ts';
import { push, signUp, untilDone } from './member.ts';
import type { Member } from './member.ts';

const START = Date.UTC(2026, 0, 1);

let acme: Member;
let lens: LensDetail;
/** The pattern that hits most on the riskiest lens, and a process that it names. */
let analyzer: string;
let label: string;
let child: { name: string; id: string; parents: readonly string[] };

async function detailOf(id: string): Promise<LensDetail | undefined> {
  const answer = await acme.get(`/api/lenses/${id}`);
  return answer.ok ? await answer.json() : undefined;
}

beforeAll(async () => {
  acme = await signUp('Acme');
  const { token } = await acme.createSource();
  for (const { body } of sampleAttack(START)) await push(token, body);
  await untilDone(acme);
  const [first] = await acme.lenses();
  lens = (await detailOf(first?.id ?? '')) as LensDetail;
  const parentOf = (id: string) =>
    lens.graph.edges.find(({ name, to }) => name === 'children' && to === id)?.from;
  const nameOf = (id: string | undefined) => lens.graph.nodes.find((node) => node.id === id);
  const row = lens.rows.find(
    ({ kind, nodes }) =>
      kind === 'pattern' && nodes.some((id) => parentOf(parentOf(id) ?? '') !== undefined),
  );
  analyzer = row?.analyzerId ?? '';
  const id = row?.nodes.find((node) => parentOf(parentOf(node) ?? '') !== undefined) ?? '';
  label = nameOf(id)?.label ?? '';
  const grand = nameOf(parentOf(parentOf(id) ?? ''));
  child = {
    name: String(nameOf(id)?.properties.name?.value),
    id,
    parents: [String(grand?.properties.name?.value)],
  };
  expect([analyzer, label, child.name, child.parents[0]]).not.toContain('undefined');
  expect(analyzer).not.toBe('');
});

async function preview(request: object): Promise<ExceptionPreview> {
  const answer = await acme.post('/api/exceptions/preview', { analyzer, reason: 'x', ...request });
  expect(answer.status, await answer.clone().text()).toBe(200);
  return await answer.json();
}

/** The scores of all lenses, closed or not. */
async function scores(): Promise<Record<string, number>> {
  return Object.fromEntries((await acme.lenses()).map(({ id, score }) => [id, score]));
}

/** Makes an exception, looks whether it does what its preview said, and takes it back. */
async function expectAsSaid(request: object): Promise<ExceptionPreview> {
  const said = await preview(request);
  const before = await scores();
  const made = await acme.post('/api/exceptions', { analyzer, reason: 'x', ...request });
  expect(made.status).toBe(201);
  const { id } = await made.json<{ id: string }>();
  const after = await scores();
  const changed = Object.keys(before).filter((of) => before[of] !== after[of]);
  expect(changed.sort()).toEqual(
    said.lenses
      .filter((one) => one.before !== one.after)
      .map((one) => one.id)
      .sort(),
  );
  for (const one of said.lenses) {
    expect([before[one.id], after[one.id] ?? 0]).toEqual([one.before, one.after]);
  }
  expect(await keptOut(acme, id)).toBe(said.hits);
  expect((await acme.send(`/api/exceptions/${id}`, { method: 'DELETE' })).status).toBe(204);
  expect(await scores()).toEqual(before);
  return said;
}

test('properties of nodes: what a preview says is what the exception does', async () => {
  const said = await expectAsSaid({ nodes: { process: { name: child.name.toUpperCase() } } });
  expect(said.hits).toBeGreaterThan(0);
  const other = await expectAsSaid({ nodes: { process: { 'image|endswith': '\\nothing.exe' } } });
  expect(other.hits).toBe(0);
  const both = { nodes: { process: { name: child.name, 'image|contains': '\\nowhere\\' } } };
  expect((await expectAsSaid(both)).hits).toBe(0);
});

test('lineage: an ancestor, however far up, is asked for', async () => {
  const said = await expectAsSaid({ ancestor: { name: child.parents[0] } });
  expect(said.hits).toBeGreaterThan(0);
  expect((await expectAsSaid({ ancestor: { name: 'never-seen.exe' } })).hits).toBe(0);
});

async function groupOf(assets: readonly string[]): Promise<string> {
  const answer = await acme.post('/api/asset-groups', { name: 'g', assets });
  return (await answer.json<{ id: string }>()).id;
}

test('a group of assets: only lenses about one of them are meant', async () => {
  const own = await expectAsSaid({ group: await groupOf([lens.lens.name]) });
  expect(own.hits).toBeGreaterThan(0);
  expect(own.lenses.map(({ id }) => id)).toContain(lens.lens.id);
  expect((await expectAsSaid({ group: await groupOf(['elsewhere']) })).hits).toBe(0);
  expect((await expectAsSaid({ group: 'no-such-group' })).hits).toBe(0);
});

test('all scopes together must hold, and the preview says when a true positive would be lost', async () => {
  const all = { nodes: { process: { name: child.name } }, ancestor: { name: child.parents[0] } };
  const said = await expectAsSaid({ ...all, lens: lens.lens.name });
  expect(said.hits).toBeGreaterThan(0);
  expect(said.lenses.every(({ isTruePositive }) => !isTruePositive)).toBe(true);
  const change = (body: object) =>
    acme.send('/api/lenses', {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ids: [lens.lens.id], change: body }),
    });
  await change({ do: 'close', verdict: 'true-positive' });
  expect((await preview(all)).lenses[0]).toMatchObject({ id: lens.lens.id, isTruePositive: true });
  await change({ do: 'reopen' });
});

test('a property that no node has is refused, with the word', async () => {
  const answer = await acme.post('/api/exceptions', {
    analyzer,
    reason: 'x',
    nodes: { process: { 'comand_line|contains': 'x' } },
  });
  expect(answer.status).toBe(422);
  expect(await answer.text()).toContain('no node has a property comand_line');
});

test('hits that come later are looked at before they count', async () => {
  const { id } = await (
    await acme.post('/api/exceptions', {
      analyzer,
      reason: 'x',
      nodes: { process: { name: child.name } },
    })
  ).json<{ id: string }>();
  const { token } = await acme.createSource('again');
  for (const { body } of sampleAttack(START + 86_400_000)) await push(token, body);
  await untilDone(acme);
  const { rows } = (await detailOf(lens.lens.id)) as LensDetail;
  expect(rows.filter(({ analyzerId }) => analyzerId === analyzer)).toEqual([]);
  expect(rows.find(({ exception }) => exception?.id === id)?.hits).toBeGreaterThan(1);
});

test('what is learnt of a hit’s nodes after it came is found out, in whatever order records came', async () => {
  const late = await signUp('Late');
  const { token } = await late.createSource();
  const excepted = { analyzer, reason: 'x', ancestor: { name: child.parents[0] } };
  const { id } = await (await late.post('/api/exceptions', excepted)).json<{ id: string }>();
  const [{ body } = { body: '' }, ...others] = sampleAttack(START);
  // The workstation's log, its end first: a child is known before its ancestors.
  const events = body.split(/(?<=<\/Event>)\s*/);
  const middle = Math.floor(events.findIndex((event) => event.includes(label.split(' ')[0] ?? '')));
  for (const part of [events.slice(middle), events.slice(0, middle)]) {
    await push(token, part.join('\n'));
    await untilDone(late);
  }
  for (const other of others) await push(token, other.body);
  await untilDone(late);
  const stub = env.TENANT.getByName(late.tenantId);
  await runInDurableObject(stub, (_, state) => {
    state.storage.sql.exec('UPDATE exception_checks SET due = 0');
  });
  await runDurableObjectAlarm(stub);
  const prompt = await signUp('In order');
  const own = await prompt.createSource();
  for (const upload of sampleAttack(START)) await push(own.token, upload.body);
  await untilDone(prompt);
  const other = await (await prompt.post('/api/exceptions', excepted)).json<{ id: string }>();
  expect(await keptOut(late, id)).toBeGreaterThan(0);
  expect(await keptOut(late, id)).toBe(await keptOut(prompt, other.id));
});

/** How many hits an exception keeps out. */
async function keptOut(member: Member, id: string): Promise<number | undefined> {
  const list = await (await member.get('/api/exceptions')).json<ExceptionList>();
  return list.exceptions.find((one) => one.id === id)?.hits;
}

const RULE_ID = '9c1f5f5e-0000-4000-8000-0000000ab1e5';

test('a Sigma filter becomes an exception that takes away what it says, and no more', async () => {
  const member = await signUp('Filters');
  const rule = `title: Any process with a parent
id: ${RULE_ID}
level: medium
logsource: { product: windows, category: process_creation }
detection: { s: { ParentImage|contains: '\\' }, condition: s }
`;
  const files = [{ path: 'r.yml', text: rule }];
  await member.post('/api/rules/import', { pack: 'mine', files });
  const ids = [RULE_ID];
  await member.send('/api/rules', {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ids, state: 'on' }),
  });
  const { token } = await member.createSource();
  for (const { body } of sampleAttack(START)) await push(token, body);
  await untilDone(member);
  const rowOf = async (analyzer: string) => {
    const found: LensDetail[] = [];
    for (const { id } of await member.lenses()) {
      found.push(await (await member.get(`/api/lenses/${id}`)).json<LensDetail>());
    }
    return found.flatMap(({ rows }) => rows).filter(({ analyzerId }) => analyzerId === analyzer);
  };
  const text = `title: Shells are ours
logsource: { product: windows, category: process_creation }
filter:
  rules: [${RULE_ID}, 00000000-0000-4000-8000-000000000000]
  selection: { Image|endswith: '\\cmd.exe' }
  condition: selection
`;
  const seen = await member.post('/api/exceptions/filters/preview', { text });
  const preview = await seen.json<FilterPreview>();
  expect(preview.unknown).toEqual(['00000000-0000-4000-8000-000000000000']);
  const [of] = preview.rules;
  expect(of?.title).toBe('Any process with a parent');
  expect(of?.preview.hits).toBeGreaterThan(0);
  const before = (await rowOf(of?.analyzer ?? '')).reduce((sum, { hits }) => sum + hits, 0);
  expect(of?.preview.hits).toBeLessThan(before);

  const imported = await member.post('/api/exceptions/filters', { text });
  expect(imported.status).toBe(201);
  const { exceptions } = await imported.json<ImportedFilter>();
  expect(exceptions).toHaveLength(1);
  expect(await keptOut(member, exceptions[0]?.id ?? '')).toBe(of?.preview.hits);
  const after = Object.fromEntries((await member.lenses()).map(({ id, score }) => [id, score]));
  for (const lens of of?.preview.lenses ?? []) expect(after[lens.id] ?? 0).toBe(lens.after);

  const refused = await member.post('/api/exceptions/filters', {
    text: text.replace('Image|endswith', 'TargetObject|endswith'),
  });
  expect(refused.status).toBe(422);
  expect(await refused.text()).toContain('the graph does not tell of TargetObject');
});
