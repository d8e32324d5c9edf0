import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AuditEntry } from '../../core/contract/audit.ts';
import type { TwoFactorSecret } from '../../core/contract/account.ts';
import { join, PASSWORD, request, signUp, withCookie } from './member.ts';
import type { Member } from './member.ts';
import { totp } from './totp.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

// Codes go with the time: here it stands still, in the middle of a step.
const STEP_MS = 30_000;
beforeEach(() => {
  const now = (Math.floor(Date.now() / STEP_MS) + 0.5) * STEP_MS;
  vi.useFakeTimers({ toFake: ['Date'], now });
});
afterEach(() => {
  vi.useRealTimers();
});

interface Guarded {
  readonly member: Member;
  readonly secret: TwoFactorSecret;
}

/** Somebody with a second factor: the code of the step before is used up by setting it up. */
async function guard(member: Member): Promise<Guarded> {
  const begun = await member.post('/api/two-factor', { password: PASSWORD });
  expect(begun.status).toBe(201);
  const secret = await begun.json<TwoFactorSecret>();
  const confirmed = await member.post('/api/two-factor/confirm', {
    code: await totp(secret.secret, -1),
  });
  expect(confirmed.status).toBe(204);
  return { member: withCookie(member, cookiesOf(confirmed)), secret };
}

function cookiesOf(answer: Response): string {
  const set = answer.headers.getSetCookie().map((text) => text.split(';', 1)[0] ?? '');
  return set.filter((text) => !text.endsWith('=')).join('; ');
}

function postAs(cookie: string, path: string, body: unknown): Promise<Response> {
  const headers = { ...JSON_TYPE, cookie };
  return request(path, { method: 'POST', headers, body: JSON.stringify(body) });
}

/** The first step. @returns the cookies that it sets */
async function firstStep({ email }: Member): Promise<string> {
  const answer = await postAs('', '/api/sign-in', { email, password: PASSWORD });
  expect(answer.status).toBe(202);
  expect(await answer.json()).toEqual({ next: 'code' });
  return cookiesOf(answer);
}

function secondStep(cookie: string, code: string): Promise<Response> {
  return postAs(cookie, '/api/sign-in/code', { code });
}

async function auditOf(member: Member): Promise<[string, unknown][]> {
  const { entries } = await (await member.get('/api/audit')).json<{ entries: AuditEntry[] }>();
  return entries.toReversed().map(({ action, detail }) => [action, detail.outcome]);
}

describe('two-factor authentication', () => {
  test('takes a password and a code to sign in, and is in the audit log', async () => {
    const { member, secret } = await guard(await signUp('Acme'));
    expect(await (await member.get('/api/account')).json()).toMatchObject({ hasTwoFactor: true });
    const entered = await secondStep(await firstStep(member), await totp(secret.secret));
    expect(await entered.json()).toMatchObject({ tenant: { id: member.tenantId }, role: 'owner' });
    expect(
      (await request('/api/session', { headers: { cookie: cookiesOf(entered) } })).status,
    ).toBe(200);
    expect(await auditOf(member)).toEqual([
      ['POST /api/two-factor/confirm', undefined],
      ['POST /api/sign-in/code', 'signed in'],
    ]);
  });

  test('is not on before a first code has confirmed it', async () => {
    const member = await signUp('Acme');
    await member.post('/api/two-factor', { password: PASSWORD });
    expect((await member.post('/api/two-factor/confirm', { code: '000000' })).status).toBe(403);
    expect((await member.again()).tenantId).toBe(member.tenantId);
  });

  test('is set up, changed and ended only with the password, and then with a code', async () => {
    const newcomer = await signUp('Acme');
    expect((await newcomer.post('/api/two-factor', { password: 'wrong' })).status).toBe(403);
    const { member, secret } = await guard(newcomer);
    const code = await totp(secret.secret);
    for (const path of ['/api/two-factor/end', '/api/two-factor/backup-codes']) {
      expect((await member.post(path, { password: 'wrong', code })).status).toBe(403);
      expect((await member.post(path, { password: PASSWORD, code: '000000' })).status).toBe(403);
    }
    expect((await member.post('/api/two-factor', { password: PASSWORD })).status).toBe(409);
    expect((await member.post('/api/two-factor/end', { password: PASSWORD, code })).status).toBe(
      204,
    );
    expect((await member.again()).tenantId).toBe(member.tenantId);
  });

  test('ends the sessions from before, which a password alone had opened', async () => {
    const member = await signUp('Acme');
    const elsewhere = await member.again();
    const guarded = await guard(member);
    expect((await elsewhere.get('/api/session')).status).toBe(401);
    expect((await member.get('/api/session')).status).toBe(401);
    expect((await guarded.member.get('/api/session')).status).toBe(200);
  });
});

