import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { tenantStub } from '../../durable-objects/stubs.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { join, request, signUp } from './member.ts';
import type { Member } from './member.ts';

afterEach(() => vi.useRealTimers());

interface Feed {
  /** The code that it was closed with. */
  closed: number | undefined;
  readonly heard: string[];
}

/** Opens a live feed, and notes what becomes of it. */
async function listen(send: (headers: Record<string, string>) => Promise<Response>): Promise<Feed> {
  const { webSocket } = await send({ upgrade: 'websocket' });
  if (webSocket === null) throw new Error('the feed was not opened');
  const feed: Feed = { closed: undefined, heard: [] };
  webSocket.accept();
  webSocket.addEventListener('close', ({ code }) => {
    feed.closed = code;
  });
  webSocket.addEventListener('message', ({ data }) => {
    feed.heard.push(String(data));
  });
  return feed;
}

const feedOf = (member: Member) => listen((headers) => member.get('/api/live', headers));

const isClosed = (feed: Feed) => vi.waitFor(() => expect(feed.closed).toBe(1008));

async function memberId(owner: Member, email: string): Promise<string> {
  const { members } = await (
    await owner.get('/api/members')
  ).json<{ members: { id: string; email: string }[] }>();
  return members.find((one) => one.email === email)?.id ?? '';
}

describe('an open live feed is closed', () => {
  test('of a member who is removed or leaves, and of nobody else', async () => {
    const owner = await signUp('Acme');
    const [removed, left, stays] = [
      await join(owner, 'viewer'),
      await join(owner, 'viewer'),
      await join(owner, 'viewer'),
    ];
    const feeds = [await feedOf(removed), await feedOf(left)] as const;
    const others = [await feedOf(owner), await feedOf(stays)];
    await owner.send(`/api/members/${await memberId(owner, removed.email)}`, { method: 'DELETE' });
    await isClosed(feeds[0]);
    expect(feeds[1].closed).toBeUndefined();
    await left.send('/api/membership', { method: 'DELETE' });
    await isClosed(feeds[1]);
    await tenantStub(env, owner.tenantId as TenantId).announceUpload(1, 'done');
    for (const feed of others) {
      await vi.waitFor(() => expect(feed.heard).toHaveLength(1));
      expect(feed.closed).toBeUndefined();
    }
    for (const feed of feeds) expect(feed.heard).toEqual([]);
  });

  test('of a member whose role changes, who comes back as what they are now', async () => {
    const owner = await signUp('Acme');
    const admin = await join(owner, 'admin');
    const feed = await feedOf(admin);
    await owner.send(`/api/members/${await memberId(owner, admin.email)}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ role: 'viewer' }),
    });
    await isClosed(feed);
    expect((await feedOf(admin)).closed).toBeUndefined();
  });

  test('of a session that is ended, signed out, or signed out everywhere', async () => {
    const owner = await signUp('Acme');
    const [second, third] = [await owner.again(), await owner.again()];
    const feeds = [await feedOf(owner), await feedOf(second), await feedOf(third)] as const;
    await third.post('/api/sign-out', {});
    await isClosed(feeds[2]);
    const { sessions } = await (
      await second.get('/api/sessions')
    ).json<{ sessions: { id: string; isThis: boolean }[] }>();
    const seconds = sessions.find(({ isThis }) => isThis)?.id;
    await owner.send(`/api/sessions/${seconds}`, { method: 'DELETE' });
    await isClosed(feeds[1]);
    expect(feeds[0].closed).toBeUndefined();
    await owner.send('/api/sessions', { method: 'DELETE' });
    await isClosed(feeds[0]);
  });

  test('of an API token that is revoked', async () => {
    const owner = await signUp('Acme');
    const wanted = { name: 'robot', scopes: ['read'], expiresInDays: null };
    const made = await owner.post('/api/api-tokens', wanted);
    const { token, summary } = await made.json<{ token: string; summary: { id: string } }>();
    const feed = await listen((headers) =>
      request('/api/live', { headers: { ...headers, authorization: `Bearer ${token}` } }),
    );
    await owner.send(`/api/api-tokens/${summary.id}`, { method: 'DELETE' });
    await isClosed(feed);
  });

  test('within a minute of the next word, of whatever ended without anybody telling', async () => {
    const owner = await signUp('Acme');
    const viewer = await join(owner, 'viewer');
    const [feed, others] = [await feedOf(viewer), await feedOf(owner)];
    const tell = () => tenantStub(env, owner.tenantId as TenantId).announceUpload(1, 'done');
    await tell();
    await env.DB.prepare(
      'UPDATE sessions SET expires_at = 1 WHERE user_id = (SELECT id FROM users WHERE email = ?)',
    )
      .bind(viewer.email)
      .run();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 46_000 });
    await tell();
    await isClosed(feed);
    expect(others.closed).toBeUndefined();
  });
});

test('nobody says for themselves who they are: the header of a client is replaced', async () => {
  const owner = await signUp('Acme');
  const viewer = await join(owner, 'viewer');
  const claimed = JSON.stringify({ kind: 'session', id: 'another', role: 'owner' });
  const feed = await listen((headers) =>
    viewer.get('/api/live', { ...headers, 'x-grapnel-listener': claimed }),
  );
  await tenantStub(env, owner.tenantId as TenantId).recheckListeners();
  await scheduler.wait(50);
  expect(feed.closed).toBeUndefined();
  await owner.send(`/api/members/${await memberId(owner, viewer.email)}`, { method: 'DELETE' });
  await isClosed(feed);
});
