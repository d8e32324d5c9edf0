import { env } from 'cloudflare:workers';
import { describe, expect, test, vi } from 'vitest';
import type { AuditEntry } from '../../core/contract/audit.ts';
import { join, PASSWORD, request, signUp, withCookie } from './member.ts';
import type { Member } from './member.ts';

function signIn(email: string, password: string): Promise<Response> {
  return request('/api/sign-in', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'cf-connecting-ip': '192.0.2.9' },
    body: JSON.stringify({ email, password }),
  });
}

async function auditOf(member: Member): Promise<AuditEntry[]> {
  const { entries } = await (await member.get('/api/audit')).json<{ entries: AuditEntry[] }>();
  return entries.toReversed();
}

async function signIns(member: Member): Promise<number> {
  const entries = await auditOf(member);
  return entries.filter(({ action }) => action === 'POST /api/sign-in').length;
}

function endTwoFactor(email: string, token: string): Promise<Response> {
  return request('/operator/accounts/end-two-factor', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ email }),
  });
}

describe('the audit log', () => {
  test('tells who signed in and out, from where, and who tried', async () => {
    const owner = await signUp('Acme');
    const viewer = await join(owner, 'viewer');
    await signIn(viewer.email, 'a wrong password');
    // It is noted after the answer, whose time must not tell who has an account.
    await vi.waitFor(async () => expect(await signIns(owner)).toBe(1));
    await signIn(viewer.email.toUpperCase(), 'a wrong password');
    const again = await signIn(viewer.email, PASSWORD);
    const cookie = again.headers.getSetCookie().map((text) => text.split(';', 1)[0]);
    await withCookie(viewer, cookie.join('; ')).post('/api/sign-out', {});
    const entries = (await auditOf(owner)).filter(({ actor }) => actor.name === viewer.email);
    expect(entries.map(({ action, detail, address }) => [action, detail, address])).toEqual([
      ['POST /api/invitations/:code/accept', { role: 'viewer' }, ''],
      // Two within a minute are one: the guesser does not decide what the log costs.
      ['POST /api/sign-in', { outcome: 'wrong password' }, '192.0.2.9'],
      ['POST /api/sign-in', { outcome: 'signed in' }, '192.0.2.9'],
      ['POST /api/sign-out', {}, ''],
    ]);
  });

  test('is that of every organisation of theirs, and of no other', async () => {
    const [acme, other, stranger] = [await signUp('Acme'), await signUp('Two'), await signUp('No')];
    const invited = await other.post('/api/invitations', { email: acme.email, role: 'viewer' });
    const { code } = await invited.json<{ code: string }>();
    await acme.post(`/api/invitations/${code}/accept`, {});
    await signIn(acme.email, PASSWORD);
    await signIn('nobody@grapnel.example', PASSWORD);
    await acme.post(`/api/organisations/${acme.tenantId}/switch`, {});
    expect([await signIns(acme), await signIns(other), await signIns(stranger)]).toEqual([1, 1, 0]);
  });
});

test('who belongs to no organisation any more signs in, sees nothing, and creates one', async () => {
  const owner = await signUp('Acme');
  const viewer = await join(owner, 'viewer');
  await viewer.send('/api/membership', { method: 'DELETE' });
  const signedIn = await signIn(viewer.email, PASSWORD);
  expect([signedIn.status, await signedIn.json()]).toEqual([200, { next: 'organisation' }]);
  const cookie = signedIn.headers.getSetCookie().map((text) => text.split(';', 1)[0]);
  const person = withCookie(viewer, cookie.join('; '));
  expect(await (await person.get('/api/lenses')).json()).toMatchObject({ code: 'api.no-tenant' });
  expect(await (await person.get('/api/account')).json()).toMatchObject({
    user: { email: viewer.email },
  });
  expect((await person.post('/api/organisations', { name: 'Own' })).status).toBe(201);
  expect(await (await person.get('/api/session')).json()).toMatchObject({
    tenant: { name: 'Own' },
    role: 'owner',
  });
});

test('the operator takes a lost second factor away, which ends every session and is noted', async () => {
  const owner = await signUp('Acme');
  await env.DB.batch([
    env.DB.prepare(
      `INSERT INTO two_factors (id, secret, backup_codes, user_id, verified)
       SELECT id, 'x', 'x', id, 1 FROM users WHERE email = ?`,
    ).bind(owner.email),
    env.DB.prepare('UPDATE users SET two_factor_enabled = 1 WHERE email = ?').bind(owner.email),
  ]);
  expect((await signIn(owner.email, PASSWORD)).status).toBe(202);
  expect((await endTwoFactor(owner.email, 'not the operator')).status).toBe(401);
  expect((await endTwoFactor('nobody@x.example', env.OPERATOR_TOKEN ?? '')).status).toBe(404);
  expect((await endTwoFactor(owner.email, env.OPERATOR_TOKEN ?? '')).status).toBe(204);
  expect((await owner.get('/api/session')).status).toBe(401);
  const [entry] = (await auditOf(await owner.again())).filter(({ actor }) => {
    return actor.kind === 'operator';
  });
  expect(entry?.detail).toEqual({ account: owner.email });
});
