import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import type { AuditEntry } from '../../core/contract/audit.ts';
import type { ApiTokenSummary, MadeToken } from '../../core/contract/tokens.ts';
import { push, request, signUp, untilDone } from './member.ts';
import type { Member } from './member.ts';

async function entriesOf(member: Member, query = ''): Promise<AuditEntry[]> {
  const answer = await member.get(`/api/audit${query}`);
  return (await answer.json<{ entries: AuditEntry[] }>()).entries;
}

test('every change is an entry with who, what and when; what was refused is none', async () => {
  const acme = await signUp('Acme');
  const { source } = await acme.createSource();
  await acme.put(`/api/sources/${source.id}/quota`, { bytesPerDay: 1_000_000 });
  await acme.put(`/api/sources/nobodys/quota`, { bytesPerDay: 1_000_000 });
  await acme.post('/api/sources', { name: '' });
  await acme.get('/api/lenses');
  const entries = await entriesOf(acme);
  expect(entries.map(({ number, action, target }) => [number, action, target])).toEqual([
    [2, 'PUT /api/sources/:id/quota', `/api/sources/${source.id}/quota`],
    [1, 'POST /api/sources', '/api/sources'],
  ]);
  expect(entries[0]?.actor).toMatchObject({ kind: 'member', name: acme.email });
});

test('every read of evidence is an entry', async () => {
  const acme = await signUp('Acme');
  const { token } = await acme.createSource();
  await push(token, '{"a":1}');
  await untilDone(acme);
  expect((await acme.get('/api/evidence/1/1')).status).toBe(200);
  expect((await acme.get('/api/evidence/1/9')).status).toBe(404);
  const [entry] = await entriesOf(acme);
  expect(entry).toMatchObject({
    number: 2,
    action: 'GET /api/evidence/:upload/:record',
    target: '/api/evidence/1/1',
  });
});

test('what API tokens do is theirs, and no secret is in the log', async () => {
  const acme = await signUp('Acme');
  const wanted = { name: 'ci', scopes: ['manage'], expiresInDays: 1 };
  const made = await (
    await acme.post('/api/api-tokens', wanted)
  ).json<MadeToken<ApiTokenSummary>>();
  const source = await request('/api/sources', {
    method: 'POST',
    headers: { authorization: `Bearer ${made.token}`, 'content-type': 'application/json' },
    body: '{"name":"by token"}',
  });
  const { token } = await source.json<{ token: string }>();
  const entries = await entriesOf(acme);
  expect(entries[0]?.actor).toEqual({ kind: 'token', id: made.summary.id, name: 'ci' });
  const text = JSON.stringify(entries);
  for (const secret of [made.token, token]) expect(text).not.toContain(secret);
});

test('entries can be filtered, paged and exported, each tenant its own', async () => {
  const acme = await signUp('Acme');
  const other = await signUp('Other');
  for (let at = 0; at < 3; at += 1) await acme.createSource(`number ${at}`);
  await acme.send('/api/organisation', {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: '{"name":"Acme 2"}',
  });
  const renamed = await entriesOf(acme, '?action=PATCH%20/api/organisation');
  expect(renamed.map(({ detail }) => detail)).toEqual([{ before: 'Acme', after: 'Acme 2' }]);
  expect((await entriesOf(acme, '?before=3')).map(({ number }) => number)).toEqual([2, 1]);
  expect(await entriesOf(acme, '?actor=nobody')).toEqual([]);
  expect(await entriesOf(acme, '?to=1')).toEqual([]);
  expect(await entriesOf(other)).toEqual([]);
  const exported = await acme.get('/api/audit/export');
  expect(exported.headers.get('content-type')).toBe('application/x-ndjson');
  const lines = new TextDecoder()
    .decode(await exported.arrayBuffer())
    .trim()
    .split('\n');
  expect(lines.map((line) => (JSON.parse(line) as AuditEntry).number)).toEqual([4, 3, 2, 1]);
});

test('entries are not changed and not deleted, by no statement', async () => {
  const acme = await signUp('Acme');
  await acme.createSource();
  for (const statement of [
    'UPDATE audit_log SET actor_name = ?',
    'DELETE FROM audit_log WHERE tenant_id = ?',
  ]) {
    const failed = await env.DB.prepare(statement)
      .bind(acme.tenantId)
      .run()
      .then(
        () => undefined,
        (error: Error) => error,
      );
    expect(failed?.message).toContain('the audit log is only added to');
  }
});

test('changes at once have numbers of their own', async () => {
  const acme = await signUp('Acme');
  await Promise.all(Array.from({ length: 5 }, () => acme.createSource()));
  expect((await entriesOf(acme)).map(({ number }) => number)).toEqual([5, 4, 3, 2, 1]);
});
