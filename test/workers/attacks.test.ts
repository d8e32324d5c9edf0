import { env } from 'cloudflare:workers';
import { describe, expect, test, vi } from 'vitest';
import type { Source } from '../../core/contract/sources.ts';
import { join, push, request, signUp, untilDone } from './member.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

function signIn(email: string, password: string, headers: Record<string, string> = {}) {
  const body = JSON.stringify({ email, password });
  return request('/api/sign-in', { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body });
}

/** Waits for the next minute where this one is about to end: tries are counted by the clock's. */
async function minuteWithTimeLeft(): Promise<void> {
  const leftMs = 60_000 - (Date.now() % 60_000);
  if (leftMs < 12_000) await scheduler.wait(leftMs + 50);
}

test('guessing the password of one account ends after ten tries, wherever they come from', async () => {
  const acme = await signUp('Acme');
  await minuteWithTimeLeft();
  const statuses = [];
  for (let at = 0; at < 12; at += 1) {
    const headers = { 'cf-connecting-ip': `192.0.2.${at}` };
    statuses.push((await signIn(acme.email, `wrong password ${at}`, headers)).status);
  }
  expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
  const refused = await signIn(acme.email.toUpperCase(), 'a long enough password');
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('60');
  expect(refused.headers.getSetCookie()).toEqual([]);
});

/** For as many sign-ins as it may take, each of which hashes a password. */
const MANY_SIGN_INS_MS = 120_000;

test('trying many accounts from one address ends, too', { timeout: MANY_SIGN_INS_MS }, async () => {
  const headers = { 'cf-connecting-ip': '198.51.100.9' };
  let tried = 0;
  // A hundred a minute by the clock, so twice as many where a minute ends in between.
  for (let status = 0; status !== 429 && tried <= 200; tried += 1)
    status = (await signIn(`nobody${tried}@x.example`, 'x', headers)).status;
  expect(tried).toBeGreaterThan(100);
  expect(tried).toBeLessThanOrEqual(201);
  expect((await signIn('another@x.example', 'x', headers)).status).toBe(429);
});

test('whether there is an account is not told by what signing in answers', async () => {
  const acme = await signUp('Acme');
  const answers = [await signIn(acme.email, 'wrong'), await signIn('nobody@x.example', 'wrong')];
  const [known, unknown] = await Promise.all(answers.map((a) => a.json<Record<string, unknown>>()));
  expect({ ...known, requestId: '' }).toEqual({ ...unknown, requestId: '' });
});

test('session fixation: signing in makes a session of its own, whatever cookie came along', async () => {
  const acme = await signUp('Acme');
  const stranger = await signUp('Other');
  const entered = await signIn(acme.email, 'a long enough password', { cookie: stranger.cookie });
  const [cookie] = entered.headers.getSetCookie();
  expect(cookie?.split(';', 1)[0]).not.toBe(stranger.cookie);
  expect(await (await stranger.get('/api/session')).json()).toMatchObject({
    user: { email: stranger.email },
  });
});

