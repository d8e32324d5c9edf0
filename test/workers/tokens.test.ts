import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import type { Source } from '../../core/contract/sources.ts';
import type { ApiTokenSummary, MadeToken } from '../../core/contract/tokens.ts';
import { push, request, signUp } from './member.ts';
import type { Member } from './member.ts';

async function apiToken(by: Member, scopes: string[]): Promise<MadeToken<ApiTokenSummary>> {
  const answer = await by.post('/api/api-tokens', { name: 'ci', scopes, expiresInDays: null });
  expect(answer.status).toBe(201);
  return await answer.json();
}

function call(token: string, path: string, method = 'GET', body?: unknown): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return request(path, { method, headers, body: body === undefined ? null : JSON.stringify(body) });
}

test('a source has several tokens; each works until it is revoked', async () => {
  const acme = await signUp('Acme');
  const { source, token } = await acme.createSource();
  const answer = await acme.post(`/api/sources/${source.id}/tokens`, {});
  const made = await answer.json<MadeToken>();
  expect((await push(token, '{}')).status).toBe(202);
  const path = `/api/sources/${source.id}/tokens/${made.summary.id}`;
  expect((await acme.send(path, { method: 'DELETE' })).status).toBe(204);
  expect((await push(made.token, '{}')).status).toBe(401);
  expect((await push(token, '{}')).status).toBe(202);
  expect((await acme.send(path, { method: 'DELETE' })).status).toBe(404);
});

test('a rotated token works on for its grace, and not longer', async () => {
  const acme = await signUp('Acme');
  const { source, token } = await acme.createSource();
  const [old] = source.tokens;
  const path = `/api/sources/${source.id}/tokens/${old?.id}/rotate`;
  const next = await (await acme.post(path, { graceSeconds: 3_600 })).json<MadeToken>();
  expect((await push(next.token, '{}')).status).toBe(202);
  const { sources } = await (await acme.get('/api/sources')).json<{ sources: Source[] }>();
  const ends = sources[0]?.tokens.find(({ id }) => id === old?.id)?.expiresAt ?? 0;
  expect(Math.abs(ends - Date.now() - 3_600_000)).toBeLessThan(60_000);
  await env.DB.prepare('UPDATE ingest_tokens SET expires_at = 1 WHERE id = ?').bind(old?.id).run();
  expect((await push(token, '{}')).status).toBe(401);
});

test('when a token was last used is noted, once an hour', async () => {
  const acme = await signUp('Acme');
  const { source, token } = await acme.createSource();
  expect(source.tokens[0]?.lastUsedAt).toBeNull();
  await push(token, '{}');
  const { sources } = await (await acme.get('/api/sources')).json<{ sources: Source[] }>();
  expect(Date.now() - (sources[0]?.tokens[0]?.lastUsedAt ?? 0)).toBeLessThan(60_000);
});

test('a token of the API may do what its scopes say, for its tenant alone', async () => {
  const acme = await signUp('Acme');
  const other = await signUp('Other');
  await acme.createSource('of acme');
  await other.createSource('of other');
  const read = await apiToken(acme, ['read']);
  const manage = await apiToken(acme, ['manage']);
  const { sources } = await (await call(read.token, '/api/sources')).json<{ sources: Source[] }>();
  expect(sources.map(({ name }) => name)).toEqual(['of acme']);
  expect((await call(read.token, '/api/sources', 'POST', { name: 'x' })).status).toBe(403);
  expect((await call(manage.token, '/api/sources', 'POST', { name: 'x' })).status).toBe(201);
  expect((await call(manage.token, '/api/sources')).status).toBe(403);
  // Tokens make no tokens, and are no person.
  const wanted = { name: 'more', scopes: ['manage'], expiresInDays: null };
  expect((await call(manage.token, '/api/api-tokens', 'POST', wanted)).status).toBe(403);
  expect((await call(manage.token, '/api/sessions')).status).toBe(401);
});

test('a token of the API is shown once, and works until it is revoked or expires', async () => {
  const acme = await signUp('Acme');
  const { token, summary } = await apiToken(acme, ['read']);
  expect((await call(token, '/api/lenses')).status).toBe(200);
  const listed = await (await acme.get('/api/api-tokens')).text();
  expect(listed).toContain(summary.lastFour);
  expect(listed).not.toContain(token);
  const tables = await env.DB.prepare('SELECT * FROM api_tokens').all();
  expect(JSON.stringify(tables.results)).not.toContain(token);
  const rotate = `/api/api-tokens/${summary.id}/rotate`;
  const next = await (await acme.post(rotate, { graceSeconds: 0 })).json<MadeToken>();
  expect((await call(token, '/api/lenses')).status).toBe(401);
  expect((await call(next.token, '/api/lenses')).status).toBe(200);
  await acme.send(`/api/api-tokens/${next.summary.id}`, { method: 'DELETE' });
  expect((await call(next.token, '/api/lenses')).status).toBe(401);
});

test('ingest tokens are none of the API, and the other way round', async () => {
  const acme = await signUp('Acme');
  const { token } = await acme.createSource();
  expect((await call(token, '/api/sources')).status).toBe(401);
  expect((await push((await apiToken(acme, ['manage'])).token, '{}')).status).toBe(401);
});
