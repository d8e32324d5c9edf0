import { readFileSync, writeFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import { OPENAPI_FILE, openApiText } from '../../cli/openapi/openapi-file.ts';
import { openApiPaths } from '../../cli/openapi/paths.ts';
import { sayings } from '../../cli/openapi/sayings.ts';
import { app } from '../../workers/api/app.ts';
import { declaredRoutes } from '../../workers/api/declaration.ts';

interface Operation {
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly responses: Readonly<Record<string, unknown>>;
}

type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };

const written = JSON.parse(readFileSync(OPENAPI_FILE, 'utf8')) as Document;

/** Without the names of parameters, by which nobody can tell paths apart. */
function shape(path: string): string {
  return path.replace(/\{\w+\}/g, '{}');
}

describe('the description of the API', () => {
  test('is what the code says: GRAPNEL_WRITE_DOCS=1 writes it', { timeout: 120_000 }, async () => {
    const text = await openApiText();
    if (process.env.GRAPNEL_WRITE_DOCS === '1') writeFileSync(OPENAPI_FILE, text);
    // Compared as a whole first: the difference of half a megabyte helps nobody.
    const isSame = readFileSync(OPENAPI_FILE, 'utf8') === text;
    if (!isSame) expect(written).toEqual(JSON.parse(text));
    expect(isSame).toBe(true);
  });

  test('is valid OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(written));
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
  });

  test('has every route of the service, and no other', () => {
    const routes = declaredRoutes(app.routes).flatMap(({ method, path }) =>
      openApiPaths(path).flatMap((at) =>
        (method === 'ALL' ? ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] : [method]).map(
          (each) => `${each} ${shape(at.path)}`,
        ),
      ),
    );
    const described = Object.entries(written.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${shape(path)}`),
    );
    expect(described.sort()).toEqual([...new Set(routes)].sort());
  });

  test('says of every route who may call it, what it answers, and what it is for', () => {
    const said = sayings(readFileSync('docs/api.md', 'utf8'));
    const silent: string[] = [];
    for (const { method, path, declaration } of declaredRoutes(app.routes)) {
      const name = path.replace(/\{[^}]*\}+/g, '');
      if (declaration.who === 'member' && !said.has(`${method} ${name}`)) {
        silent.push(`${method} ${name}`);
      }
    }
    expect(silent).toEqual([]);
    for (const [path, methods] of Object.entries(written.paths)) {
      for (const [method, { security, responses }] of Object.entries(methods)) {
        const answered = Object.keys(responses).filter((status) => status < '500');
        expect(answered, `${method} ${path}`).not.toEqual([]);
        expect(security, `${method} ${path}`).toBeDefined();
      }
    }
  });
});

test('a path of Hono becomes the paths of OpenAPI', () => {
  expect(openApiPaths('/a/:id{\\d{1,9}}/b/:name?')).toEqual([
    { path: '/a/{id}/b', parameters: [{ name: 'id', pattern: '\\d{1,9}' }] },
    {
      path: '/a/{id}/b/{name}',
      parameters: [
        { name: 'id', pattern: '\\d{1,9}' },
        { name: 'name', pattern: undefined },
      ],
    },
  ]);
  expect(openApiPaths('/:index{[^_/][^/]*}/_bulk').map(({ path }) => path)).toEqual([
    '/{index}/_bulk',
  ]);
  expect(openApiPaths('/_*').map(({ path }) => path)).toEqual(['/_{rest}']);
});
