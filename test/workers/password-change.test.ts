import { expect, test } from 'vitest';
import type { AuditEntry } from '../../core/contract/audit.ts';
import { PASSWORD, request, signUp } from './member.ts';
import type { Member } from './member.ts';

const NEW_PASSWORD = 'another long password';

function change(member: Member, old: string, password: string): Promise<Response> {
  return member.put('/api/password', { old, password });
}

async function signIn(email: string, password: string): Promise<number> {
  const answer = await request('/api/sign-in', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  return answer.status;
}

test('a password is changed with the old one: other sessions end, this one stays', async () => {
  const member = await signUp('Acme');
  const elsewhere = await member.again();
  expect((await change(member, PASSWORD, NEW_PASSWORD)).status).toBe(204);
  expect((await elsewhere.get('/api/session')).status).toBe(401);
  expect((await member.get('/api/session')).status).toBe(200);
  expect([await signIn(member.email, PASSWORD), await signIn(member.email, NEW_PASSWORD)]).toEqual([
    401, 200,
  ]);
  const { entries } = await (await member.get('/api/audit')).json<{ entries: AuditEntry[] }>();
  expect(entries.map(({ action }) => action)).toContain('PUT /api/password');
});

test('the old password is needed, and the new one held to the same rules', async () => {
  const member = await signUp('Acme');
  const wrong = await change(member, 'not the password', NEW_PASSWORD);
  expect([wrong.status, (await wrong.json<{ code: string }>()).code]).toEqual([
    403,
    'account.wrong-password',
  ]);
  expect((await change(member, PASSWORD, 'short')).status).toBe(400);
  expect((await change(member, PASSWORD, 'x'.repeat(129))).status).toBe(400);
  expect(await signIn(member.email, PASSWORD)).toBe(200);
  const { entries } = await (await member.get('/api/audit')).json<{ entries: AuditEntry[] }>();
  const failed = entries.find(({ action }) => action === 'PUT /api/password');
  expect(failed?.detail).toEqual({ outcome: 'wrong password' });
});

test('nobody but who is signed in changes one, and guesses are counted', async () => {
  const member = await signUp('Acme');
  const stranger = await request('/api/password', {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ old: PASSWORD, password: NEW_PASSWORD }),
  });
  expect(stranger.status).toBe(401);
  const statuses = new Set<number>();
  // Across the end of a minute, the limit of ten begins anew once.
  for (let guess = 0; guess < 21; guess += 1) {
    statuses.add((await change(member, `guess ${guess}`, NEW_PASSWORD)).status);
  }
  expect([...statuses].sort()).toEqual([403, 429]);
});
