import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Session } from '../../core/contract/account.ts';
import { app } from '../../workers/api/app.ts';
import { PASSWORD, request, signUp } from './member.ts';

const OTHER_PASSWORD = 'another long password';

/** A deployment with a mailer: what it is sent is kept here. */
const MAILER = {
  MAIL_FROM: 'grapnel@grapnel.example',
  MAIL_API_URL: 'https://mail.example/send',
  MAIL_API_TOKEN: 'a token',
};
let mails: { to: string; subject: string; text: string }[] = [];

beforeEach(() => {
  mails = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    mails.push(await new Request(input, init as RequestInit).json());
    return new Response('{}');
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const newEmail = () => `${crypto.randomUUID()}@grapnel.example`;

async function post(path: string, body: unknown): Promise<Response> {
  const context = createExecutionContext();
  const answer = await app.fetch(
    new Request(`https://grapnel.example${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
    { ...env, ...MAILER },
    context,
  );
  await waitOnExecutionContext(context);
  return answer;
}

function ask(email: string, more: object = { organisation: 'Acme' }): Promise<Response> {
  return post('/api/sign-up', { email, password: PASSWORD, ...more });
}

function tokenOfLast(): string {
  return /confirm-sign-up#(\S+)/.exec(mails.at(-1)?.text ?? '')?.[1] ?? '';
}

function confirm(token: string, password = PASSWORD): Promise<Response> {
  return post('/api/sign-up/confirm', { token, password });
}

async function verified(email: string): Promise<unknown> {
  return await env.DB.prepare('SELECT email_verified FROM users WHERE email = ?')
    .bind(email)
    .first('email_verified');
}

/** All of an answer that a stranger could learn from. */
async function said(answer: Response): Promise<unknown> {
  const headers = [...answer.headers].filter(([name]) => name !== 'x-request-id');
  return [answer.status, headers, await answer.text()];
}

test('nothing is made until the link is used, which verifies the address and lets in, once', async () => {
  const email = newEmail();
  const asked = await ask(email);
  expect([asked.status, await asked.json()]).toEqual([202, { next: 'mail' }]);
  expect(asked.headers.getSetCookie()).toEqual([]);
  expect(await verified(email)).toBeNull();
  expect(mails.map(({ to }) => to)).toEqual([email]);
  const token = tokenOfLast();
  const confirmed = await confirm(token);
  expect(confirmed.status).toBe(201);
  expect(await confirmed.json<Session>()).toMatchObject({
    user: { email },
    tenant: { name: 'Acme' },
    role: 'owner',
  });
  const cookie = confirmed.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
  expect((await request('/api/session', { headers: { cookie } })).status).toBe(200);
  expect(await verified(email)).toBe(1);
  const again = await confirm(token);
  expect([again.status, await again.json()]).toMatchObject([403, { code: 'account.no-sign-up' }]);
  expect((await post('/api/sign-in', { email, password: PASSWORD })).status).toBe(200);
});

test('a known address gets the same answer, and a mail that lets nobody in', async () => {
  const member = await signUp('Acme');
  const known = await ask(member.email.toUpperCase());
  expect(mails).toHaveLength(1);
  expect(mails[0]?.text).toContain('https://grapnel.example/sign-in');
  expect(mails[0]?.text).toContain('https://grapnel.example/reset-password');
  expect(tokenOfLast()).toBe('');
  const unknown = await ask(newEmail());
  expect(await said(known)).toEqual(await said(unknown));
  expect((await member.get('/api/session')).status).toBe(200);
});

test('of two who use one link at once, one comes in', async () => {
  await ask(newEmail());
  const token = tokenOfLast();
  const both = await Promise.all([confirm(token), confirm(token)]);
  expect(both.map(({ status }) => status).sort()).toEqual([201, 403]);
});

test('a link is for an hour', async () => {
  const email = newEmail();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  await ask(email);
  vi.setSystemTime(Date.now() + 60 * 60_000);
  expect((await confirm(tokenOfLast())).status).toBe(403);
  expect(await verified(email)).toBeNull();
});

test('a link is for its address alone, and for who knows the password', async () => {
  const [mine, other] = [newEmail(), newEmail()];
  await ask(mine);
  const token = tokenOfLast();
  await ask(other, { organisation: 'Other', password: OTHER_PASSWORD });
  const otherToken = tokenOfLast();
  const [key = '', secret = ''] = token.split('.');
  const [otherKey = ''] = otherToken.split('.');
  for (const wrong of [`${otherKey}.${secret}`, `${token}0`, secret, key, '.', `${key}.`]) {
    expect((await confirm(wrong)).status).toBe(403);
  }
  const notMine = await confirm(otherToken);
  expect([notMine.status, await notMine.json()]).toMatchObject([
    403,
    { code: 'account.wrong-password' },
  ]);
  expect([await verified(mine), await verified(other)]).toEqual([null, null]);
  // A wrong password uses up no link, and a later link makes no earlier one void.
  await ask(mine, { organisation: 'Acme', password: OTHER_PASSWORD });
  expect((await confirm(token)).status).toBe(201);
  expect([await verified(mine), await verified(other)]).toEqual([1, null]);
  const late = await confirm(tokenOfLast(), OTHER_PASSWORD);
  expect([late.status, await late.json()]).toMatchObject([409, { code: 'account.exists' }]);
});

test('the token is kept as a hash alone, and the password too', async () => {
  await ask(newEmail());
  const { results } = await env.DB.prepare('SELECT * FROM verifications').all();
  const kept = JSON.stringify(results);
  const secret = tokenOfLast().split('.')[1] ?? '';
  expect(secret).toMatch(/^[0-9a-f]{48}$/);
  expect(kept).not.toContain(secret);
  expect(kept).not.toContain(PASSWORD);
});

test('strangers fill no mailbox', async () => {
  const [known, unknown] = [(await signUp('Acme')).email, newEmail()];
  for (const email of [known, unknown]) {
    mails = [];
    for (let time = 0; time < 7; time += 1) expect((await ask(email)).status).toBe(202);
    expect(mails).toHaveLength(5);
  }
});

test('who is invited confirms, too, and joins', async () => {
  const owner = await signUp('Acme');
  const email = newEmail();
  const invited = await owner.post('/api/invitations', { email, role: 'analyst' });
  const { code } = await invited.json<{ code: string }>();
  expect((await ask(email, { invitation: code })).status).toBe(202);
  const confirmed = await confirm(tokenOfLast());
  expect(await confirmed.json<Session>()).toMatchObject({
    tenant: { id: owner.tenantId },
    role: 'analyst',
  });
});
