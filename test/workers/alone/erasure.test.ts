import { createScheduledController, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { sampleAttack } from '../../../core/sample/sample-attack.ts';
import { TABLES_OF_TENANT } from '../../../durable-objects/tenant/book-export.ts';
import { inboxStub, shardStub, tenantStub } from '../../../durable-objects/stubs.ts';
import type { TenantId } from '../../../durable-objects/stubs.ts';
import { TABLES_OF_NO_TENANT, tenantTables } from '../../../workers/d1/tenant-tables.ts';
import worker from '../../../workers/index.ts';
import { join, push, request, signUp, untilDone } from '../member.ts';
import type { Member } from '../member.ts';

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

test('the export has what members have written, wherever it is kept, without secrets', async () => {
  const owner = await signUp('Acme');
  const url = 'https://hooks.example/services/quagga-secret';
  const rule = { minScore: 10 };
  const asked = [
    await owner.post('/api/exceptions', { analyzer: 'quagga', reason: 'quagga exception' }),
    await owner.post('/api/asset-groups', { name: 'quagga group', assets: ['*'] }),
    await owner.post('/api/views', { name: 'quagga view', isShared: true, query: {} }),
    await owner.post('/api/investigations', { title: 'quagga case' }),
    await owner.put('/api/value-lists/quagga', { values: ['quagga value'] }),
    await owner.put('/api/organisation/sso', {
      issuer: 'https://login.quagga.example',
      clientId: 'quagga client',
      clientSecret: 'quagga client secret',
      domains: ['quagga.example'],
      role: 'viewer',
      required: false,
    }),
    await owner.post('/api/notifications/channels', { kind: 'webhook', name: 'quagga', url, rule }),
  ];
  const channel = await asked.at(-1)?.clone().json<{ secret: string }>();
  for (const answer of asked) expect(answer.status, await answer.text()).toBeLessThan(300);
  const exported = new TextDecoder().decode(await (await owner.get('/api/export')).arrayBuffer());
  const rows = exported
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { table?: string; row?: object; object?: string });
  const rowOf = (table: string) => rows.find((one) => one.table === table)?.row;
  expect(rowOf('exceptions')).toMatchObject({ reason: 'quagga exception', hasEnded: false });
  expect(rowOf('asset_groups')).toMatchObject({ name: 'quagga group' });
  expect(rowOf('channels')).toMatchObject({ name: 'quagga', target: 'hooks.example' });
  expect(rowOf('saved_views')).toMatchObject({ name: 'quagga view' });
  expect(rowOf('investigations')).toMatchObject({ title: 'quagga case' });
  expect(rowOf('sso_settings')).toMatchObject({ issuer: 'https://login.quagga.example' });
  expect(rowOf('sso_domains')).toMatchObject({ domain: 'quagga.example' });
  expect(rowOf('tenants')).toMatchObject({ name: 'Acme' });
  expect(rowOf('users')).toMatchObject({ email: owner.email });
  const objects = rows.flatMap(({ object }) => object ?? []);
  const contents = await Promise.all(
    objects.map(
      async (name) => await (await owner.get(`/api/export/objects/${name}`)).arrayBuffer(),
    ),
  );
  const texts = contents.map((bytes) => new TextDecoder().decode(bytes));
  expect(texts.some((text) => text.includes('quagga value'))).toBe(true);
  expect(channel?.secret).toMatch(/^whsec_/);
  for (const secret of ['quagga-secret', 'quagga client secret', channel?.secret, 'sealed']) {
    expect(exported).not.toContain(secret);
  }
});

test('every table of the database is found by its tenant, or said to be of none, and why', async () => {
  const { results } = await env.DB.prepare(
    `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'
       AND name NOT LIKE 'd1\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
  ).all<{ name: string }>();
  const said = [...tenantTables().map(({ name }) => name), ...Object.keys(TABLES_OF_NO_TENANT)];
  expect(said.toSorted()).toEqual(results.map(({ name }) => name).toSorted());
});

test('every table of a tenant’s object is exported, or left out with a reason', async () => {
  const tables = Object.keys(await rowsOf(tenantStub(env, crypto.randomUUID() as TenantId)));
  const said = [...TABLES_OF_TENANT.exported, ...Object.keys(TABLES_OF_TENANT.leftOut)];
  expect(said.toSorted()).toEqual(tables.toSorted());
});
