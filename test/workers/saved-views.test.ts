import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import type { SavedView, SavedViewList } from '../../core/contract/saved-views.ts';
import { join, signUp } from './member.ts';
import type { Member } from './member.ts';

const save = (member: Member, body: object) =>
  member.post('/api/views', { query: { tab: 'mine', tag: 'vip', minScore: '50' }, ...body });

async function namesOf(member: Member): Promise<string[]> {
  const { views } = await (await member.get('/api/views')).json<SavedViewList>();
  return views.map(({ name, isShared }) => (isShared ? `${name} (all)` : name));
}

test('a view is one’s own or everybody’s; of a name there is one', async () => {
  const owner = await signUp('Acme');
  const viewer = await join(owner, 'viewer');
  const saved = await (await save(owner, { name: 'b' })).json<SavedView>();
  expect(saved.query).toEqual({
    tab: 'mine',
    q: '',
    type: '',
    assignee: '',
    tag: 'vip',
    technique: '',
    minScore: '50',
    sort: '',
  });
  await save(owner, { name: 'b', query: {} });
  await save(owner, { name: 'a', isShared: true });
  await save(viewer, { name: 'c' });
  expect(await namesOf(owner)).toEqual(['b', 'a (all)']);
  expect(await namesOf(viewer)).toEqual(['c', 'a (all)']);
  expect((await save(viewer, { name: 'x', isShared: true })).status).toBe(403);

  const { views } = await (await owner.get('/api/views')).json<SavedViewList>();
  for (const { id } of views) {
    const remove = async (member: Member) =>
      (await member.send(`/api/views/${id}`, { method: 'DELETE' })).status;
    expect(await remove(viewer)).toBe(404);
    expect(await remove(owner)).toBe(204);
  }
  expect(await namesOf(viewer)).toEqual(['c']);
});

test('what no list could be asked for is refused, and so is one too many', async () => {
  const owner = await signUp('Acme');
  for (const query of [
    { tab: 'all' },
    { minScore: '-1' },
    { other: 'x' },
    { q: 'x'.repeat(201) },
  ]) {
    expect((await save(owner, { name: 'x', query })).status).toBe(400);
  }
  for (let n = 0; n < 50; n += 1) expect((await save(owner, { name: `${n}` })).status).toBe(201);
  expect((await save(owner, { name: 'more' })).status).toBe(422);
  expect((await save(owner, { name: '7' })).status).toBe(201);
});

test('hunts are kept beside the views of the list, each of a name its own', async () => {
  const owner = await signUp('Acme');
  const viewer = await join(owner, 'viewer');
  const hunt = { name: 'b', screen: 'hunt', query: { q: '*\\temp\\*.exe', type: 'process' } };
  await save(owner, { name: 'b' });
  const saved = await save(owner, { ...hunt, isShared: true });
  expect(saved.status).toBe(201);
  expect(await saved.json<SavedView>()).toMatchObject(hunt);
  await save(viewer, hunt);
  await save(viewer, { ...hunt, query: { q: 'agent.exe' } });
  const { views } = await (await viewer.get('/api/views')).json<SavedViewList>();
  expect(views.map(({ screen, query }) => [screen, query])).toEqual([
    ['hunt', { q: 'agent.exe', type: '' }],
    ['hunt', hunt.query],
  ]);
  expect(await namesOf(owner)).toEqual(['b', 'b (all)']);
  for (const bad of [{ query: { q: '' } }, { query: { tab: 'open' } }, { screen: 'sources' }]) {
    expect((await save(owner, { ...hunt, ...bad })).status).toBe(400);
  }
});

test('a view that was saved before there were hunts and orders is one of the list', async () => {
  const owner = await signUp('Acme');
  await env.DB.prepare(
    `INSERT INTO saved_views (tenant_id, id, name, owner, query, created_at)
     VALUES (?, 'old', 'old', NULL, '{"tab":"mine","minScore":"50"}', 0)`,
  )
    .bind(owner.tenantId)
    .run();
  const { views } = await (await owner.get('/api/views')).json<SavedViewList>();
  expect(views).toMatchObject([
    {
      id: 'old',
      screen: 'lenses',
      isShared: true,
      query: { tab: 'mine', minScore: '50', sort: '' },
    },
  ]);
});
