import { createScheduledController, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { sampleAttack } from '../../core/sample/sample-attack.ts';
import { inboxStub, shardStub, tenantStub } from '../../durable-objects/stubs.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import worker from '../../workers/index.ts';
import { join, push, request, signUp, untilDone } from './member.ts';
import type { Member } from './member.ts';

const MINUTE_MS = 60_000;

/** Runs the trigger of every minute, so many minutes from now. */
async function minutesLater(minutes: number): Promise<void> {
  const scheduledTime = new Date(Date.now() + minutes * MINUTE_MS);
  const controller = createScheduledController({ cron: '* * * * *', scheduledTime });
  await worker.scheduled(controller, env);
}

/** A tenant with something in every place; its mark is in all that it sends. */
async function tenantWithMark(
  mark: string,
): Promise<{ owner: Member; source: string; token: string }> {
  const owner = await signUp(mark, `${mark}@x.example`);
  await join(owner, 'viewer');
  const { source, token } = await owner.createSource(mark);
  for (const { body } of sampleAttack(Date.UTC(2026, 0, 1)))
    await push(token, body.replaceAll('WS-FINANCE-07', mark));
  await untilDone(owner);
  await owner.post('/api/api-tokens', { name: mark, scopes: ['read'], expiresInDays: null });
  await owner.post('/api/invitations', { email: `i-${mark}@x.example`, role: 'viewer' });
  await owner.get('/api/evidence/1/1');
  return { owner, source: source.id, token };
}

/** All rows of D1, of every table, as text. */
async function databaseText(): Promise<string> {
  const { results } = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'",
  ).all<{ name: string }>();
  const texts = [];
  for (const { name } of results)
    texts.push(JSON.stringify((await env.DB.prepare(`SELECT * FROM "${name}"`).all()).results));
  return texts.join('\n');
}

/** How many rows are in the tables of an object. */
async function rowsOf(stub: DurableObjectStub): Promise<Record<string, number>> {
  return await runInDurableObject(stub, (_, { storage }) => {
    const tables = storage.sql
      .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'")
      .toArray();
    return Object.fromEntries(
      tables
        .filter(({ name }) => !name.startsWith('_cf'))
        .map(({ name }) => [
          name,
          Number(storage.sql.exec(`SELECT count(*) AS n FROM "${name}"`).one().n),
        ]),
    );
  });
}

test('after its erasure, nothing of a tenant is in D1, in objects or in R2; others keep all', async () => {
  const mark = `mark-${crypto.randomUUID()}`;
  const other = await signUp('Other');
  await other.createSource('stays');
  const { owner, source, token } = await tenantWithMark(mark);
  const tenant = owner.tenantId as TenantId;
  const stubs = (of: TenantId) => [
    tenantStub(env, of),
    shardStub(env, of, 0),
    inboxStub(env, of, source),
  ];
  const full = await Promise.all(stubs(tenant).map(rowsOf));
  const text = await databaseText();
  for (const string of [tenant, mark, owner.email, source]) expect(text).toContain(string);

  expect((await owner.post('/api/organisation/erase', { name: 'Other' })).status).toBe(422);
  expect((await owner.post('/api/organisation/erase', { name: mark })).status).toBe(202);
  // At once: nobody is in, and no token is known.
  expect((await owner.get('/api/lenses')).status).toBe(403);
  expect(
    (await request(`/ingest`, { method: 'POST', headers: { authorization: `Bearer ${token}` } }))
      .status,
  ).not.toBe(202);

  await minutesLater(3);
  await minutesLater(21);
  const left = await databaseText();
  for (const string of [tenant, mark, owner.email, source]) expect(left).not.toContain(string);
  expect((await env.UPLOADS.list({ prefix: `${tenant}/` })).objects).toEqual([]);
  const fresh = await Promise.all(stubs(crypto.randomUUID() as TenantId).map(rowsOf));
  const empty = await Promise.all(stubs(tenant).map(rowsOf));
  expect(empty).toEqual(fresh);
  expect(full).not.toEqual(fresh);
  expect(await (await other.get('/api/sources')).text()).toContain('stays');
});

test('what is written while a tenant is erased is erased, too', async () => {
  const mark = `mark-${crypto.randomUUID()}`;
  const { owner } = await tenantWithMark(mark);
  await owner.post('/api/organisation/erase', { name: mark });
  await minutesLater(3);
  await env.UPLOADS.put(`${owner.tenantId}/late`, mark);
  await minutesLater(21);
  expect(await databaseText()).toContain(owner.tenantId); // It found something: it comes again.
  await minutesLater(22);
  expect(await databaseText()).not.toContain(owner.tenantId);
  expect((await env.UPLOADS.list({ prefix: `${owner.tenantId}/` })).objects).toEqual([]);
});

test('all that a tenant has can be taken away, without secrets', async () => {
  const mark = `mark-${crypto.randomUUID()}`;
  const { owner, token } = await tenantWithMark(mark);
  const exported = new TextDecoder().decode(await (await owner.get('/api/export')).arrayBuffer());
  const lines = exported
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { table?: string; part?: object; object?: string });
  const tables = new Set(lines.flatMap(({ table }) => table ?? []));
  for (const table of ['sources', 'uploads', 'lenses', 'members', 'audit_log', 'ingest_tokens'])
    expect(tables).toContain(table);
  expect(lines.filter(({ part }) => part !== undefined).length).toBeGreaterThan(10);
  const objects = lines.flatMap(({ object }) => object ?? []);
  const listed = await env.UPLOADS.list({ prefix: `${owner.tenantId}/` });
  expect(objects.length).toBe(listed.objects.length);
  const content = await owner.get(`/api/export/objects/${objects[0]}`);
  expect((await content.arrayBuffer()).byteLength).toBe(listed.objects[0]?.size);
  const { results } = await env.DB.prepare('SELECT hash FROM ingest_tokens WHERE tenant_id = ?')
    .bind(owner.tenantId)
    .all<{ hash: string }>();
  for (const { hash } of results) expect(exported).not.toContain(hash);
  expect(exported).not.toContain(token);
});
