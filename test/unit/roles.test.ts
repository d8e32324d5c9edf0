import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { ROLES, isAtLeast } from '../../core/contract/roles.ts';
import { app } from '../../workers/api/app.ts';
import { anyone, declaredRoutes } from '../../workers/api/declaration.ts';
import type { DeclaredRoute } from '../../workers/api/declaration.ts';

const PAGE = path.resolve(import.meta.dirname, '../../docs/api.md');

describe('who may call a route', () => {
  test('is said of every one', () => {
    expect(declaredRoutes(app.routes).length).toBeGreaterThan(50);
  });

  test('must be said: a route without stops the service', () => {
    const routes = new Hono()
      .get('/declared', anyone, (c) => c.text(''))
      .get('/not', (c) => c.text(''));
    expect(() => declaredRoutes(routes.routes)).toThrow('nothing says who may call GET /not');
  });

  test('must be said also in a mounted application, and below a wildcard of another path', () => {
    const inner = new Hono()
      .onError((_, c) => c.text(''))
      .use('/a/*', anyone)
      .get('/a/b', (c) => c.text(''))
      .get('/ab', (c) => c.text(''));
    const routes = new Hono().route('/x', inner);
    expect(() => declaredRoutes(routes.routes)).toThrow('nothing says who may call GET /x/ab');
  });

  test('is what the documentation says: GRAPNEL_WRITE_DOCS=1 writes it', () => {
    const page = readFileSync(PAGE, 'utf8');
    const [before, , after] = page.split(/<!-- \/?roles -->/);
    const written = [before, `\n${tableOf(declaredRoutes(app.routes))}\n`, after];
    const expected = `${written[0]}<!-- roles -->${written[1]}<!-- /roles -->${written[2]}`;
    if (process.env.GRAPNEL_WRITE_DOCS === '1') writeFileSync(PAGE, expected);
    expect(readFileSync(PAGE, 'utf8')).toBe(expected);
  });
});

/** Ways of shippers are one row: they are many, and all want the token of a source. */
function tableOf(routes: readonly DeclaredRoute[]): string {
  const head = ['route', 'anyone', 'ingest token', 'signed in', ...ROLES, 'API token'];
  const rows = [
    ...routes.filter(isApi).map((route) => [nameOf(route), ...cellsOf(route)]),
    ['a shipper’s questions that tell nothing: health, methods', ...head.slice(1).map(() => 'yes')],
    ['every way to send logs', '', 'yes', '', ...ROLES.map(() => ''), ''],
  ];
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function isApi({ path: at }: DeclaredRoute): boolean {
  return at.startsWith('/api/');
}

function nameOf({ method, path: at }: DeclaredRoute): string {
  // A bar would end the cell; what a parameter looks like is no matter here.
  return `\`${method} ${at.replace(/\{[^}]*\}+/g, '')}\``;
}

function cellsOf({ declaration }: DeclaredRoute): string[] {
  const { who } = declaration;
  const isOpen = who === 'anyone';
  const isSignedIn = isOpen || who === 'signed in';
  return [
    isOpen ? 'yes' : '',
    isOpen || who === 'ingest token' ? 'yes' : '',
    isSignedIn ? 'yes' : '',
    ...ROLES.map((role) =>
      isSignedIn || (who === 'member' && isAtLeast(role, declaration.least)) ? 'yes' : '',
    ),
    isOpen ? 'yes' : who === 'member' ? (declaration.scope ?? '') : '',
  ];
}
