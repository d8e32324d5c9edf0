import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import { ROLES, isAtLeast } from '../../core/contract/roles.ts';
import type { Role } from '../../core/contract/roles.ts';
import { app } from '../../workers/api/app.ts';
import { declaredRoutes } from '../../workers/api/declaration.ts';
import { request, signUp } from './member.ts';
import type { Member } from './member.ts';

const routes = declaredRoutes(app.routes);
const members = {} as Record<Role, Member>;

beforeAll(async () => {
  for (const role of ROLES) {
    members[role] = await signUp(role);
    await env.DB.prepare('UPDATE members SET role = ? WHERE tenant_id = ?')
      .bind(role, members[role].tenantId)
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
