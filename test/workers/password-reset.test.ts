import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AuditEntry } from '../../core/contract/audit.ts';
import { app } from '../../workers/api/app.ts';
import { PASSWORD, request, signUp } from './member.ts';
import type { Member } from './member.ts';

const NEW_PASSWORD = 'another long password';

/** A deployment with a mailer: what it is sent is kept here. */
const MAILER = {
  MAIL_FROM: 'grapnel@grapnel.example',
  MAIL_API_URL: 'https://mail.example/send',
  MAIL_API_TOKEN: 'a token',
};
let mails: { to: string; text: string }[] = [];

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

/** Asks for a link, and waits for what happens after the answer. */
async function ask(email: string, mailer: object = MAILER): Promise<Response> {
  const context = createExecutionContext();
  const answer = await app.fetch(
    new Request('https://grapnel.example/api/password-reset', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email }),
    }),
    { ...env, ...mailer },
    context,
  );
  await waitOnExecutionContext(context);
  return answer;
}

/** All of an answer that a stranger could learn from. */
async function said(answer: Response): Promise<unknown> {
  const headers = [...answer.headers].filter(([name]) => name !== 'x-request-id');
  return [answer.status, headers, await answer.text()];
}

function tokenOfLast(): string {
  const [, token = ''] = /reset-password#(\S+)/.exec(mails.at(-1)?.text ?? '') ?? [];
  return token;
}

function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  return request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

function useToken(token: string, password = NEW_PASSWORD): Promise<Response> {
  return post('/api/password-reset/use', { token, password });
}

async function signIn(email: string, password: string): Promise<number> {
  return (await post('/api/sign-in', { email, password })).status;
}

async function actionsOf(member: Member): Promise<string[]> {
  const cookie = await post('/api/sign-in', { email: member.email, password: NEW_PASSWORD });
  const headers = { cookie: cookie.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '' };
  const answer = await request('/api/audit', { headers });
  const { entries } = await answer.json<{ entries: AuditEntry[] }>();
  return entries.toReversed().map(({ actor, action }) => `${actor.kind} ${action}`);
}

test('a link is mailed, sets a password once, and ends every session', async () => {
  const member = await signUp('Acme');
  const elsewhere = await member.again();
  expect((await ask(member.email)).status).toBe(202);
  expect(mails.map(({ to }) => to)).toEqual([member.email]);
  const token = tokenOfLast();
  expect((await useToken(token)).status).toBe(204);
  for (const one of [member, elsewhere]) expect((await one.get('/api/session')).status).toBe(401);
  expect([await signIn(member.email, PASSWORD), await signIn(member.email, NEW_PASSWORD)]).toEqual([
    401, 200,
  ]);
  expect((await useToken(token, 'a third long password')).status).toBe(403);
  expect(await signIn(member.email, NEW_PASSWORD)).toBe(200);
  expect((await actionsOf(member)).slice(0, 3)).toEqual([
    'member POST /api/sign-in',
    'member POST /api/password-reset',
    'member POST /api/password-reset/use',
  ]);
});

test('of two who use one link at once, one does', async () => {
  const member = await signUp('Acme');
  await ask(member.email);
  const token = tokenOfLast();
  const both = await Promise.all([useToken(token), useToken(token, 'a third long password')]);
  expect(both.map(({ status }) => status).sort()).toEqual([204, 403]);
});

test('a link is for half an hour, for its account, and void after a later one', async () => {
  const [member, other] = [await signUp('Acme'), await signUp('Other')];
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  await ask(member.email);
  const first = tokenOfLast();
  // Not another one at once: strangers fill no mailbox.
  await ask(member.email);
  expect(mails).toHaveLength(1);
  vi.setSystemTime(Date.now() + 120_000);
  await ask(member.email.toUpperCase());
  const second = tokenOfLast();
  expect(second).not.toBe(first);
  const otherId = await env.DB.prepare('SELECT id FROM users WHERE email = ?')
    .bind(other.email)
    .first<string>('id');
  const secret = second.split('.')[1] ?? '';
  for (const wrong of [first, `${otherId}.${secret}`, `${second}0`, secret, '.', `x.${secret}`]) {
    expect((await useToken(wrong)).status).toBe(403);
  }
  vi.setSystemTime(Date.now() + 30 * 60_000);
  expect((await useToken(second)).status).toBe(403);
  vi.useRealTimers();
  expect(await signIn(other.email, PASSWORD)).toBe(200);
});

test('the token is kept as a hash alone', async () => {
  const member = await signUp('Acme');
  await ask(member.email);
  const { results } = await env.DB.prepare('SELECT * FROM password_resets').all();
  const secret = tokenOfLast().split('.')[1] ?? '';
  expect(secret).toMatch(/^[0-9a-f]{48}$/);
  expect(JSON.stringify(results)).not.toContain(secret);
});

test('nobody learns who has an account: the answer is the same, and mail goes out after it', async () => {
  const member = await signUp('Acme');
  const [known, unknown] = [await ask(member.email), await ask('nobody@grapnel.example')];
  expect(await said(known)).toEqual(await said(unknown));
  expect(mails).toHaveLength(1);
  // Nor when there is no mailer.
  const [a, b] = [await ask(member.email, {}), await ask('nobody@grapnel.example', {})];
  expect([a.status, b.status]).toEqual([503, 503]);
  expect(await a.json()).toMatchObject({ code: 'account.no-mailer' });
});

test('asking is limited', async () => {
  const email = `${crypto.randomUUID()}@grapnel.example`;
  const statuses: number[] = [];
  for (let time = 0; time < 12; time += 1) statuses.push((await ask(email)).status);
  expect(statuses.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 202));
  expect(statuses.at(-1)).toBe(429);
});

test('without a mailer it is said so, and the operator makes the link', async () => {
  const member = await signUp('Acme');
  expect(await (await request('/api/ways-in')).json()).toMatchObject({ passwordReset: false });
  const asked = { email: member.email };
  const operator = { authorization: `Bearer ${env.OPERATOR_TOKEN}` };
  expect((await post('/operator/accounts/reset-link', asked)).status).toBe(401);
  const made = await post('/operator/accounts/reset-link', asked, operator);
  expect(made.status).toBe(201);
  const { link } = await made.json<{ link: string }>();
  expect((await useToken(link.split('#')[1] ?? '')).status).toBe(204);
  expect(await actionsOf(member)).toContain('operator POST /operator/accounts/reset-link');
});

test('a new password does not take the place of a second factor', async () => {
  const member = await signUp('Acme');
  await env.DB.prepare('UPDATE users SET two_factor_enabled = 1 WHERE email = ?')
    .bind(member.email)
    .run();
  await ask(member.email);
  await useToken(tokenOfLast());
  expect(await signIn(member.email, NEW_PASSWORD)).toBe(202);
});
