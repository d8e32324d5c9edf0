import { expect, test } from 'vitest';
import type { LiveMessage } from '../../core/contract/lenses.ts';
import { sampleAttack } from '../../core/sample/sample-attack.ts';
import { push, signUp, untilDone } from './member.ts';

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