describe('attacks on the second step', () => {
  test('to skip it: what the first step sets opens nothing, nor does anything of before', async () => {
    const { member } = await guard(await signUp('Acme'));
    const answer = await postAs('', '/api/sign-in', { email: member.email, password: PASSWORD });
    // Every cookie, also such as are meant to be forgotten.
    const all = answer.headers.getSetCookie().map((text) => text.split(';', 1)[0]);
    for (const path of ['/api/session', '/api/account', '/api/organisations', '/api/sessions']) {
      expect((await request(path, { headers: { cookie: all.join('; ') } })).status).toBe(401);
    }
    const sessions = await env.DB.prepare(
      'SELECT count(*) AS n FROM sessions s JOIN users u ON u.id = s.user_id WHERE u.email = ?',
    )
      .bind(member.email)
      .first('n');
    expect(sessions).toBe(1);
  });

  test('to skip it by an invitation: it is accepted only after the second step', async () => {
    const owner = await signUp('Acme');
    const { member, secret } = await guard(await signUp('Own'));
    const invited = await owner.post('/api/invitations', { email: member.email, role: 'admin' });
    const { code: invitation } = await invited.json<{ code: string }>();
    const first = await postAs('', '/api/sign-in', {
      email: member.email,
      password: PASSWORD,
      invitation,
    });
    expect(first.status).toBe(202);
    const { members } = await (await owner.get('/api/members')).json<{ members: unknown[] }>();
    expect(members).toHaveLength(1);
    const code = await totp(secret.secret);
    const second = await postAs(cookiesOf(first), '/api/sign-in/code', { code, invitation });
    expect(await second.json()).toMatchObject({ tenant: { id: owner.tenantId }, role: 'admin' });
  });

  test('to replay a code: each works once, be it for another sign-in or at the same time', async () => {
    const { member, secret } = await guard(await signUp('Acme'));
    const used = await totp(secret.secret, -1);
    expect((await secondStep(await firstStep(member), used)).status).toBe(403);
    const code = await totp(secret.secret);
    const challenges = [await firstStep(member), await firstStep(member), await firstStep(member)];
    const answers = await Promise.all(challenges.map((cookie) => secondStep(cookie, code)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403, 403]);
    const refused = answers.filter(({ status }) => status === 403);
    expect(refused.map((answer) => cookiesOf(answer))).toEqual(['', '']);
    expect((await secondStep(await firstStep(member), code)).status).toBe(403);
    // The last moment at which the service takes the code at all.
    vi.setSystemTime(Date.now() + STEP_MS);
    expect((await secondStep(await firstStep(member), code)).status).toBe(403);
    expect((await auditOf(member)).map(([, outcome]) => outcome)).toContain('code used before');
  });

  test('to answer a challenge twice, or that of someone else', async () => {
    const { member, secret } = await guard(await signUp('Acme'));
    const other = await guard(await signUp('Other'));
    const cookie = await firstStep(member);
    expect((await secondStep(cookie, await totp(other.secret.secret))).status).toBe(403);
    expect((await secondStep(`${cookie.slice(0, -4)}AAAA`, await totp(secret.secret))).status).toBe(
      401,
    );
    expect((await secondStep(cookie, await totp(secret.secret))).status).toBe(200);
    expect((await secondStep(cookie, await totp(secret.secret, 1))).status).toBe(401);
    expect((await secondStep('', await totp(secret.secret, 1))).status).toBe(401);
  });

  test('to guess it: five wrong codes end a sign-in, ten in a row close the second step', async () => {
    const { member, secret } = await guard(await signUp('Acme'));
    for (let signIn = 0; signIn < 2; signIn += 1) {
      const cookie = await firstStep(member);
      for (let guess = 0; guess < 5; guess += 1) {
        expect((await secondStep(cookie, '000000')).status).toBe(403);
      }
      // Even the right one does not help any more.
      const late = await secondStep(cookie, await totp(secret.secret));
      expect([401, 429]).toContain(late.status);
    }
    const locked = await secondStep(await firstStep(member), await totp(secret.secret));
    expect(locked.status).toBe(429);
    expect(locked.headers.get('retry-after')).toBe('900');
    // Nor is there another way to guess on, by a session that is open.
    const code = await totp(secret.secret);
    const ended = await member.post('/api/two-factor/end', { password: PASSWORD, code });
    expect(ended.status).toBe(429);
    // Noted, but not each time: the guesser does not decide what the log costs.
    const outcomes = (await auditOf(member)).map(([, outcome]) => outcome);
    expect(outcomes.filter((outcome) => outcome === 'wrong code')).toHaveLength(1);
    vi.setSystemTime(Date.now() + 900_000);
    const later = await totp(secret.secret);
    expect((await secondStep(await firstStep(member), later)).status).toBe(200);
  });

  test('to guess on with a stolen session: ten wrong codes close it as well', async () => {
    const { member, secret } = await guard(await signUp('Acme'));
    const wrong = { password: PASSWORD, code: '000000' };
    await env.DB.prepare(
      `UPDATE two_factors SET failed_verification_count = 9
       WHERE user_id = (SELECT id FROM users WHERE email = ?)`,
    )
      .bind(member.email)
      .run();
    expect((await member.post('/api/two-factor/end', wrong)).status).toBe(403);
    const code = await totp(secret.secret);
    const right = await member.post('/api/two-factor/end', { password: PASSWORD, code });
    expect(right.status).toBe(429);
    expect((await secondStep(await firstStep(member), code)).status).toBe(429);
  });
});

