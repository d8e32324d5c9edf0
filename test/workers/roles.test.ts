import { env } from 'cloudflare:workers';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ROLES, SCOPES, isAtLeast } from '../../core/contract/roles.ts';
import type { Role, Scope } from '../../core/contract/roles.ts';
import { app } from '../../workers/api/app.ts';
import { declaredRoutes } from '../../workers/api/declaration.ts';
import { request, signUp } from './member.ts';
import type { Member } from './member.ts';

const routes = declaredRoutes(app.routes);
const members = {} as Record<Role, Member>;
const memberships: Record<string, string>[] = [];
const tokens = {} as Record<Scope, string>;

beforeAll(async () => {
  for (const role of ROLES) {
    members[role] = await signUp(role);
    await env.DB.prepare('UPDATE members SET role = ? WHERE tenant_id = ?')
      .bind(role, members[role].tenantId)
      .run();
    const row = await env.DB.prepare('SELECT * FROM members WHERE tenant_id = ?')
      .bind(members[role].tenantId)
      .first<Record<string, string>>();
    memberships.push(row ?? {});
  }
  for (const scope of SCOPES) {
    const wanted = { name: scope, scopes: [scope], expiresInDays: null };
    const made = await members.owner.post('/api/api-tokens', wanted);
    tokens[scope] = (await made.json<{ token: string }>()).token;
  }
});

// One of the routes is for leaving.
beforeEach(async () => {
  for (const row of memberships) {
    await env.DB.prepare(
      `INSERT INTO members (id, tenant_id, user_id, role, created_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO NOTHING`,
    )
      .bind(row.id, row.tenant_id, row.user_id, row.role, row.created_at)
      .run();
  }
});

describe('roles by routes, cell by cell', () => {
  const ofMembers = routes.flatMap(({ method, path, declaration }) =>
    declaration.who === 'member' ? [{ method, path, ...declaration }] : [],
  );

  test.each(ofMembers)('$method $path is for $least and more', async ({ method, path, least }) => {
    for (const role of ROLES) {
      const response = await members[role].send(filled(path), { method });
      const isRefused = response.status === 403 && (await codeOf(response)) === 'api.role';
      expect({ role, isRefused }).toEqual({ role, isRefused: !isAtLeast(role, least) });
      expect(response.status, role).not.toBe(401);
    }
  });

  test.each(ofMembers)('$method $path is for API tokens with $scope', async (route) => {
    for (const scope of SCOPES) {
      const headers = { authorization: `Bearer ${tokens[scope]}` };
      const response = await request(filled(route.path), { method: route.method, headers });
      const isRefused = response.status === 403 && (await codeOf(response)) === 'api.scope';
      expect({ scope, isRefused }).toEqual({ scope, isRefused: scope !== route.scope });
      expect(response.status, scope).not.toBe(401);
    }
  });

  test.each(ofMembers)('$method $path is for nobody who is not signed in', async (route) => {
    expect((await request(filled(route.path), { method: route.method })).status).toBe(401);
  });
});

const ofPeople = routes.filter(({ declaration }) => declaration.who === 'signed in');

test.each(ofPeople)('$method $path is for nobody who is not signed in', async (route) => {
  expect((await request(filled(route.path), { method: route.method })).status).toBe(401);
});

const ofShippers = routes.filter(({ declaration }) => declaration.who === 'ingest token');

test.each(ofShippers)('$method $path takes nothing without a token', async ({ method, path }) => {
  for (const authorization of [undefined, 'Bearer grp_notatoken', 'Basic eDp5']) {
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (authorization !== undefined) headers.authorization = authorization;
    const body = ['GET', 'ALL'].includes(method) ? null : '{}';
    const init = { method: method === 'ALL' ? 'GET' : method, headers, body };
    expect([401, 403], String(authorization)).toContain((await request(filled(path), init)).status);
  }
});

/** A path with something in the place of every parameter. */
function filled(path: string): string {
  return path
    .replace(/:[a-z]+\{\[\^_\/\]\[\^\/\]\*\}/g, 'index')
    .replace(/:[a-zA-Z]+(\{[^}]*\}\})?(\{[^}]*\})?/g, '1')
    .replace(/\*$/, 'x');
}

async function codeOf(response: Response): Promise<string | undefined> {
  return (await response.json<{ code?: string }>()).code;
}
