import { expect, test } from 'vitest';
import type { InvestigationDetail } from '../../core/contract/investigations.ts';
import type { LiveMessage } from '../../core/contract/lenses.ts';
import { sampleAttack } from '../../core/sample/sample-attack.ts';
import { join, push, signUp, untilDone } from './member.ts';

test('the live feed tells of lenses and uploads as they come, to their tenant alone', async () => {
  const acme = await signUp('Acme');
  const other = await signUp('Other');
  const heard = await listen(acme);
  const heardByOther = await listen(other);
  const { token } = await acme.createSource();
  const [{ body } = { body: '' }] = sampleAttack(Date.UTC(2026, 0, 1));
  await push(token, body);
  await untilDone(acme);
  await expect.poll(() => heard.map(({ type }) => type)).toEqual(['lens', 'upload']);
  const [lens] = await acme.lenses();
  expect(lens).toMatchObject({ name: 'WS-FINANCE-07' });
  expect(heard).toEqual([
    { type: 'lens', lens },
    { type: 'upload', upload: 1, state: 'done' },
  ]);
  expect(heardByOther).toEqual([]);
});

test('a change of an investigation is told to the other members, and to no other tenant', async () => {
  const owner = await signUp('Acme');
  const viewer = await join(owner, 'viewer');
  const other = await signUp('Other');
  const made = await owner.post('/api/investigations', { title: 'The dropper' });
  const { id } = await made.json<{ id: string }>();
  const heard = await listen(viewer);
  const heardByOther = await listen(other);
  const change = (body: object) =>
    owner.send(`/api/investigations/${id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  await change({ writeUp: { text: 'It came by mail.', basedOn: 0 } });
  await expect.poll(() => heard).toHaveLength(1);
  const detail = await viewer.get(`/api/investigations/${id}`);
  const { investigation } = await detail.json<InvestigationDetail>();
  const version = investigation.updatedAt;
  expect(heard).toEqual([{ type: 'investigation', investigation: id, version }]);

  expect((await change({ writeUp: { text: 'Over it.', basedOn: 0 } })).status).toBe(409);
  await owner.send(`/api/investigations/${id}`, { method: 'DELETE' });
  await expect.poll(() => heard).toHaveLength(2);
  expect(heardByOther).toEqual([]);
});

/** Opens a member's live feed, and collects what it says. */
async function listen(member: Awaited<ReturnType<typeof signUp>>): Promise<LiveMessage[]> {
  const { webSocket } = await member.get('/api/live', { upgrade: 'websocket' });
  if (webSocket === null) throw new Error('the feed was not opened');
  const heard: LiveMessage[] = [];
  webSocket.accept();
  webSocket.addEventListener('message', ({ data }) => {
    heard.push(JSON.parse(String(data)) as LiveMessage);
  });
  return heard;
}

test('a new investigation is told to who looks at the list of them', async () => {
  const owner = await signUp('Acme');
  const heard = await listen(owner);
  const made = await owner.post('/api/investigations', { title: 'The dropper' });
  const { id } = await made.json<{ id: string }>();
  await expect.poll(() => heard).toMatchObject([{ type: 'investigation', investigation: id }]);
});