describe('backup codes', () => {
  test('work once each, also at the same time, and new ones make the old ones void', async () => {
    const { member, secret } = await guard(await signUp('Acme'));
    const [first = '', second = ''] = secret.backupCodes;
    const challenges = [await firstStep(member), await firstStep(member)];
    const answers = await Promise.all(challenges.map((cookie) => secondStep(cookie, first)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await secondStep(await firstStep(member), first)).status).toBe(403);
    const renewed = await member.post('/api/two-factor/backup-codes', {
      password: PASSWORD,
      code: await totp(secret.secret),
    });
    const { backupCodes } = await renewed.json<{ backupCodes: string[] }>();
    expect((await secondStep(await firstStep(member), second)).status).toBe(403);
    expect((await secondStep(await firstStep(member), backupCodes[0] ?? '')).status).toBe(200);
  });

  test('are kept sealed, as the secret is', async () => {
    const { member, secret } = await guard(await signUp('Acme'));
    const row = await env.DB.prepare(
      'SELECT t.* FROM two_factors t JOIN users u ON u.id = t.user_id WHERE u.email = ?',
    )
      .bind(member.email)
      .first();
    const text = JSON.stringify(row);
    for (const code of secret.backupCodes) expect(text).not.toContain(code);
    expect(text).not.toContain(secret.secret);
  });
});

describe('an organisation that requires it', () => {
  test('shows nothing to members without, until they have set it up', async () => {
    const { member: owner } = await guard(await signUp('Acme'));
    const analyst = await join(owner, 'analyst');
    expect((await owner.put('/api/organisation/two-factor', { required: true })).status).toBe(204);
    for (const path of ['/api/session', '/api/lenses', '/api/live', '/api/members']) {
      const answer = await analyst.get(path, path === '/api/live' ? { upgrade: 'websocket' } : {});
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ code: 'api.two-factor-required' });
    }
    const signedIn = await postAs('', '/api/sign-in', { email: analyst.email, password: PASSWORD });
    expect(await signedIn.json()).toEqual({ next: 'two-factor' });
    const guarded = await guard(analyst);
    expect((await guarded.member.get('/api/session')).status).toBe(200);
    const { members } = await (await owner.get('/api/members')).json<{ members: object[] }>();
    expect(members).toMatchObject([{ hasTwoFactor: true }, { hasTwoFactor: true }]);
    const seen = await (await guarded.member.get('/api/members')).json<{ members: object[] }>();
    expect(seen.members).toMatchObject([{ hasTwoFactor: null }, { hasTwoFactor: null }]);
  });

  test('is told so by an owner who has it themselves, and by nobody else', async () => {
    const owner = await signUp('Acme');
    const required = { required: true };
    expect((await owner.put('/api/organisation/two-factor', required)).status).toBe(409);
    const admin = await guard(await join(owner, 'admin'));
    expect((await admin.member.put('/api/organisation/two-factor', required)).status).toBe(403);
    expect(await (await owner.get('/api/organisation')).json()).toMatchObject({
      requiresTwoFactor: false,
    });
  });

  test('holds nobody back from their other organisations', async () => {
    const { member: owner } = await guard(await signUp('Acme'));
    const person = await signUp('Own');
    const invited = await owner.post('/api/invitations', { email: person.email, role: 'viewer' });
    const { code } = await invited.json<{ code: string }>();
    await person.post(`/api/invitations/${code}/accept`, {});
    await owner.put('/api/organisation/two-factor', { required: true });
    expect((await person.get('/api/session')).status).toBe(403);
    await person.post(`/api/organisations/${person.tenantId}/switch`, {});
    expect(await (await person.get('/api/session')).json()).toMatchObject({
      tenant: { id: person.tenantId },
    });
  });
});
