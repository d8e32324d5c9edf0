import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import type { CreatedInvitation, MemberSummary } from '../../core/contract/members.ts';
import type { Role } from '../../core/contract/roles.ts';
import { join, request, signUp } from './member.ts';
import type { Member } from './member.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

async function invite(by: Member, email: string, role: Role): Promise<CreatedInvitation> {
  const answer = await by.post('/api/invitations', { email, role });
  expect(answer.status).toBe(201);
  return await answer.json();
}

async function membersOf(member: Member): Promise<MemberSummary[]> {
  return (await (await member.get('/api/members')).json<{ members: MemberSummary[] }>()).members;
}

function patchRole(by: Member, id: string | undefined, role: string): Promise<Response> {
  return by.send(`/api/members/${id}`, {
    method: 'PATCH',
    headers: JSON_TYPE,
    body: JSON.stringify({ role }),
  });
}

test('who is invited signs up by the link and has the role of the invitation', async () => {
  const owner = await signUp('Acme');
  const invited = await join(owner, 'analyst');
  expect(invited.tenantId).toBe(owner.tenantId);
  expect((await membersOf(invited)).map(({ role, isYou }) => [role, isYou])).toEqual([
    ['owner', false],
    ['analyst', true],
  ]);
  expect((await invited.post('/api/sources', { name: 'x' })).status).toBe(403);
});

test('an invitation is for its address alone, and works once', async () => {
  const owner = await signUp('Acme');
  const email = `${crypto.randomUUID()}@grapnel.example`;
  const { code: id, invitation } = await invite(owner, email, 'admin');
  const stranger = await signUp('Other');
  // The id alone, which is listed, opens nothing.
  expect((await request(`/api/invitations/${invitation.id}`)).status).toBe(404);
  expect((await request(`/api/invitations/${invitation.id}.${'0'.repeat(32)}`)).status).toBe(404);
  expect(await (await owner.get('/api/invitations')).text()).not.toContain(id);
  expect((await stranger.post(`/api/invitations/${id}/accept`, {})).status).toBe(404);
  const asked = { email: `x${email}`, password: 'a long enough password', invitation: id };
  const other = await request('/api/sign-up', {
    method: 'POST',
    headers: JSON_TYPE,
    body: JSON.stringify(asked),
  });
  expect(other.status).toBe(404);
  expect(
    await env.DB.prepare('SELECT count(*) AS n FROM users WHERE email = ?')
      .bind(asked.email)
      .first('n'),
  ).toBe(0);

  const invited = await signUp('Own', email);
  expect((await invited.post(`/api/invitations/${id}/accept`, {})).status).toBe(204);
  expect((await invited.post(`/api/invitations/${id}/accept`, {})).status).toBe(404);
  expect((await request(`/api/invitations/${id}`)).status).toBe(404);
  expect(await membersOf(owner)).toHaveLength(2);
});

test('who has an account accepts by signing in, and works for the organisation from then on', async () => {
  const owner = await signUp('Acme');
  const person = await signUp('Own');
  const { code } = await invite(owner, person.email, 'analyst');
  const answer = await request('/api/sign-in', {
    method: 'POST',
    headers: JSON_TYPE,
    body: JSON.stringify({
      email: person.email,
      password: 'a long enough password',
      invitation: code,
    }),
  });
  expect(await answer.json()).toMatchObject({ tenant: { id: owner.tenantId }, role: 'analyst' });
});

test('an invitation that was taken back, or is too old, is none', async () => {
  const owner = await signUp('Acme');
  const [first, second] = [crypto.randomUUID(), crypto.randomUUID()].map((x) => `${x}@x.example`);
  const taken = await invite(owner, first ?? '', 'viewer');
  expect(
    (await owner.send(`/api/invitations/${taken.invitation.id}`, { method: 'DELETE' })).status,
  ).toBe(204);
  const old = await invite(owner, second ?? '', 'viewer');
  await env.DB.prepare('UPDATE invitations SET expires_at = 1 WHERE id = ?')
    .bind(old.invitation.id)
    .run();
  for (const [email, id] of [
    [first, taken.code],
    [second, old.code],
  ]) {
    const person = await signUp('Own', email);
    expect((await person.post(`/api/invitations/${id}/accept`, {})).status).toBe(404);
    expect((await request(`/api/invitations/${id}`)).status).toBe(404);
  }
});