test('a session’s cookie is for this site’s requests alone, and no script reads it', async () => {
  const acme = await signUp('Acme');
  const [cookie = ''] = (await signIn(acme.email, 'a long enough password')).headers.getSetCookie();
  for (const part of [/; HttpOnly/i, /; Secure/i, /; SameSite=Lax/i, /; Path=\//i])
    expect(cookie).toMatch(part);
  expect(cookie).not.toMatch(/; Domain=/i);
});

test('a stolen cookie is worth nothing after signing out, nor is one that was changed', async () => {
  const acme = await signUp('Acme');
  const changed = acme.cookie.replace(/.(?=\.)/, (digit) => (digit === 'a' ? 'b' : 'a'));
  expect((await request('/api/session', { headers: { cookie: changed } })).status).toBe(401);
  expect((await acme.post('/api/sign-out', {})).status).toBe(204);
  expect((await acme.get('/api/session')).status).toBe(401);
});

test('the token of a session or of the API in the address opens nothing', async () => {
  const acme = await signUp('Acme');
  const wanted = { name: 'x', scopes: ['read'], expiresInDays: null };
  const made = await acme.post('/api/api-tokens', wanted);
  const { token } = await made.json<{ token: string }>();
  const [, session = ''] = acme.cookie.split('=');
  for (const name of ['token', 'access_token', 'session', 'api_key']) {
    for (const value of [token, session, decodeURIComponent(session)]) {
      const query = new URLSearchParams({ [name]: value });
      expect((await request(`/api/sources?${query}`)).status).toBe(401);
    }
  }
});

describe('mass assignment', () => {
  test('signing up takes no role, no tenant and no id', async () => {
    const acme = await signUp('Acme');
    const signedUp = await request('/api/sign-up', {
      method: 'POST',
      headers: JSON_TYPE,
      body: JSON.stringify({
        email: `${crypto.randomUUID()}@x.example`,
        password: 'a long enough password',
        organisation: 'Own',
        id: 'chosen',
        emailVerified: true,
        role: 'owner',
        tenant: { id: acme.tenantId },
        organizationId: acme.tenantId,
      }),
    });
    const session = await signedUp.json<{ user: { id: string }; tenant: { id: string } }>();
    expect(session.user.id).not.toBe('chosen');
    expect(session.tenant.id).not.toBe(acme.tenantId);
    const verified = await env.DB.prepare('SELECT email_verified AS v FROM users WHERE id = ?')
      .bind(session.user.id)
      .first('v');
    expect(verified).toBe(0);
  });

  test('an invitation and a role take nothing that they do not ask for', async () => {
    const owner = await signUp('Acme');
    const other = await signUp('Other');
    const body = { email: 'x@x.example', role: 'viewer', organizationId: other.tenantId };
    expect((await owner.post('/api/invitations', body)).status).toBe(400);
    for (const role of ['superuser', 'owner,admin', ['owner'], '__proto__', ''])
      expect((await owner.post('/api/invitations', { email: 'x@x.example', role })).status).toBe(
        400,
      );
  });
});

const STRINGS = [
  `'; DROP TABLE sources; --`,
  `" OR 1=1 --`,
  `x' UNION SELECT hash FROM ingest_tokens --`,
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  'a\r\nSet-Cookie: x=y',
  '{{constructor.constructor("return 1")()}}',
  '__proto__',
];

test.each(STRINGS)('%j as a name is a text, stored and answered as it is', async (text) => {
  const owner = await signUp(text);
  const { source } = await owner.createSource(text);
  const wanted = { name: text, scopes: ['read'], expiresInDays: null };
  expect((await owner.post('/api/api-tokens', wanted)).status).toBe(201);
  const answers = ['/api/session', '/api/sources', '/api/api-tokens', '/api/audit', '/api/members'];
  for (const path of answers) {
    const answer = await owner.get(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(answer.headers.getSetCookie()).toEqual([]);
  }
  const { sources } = await (await owner.get('/api/sources')).json<{ sources: Source[] }>();
  expect(sources.map(({ name }) => name)).toEqual([text.trim()]);
  expect(source.name).toBe(text.trim());
});

test.each(STRINGS)('%j in the address finds nothing and breaks nothing', async (text) => {
  const owner = await signUp('Acme');
  await owner.createSource();
  const part = encodeURIComponent(text);
  const paths = [
    `/api/sources/${part}/health`,
    `/api/lenses/${part}`,
    `/api/nodes/${part}`,
    `/api/rules/${part}`,
    `/api/invitations/${part}`,
    `/api/audit?actor=${part}`,
    `/api/audit?target=${part}&action=${part}`,
    `/api/search?q=${part}`,
  ];
  for (const path of paths) {
    const answer = await owner.get(path);
    expect([200, 404], path).toContain(answer.status);
    expect(answer.headers.getSetCookie()).toEqual([]);
    const told = await answer.text();
    expect(told).not.toMatch(/SQLITE|D1_ERROR|node_modules|\.ts:/);
  }
});

test('a request that fails inside tells nothing of the inside', async () => {
  const answer = await request('/api/sign-in', {
    method: 'POST',
    headers: { ...JSON_TYPE, cookie: 'grapnel.session_token=%E0%A4%A' },
    body: JSON.stringify({ email: 'x\u0000@x.example', password: '\ud800' }),
  });
  expect(await answer.text()).not.toMatch(/at .*\(|node_modules|SQLITE|better-auth/);
});

test('no answer lets another origin read it', async () => {
  const acme = await signUp('Acme');
  const origin = 'https://evil.example';
  for (const path of ['/api/session', '/api/lenses']) {
    const answer = await acme.get(path, { origin });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  }
  const asked = await request('/api/sources', { method: 'OPTIONS', headers: { origin } });
  expect(asked.headers.get('access-control-allow-origin')).toBeNull();
});

test('a member who is made less can do less with the session that they have', async () => {
  const owner = await signUp('Acme');
  const admin = await join(owner, 'admin');
  expect((await admin.post('/api/sources', { name: 'x' })).status).toBe(201);
  await env.DB.prepare(`UPDATE members SET role = 'viewer' WHERE tenant_id = ? AND role = 'admin'`)
    .bind(owner.tenantId)
    .run();
  expect((await admin.post('/api/sources', { name: 'x' })).status).toBe(403);
});

test('no secret is written to the logs', async () => {
  const logged = vi.spyOn(console, 'log');
  const acme = await signUp('Acme');
  const { token } = await acme.createSource();
  await push(token, '{"a":1}');
  await push(`${token}x`, '{"a":1}');
  await untilDone(acme);
  await signIn(acme.email, 'a long enough password');
  const text = JSON.stringify(logged.mock.calls);
  expect(text).toContain(acme.tenantId);
  for (const secret of [token, 'a long enough password', acme.cookie.split('=')[1] ?? ''])
    expect(text).not.toContain(secret);
  logged.mockRestore();
});
