import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CreatedChannel, Notifications } from '../../core/contract/notifications.ts';
import { signUp } from './member.ts';
import type { Member } from './member.ts';

let urls: string[] = [];

beforeEach(() => {
  urls = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    urls.push(new Request(input, init as RequestInit).url);
    return new Response('ok');
  });
});
afterEach(() => vi.restoreAllMocks());

/** What the tenant's object has of channels. */
async function rows(member: Member): Promise<string[]> {
  return await runInDurableObject(env.TENANT.getByName(member.tenantId), (_, state) =>
    state.storage.sql
      .exec<{ body: string }>('SELECT body FROM channels')
      .toArray()
      .map(({ body }) => body),
  );
}

async function writeRow(member: Member, id: string, body: object): Promise<void> {
  await runInDurableObject(env.TENANT.getByName(member.tenantId), (_, state) => {
    state.storage.sql.exec(
      'INSERT OR REPLACE INTO channels (id, body) VALUES (?, ?)',
      id,
      JSON.stringify(body),
    );
  });
}

const rule = { minScore: 50 };

test('of what is stored of channels, nothing lets anyone write to them', async () => {
  const member = await signUp('Acme');
  const made = await member.post('/api/notifications/channels', {
    kind: 'webhook',
    name: 'Desk',
    url: 'https://hooks.example.com/a-secret-path',
    rule,
  });
  const { secret = '', channel } = await made.json<CreatedChannel>();
  await member.post('/api/notifications/channels', {
    kind: 'pagerduty',
    name: 'Pager',
    routingKey: 'R0123456789ABCDEFGHIJ',
    rule,
  });
  const stored = (await rows(member)).join('\n');
  expect(stored).toContain('hooks.example.com');
  for (const hidden of [secret, 'a-secret-path', 'R0123456789ABCDEF']) {
    expect(hidden).not.toBe('');
    expect(stored).not.toContain(hidden);
  }
  const tested = await member.post(`/api/notifications/channels/${channel.id}/test`, {});
  expect(await tested.json()).toMatchObject({ ok: true });
  expect(urls).toEqual(['https://hooks.example.com/a-secret-path']);
});

test('one from before they were sealed still works, and is sealed when it is used', async () => {
  const member = await signUp('Acme');
  await member.get('/api/notifications');
  const plain = {
    kind: 'slack',
    name: 'Old',
    url: 'https://hooks.example.com/old-path',
    rule,
    id: 'old',
    secret: 'whsec_old',
    origin: 'https://grapnel.example',
  };
  await writeRow(member, 'old', plain);
  const before = await (await member.get('/api/notifications')).json<Notifications>();
  await member.post('/api/notifications/channels/old/test', {});
  expect(urls).toEqual(['https://hooks.example.com/old-path']);
  expect((await rows(member)).join('\n')).not.toContain('old-path');
  const after = await (await member.get('/api/notifications')).json<Notifications>();
  expect(after.channels).toEqual(before.channels);
  await member.post('/api/notifications/channels/old/test', {});
  expect(urls).toHaveLength(2);
});

test('one that was copied to another tenant does not open there', async () => {
  const [member, other] = [await signUp('Acme'), await signUp('Other')];
  const request = { kind: 'slack', name: 'x', url: 'https://hooks.example.com/path', rule };
  const made = await member.post('/api/notifications/channels', request);
  const { channel } = await made.json<CreatedChannel>();
  await other.get('/api/notifications');
  const [row = '{}'] = await rows(member);
  await writeRow(other, channel.id, JSON.parse(row) as object);
  const tested = await other.post(`/api/notifications/channels/${channel.id}/test`, {});
  expect(await tested.json()).toMatchObject({ ok: false });
  expect(urls).toEqual([]);
});