test('the last owner cannot leave, be removed or be made less; with another owner they can', async () => {
  const owner = await signUp('Acme');
  const [self] = await membersOf(owner);
  const leave = () => owner.send('/api/membership', { method: 'DELETE' });
  const lastOwner = expect.objectContaining({ code: 'members.last-owner' });
  for (const answer of [await leave(), await patchRole(owner, self?.id, 'admin')]) {
    expect(answer.status).toBe(409);
    expect(await answer.json()).toEqual(lastOwner);
  }
  expect((await owner.send(`/api/members/${self?.id}`, { method: 'DELETE' })).status).toBe(409);
  const second = await join(owner, 'owner');
  // Both at once: the one that comes second finds itself the last.
  const other = (await membersOf(second)).find(({ isYou }) => isYou);
  const both = await Promise.all([
    patchRole(owner, self?.id, 'viewer'),
    patchRole(second, other?.id, 'viewer'),
  ]);
  const left = await env.DB.prepare(
    `SELECT count(*) AS n FROM members WHERE tenant_id = ? AND role = 'owner'`,
  )
    .bind(owner.tenantId)
    .first('n');
  expect(left).toBe(1);
  expect(both.map(({ status }) => status)).toContain(204);
});

test('an admin makes nobody an owner, and touches none', async () => {
  const owner = await signUp('Acme');
  const admin = await join(owner, 'admin');
  const members = await membersOf(admin);
  const [theOwner, self] = members;
  const refused = [
    await patchRole(admin, self?.id, 'owner'),
    await patchRole(admin, theOwner?.id, 'viewer'),
    await admin.send(`/api/members/${theOwner?.id}`, { method: 'DELETE' }),
    await admin.post('/api/invitations', { email: 'someone@x.example', role: 'owner' }),
  ];
  expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
  await invite(owner, 'boss@x.example', 'owner');
  expect(await (await admin.get('/api/invitations')).json()).toEqual({ invitations: [] });
});

test('who is removed is out at once, and keeps their other organisations', async () => {
  const owner = await signUp('Acme');
  const member = await join(owner, 'viewer');
  const made = await member.post('/api/organisations', { name: 'Own' });
  const { id } = await made.json<{ id: string }>();
  expect((await member.post(`/api/organisations/${owner.tenantId}/switch`, {})).status).toBe(204);
  const sessionOf = async () => (await member.get('/api/session')).json<object>();
  expect(await sessionOf()).toMatchObject({ tenant: { id: owner.tenantId }, role: 'viewer' });
  const removed = (await membersOf(owner)).find(({ role }) => role === 'viewer');
  expect((await owner.send(`/api/members/${removed?.id}`, { method: 'DELETE' })).status).toBe(204);
  expect(await sessionOf()).toMatchObject({ tenant: { id, name: 'Own' }, role: 'owner' });
  expect((await member.post(`/api/organisations/${owner.tenantId}/switch`, {})).status).toBe(404);
});

test('signing out everywhere ends every session; one can be ended alone', async () => {
  const email = `${crypto.randomUUID()}@grapnel.example`;
  const first = await signUp('Acme', email);
  const second = await first.again();
  const third = await first.again();
  const { sessions } = await (
    await first.get('/api/sessions')
  ).json<{ sessions: { id: string; isThis: boolean }[] }>();
  expect(sessions).toHaveLength(3);
  const { sessions: ofThird } = await (
    await third.get('/api/sessions')
  ).json<{ sessions: { id: string; isThis: boolean }[] }>();
  const thirds = ofThird.find(({ isThis }) => isThis);
  expect((await first.send(`/api/sessions/${thirds?.id}`, { method: 'DELETE' })).status).toBe(204);
  expect((await third.get('/api/session')).status).toBe(401);
  expect((await second.send('/api/sessions', { method: 'DELETE' })).status).toBe(204);
  for (const who of [first, second]) expect((await who.get('/api/session')).status).toBe(401);
});
