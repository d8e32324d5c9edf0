import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Node } from 'typescript/unstable/ast';
import { app } from '../../workers/api/app.ts';
import { declaredRoutes } from '../../workers/api/declaration.ts';
import type { Declaration, DeclaredRoute } from '../../workers/api/declaration.ts';
import { ROOT } from '../build.ts';
import { answersOf, problemsOf } from './answers.ts';
import type { Answer, ProblemAnswer } from './answers.ts';
import { openApiPaths } from './paths.ts';
import type { PathParameter } from './paths.ts';
import { Reached } from './reached.ts';
import { requestOf } from './requests.ts';
import type { RequestSchemas } from './requests.ts';
import { sayings } from './sayings.ts';
import { writtenRoutes } from './routes-of.ts';
import { openSourceCode, nodesBelow, nameOf } from './source-code.ts';
import type { SourceCode } from './source-code.ts';
import { TypeSchemas } from './type-schema.ts';
import type { JsonSchema } from './type-schema.ts';

/** Methods that a route for every method is written as. */
const ANY_METHOD = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

const PROBLEM = 'application/problem+json';

const NO_ROUTE: ProblemAnswer = {
  status: 404,
  code: 'api.no-route',
  title: 'There is no such route.',
};

type Operation = Record<string, unknown>;

export interface OpenApiDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly [key: string]: unknown;
}

/**
 * The API as OpenAPI 3.1, from the code alone: the routes that the service mounts with what they
 * declare, the schemas that their handlers read requests with, the types that they answer, and the
 * errors that they throw.
 *
 * @throws Error where the code says something in a way that is not understood, with the place
 */
export async function openApiDocument(): Promise<OpenApiDocument> {
  const code = openSourceCode();
  try {
    return await documentOf(code);
  } finally {
    code.close();
  }
}

async function documentOf(code: SourceCode): Promise<OpenApiDocument> {
  const handlers = handlersByRoute(code);
  const reach = new Reached(code);
  const types = new TypeSchemas(code);
  const said = sayings(readFileSync(path.join(ROOT, 'docs/api.md'), 'utf8'));
  const paths: Record<string, Record<string, Operation>> = {};
  /** The names of parameters do not tell paths apart. */
  const written = new Map<string, string>();
  const routes = declaredRoutes(app.routes).sort(
    (a, b) => Number(a.method === 'ALL') - Number(b.method === 'ALL'),
  );
  const problem = types.of(problemType(code));
  for (const route of routes) {
    const own = handlers.get(`${route.method} ${route.path}`);
    if (own === undefined) throw new Error(`nothing is written of ${route.method} ${route.path}`);
    const reached = reach.nodesOf(own.handlers);
    const request = await requestOf(code, reached);
    const made = {
      answers: answersOf(code, reached),
      problems: [...problemsOf(code, reached), ...(own.isGate ? [NO_ROUTE] : [])],
    };
    for (const { path: name, parameters: own } of openApiPaths(route.path)) {
      const bare = name.replace(/\{\w+\}/g, '{}');
      const key = written.get(bare) ?? name;
      written.set(bare, key);
      const names = [...key.matchAll(/\{(\w+)\}/g)].map(([, each = '']) => each);
      const parameters = own.map((each, at) => ({ ...each, name: names[at] ?? each.name }));
      const methods = route.method === 'ALL' ? ANY_METHOD : [route.method];
      for (const method of methods) {
        const at = (paths[key] ??= {});
        const verb = method.toLowerCase();
        if (verb in at) continue; // A route before this one answers it.
        at[verb] = operationOf(
          {
            route,
            method,
            path: name,
            parameters,
            said: said.get(`${route.method} ${route.path.replace(/\{[^}]*\}+/g, '')}`),
          },
          request,
          made,
          types,
          problem,
        );
      }
    }
  }
  const responses = shareResponses(paths);
  return {
    openapi: '3.1.1',
    info: {
      title: 'Grapnel',
      version: versionOf(),
      description:
        'Graph-based detection and response. Every error of a route below `/api` is a problem document with a code, a title, and the id of the request, which the header `X-Request-Id` has, too.',
      license: { name: 'Apache 2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: tagsOf(paths),
    paths: sortedByKey(paths),
    components: {
      schemas: sortedByKey(types.named),
      responses,
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

interface OperationAt {
  readonly route: DeclaredRoute;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly PathParameter[];
  readonly said: string | undefined;
}

function operationOf(
  at: OperationAt,
  request: RequestSchemas,
  made: { readonly answers: readonly Answer[]; readonly problems: readonly ProblemAnswer[] },
  types: TypeSchemas,
  problem: JsonSchema,
): Operation {
  const { route, method, parameters } = at;
  const hasBody = method !== 'GET';
  return {
    tags: [tagOf(route.path)],
    operationId: operationIdOf(method, at.path),
    ...(at.said !== undefined && { summary: at.said }),
    ...(parameters.length + request.query.length + customHeaders(request).length > 0 && {
      parameters: [
        ...parameters.map(({ name, pattern }) => ({
          name,
          in: 'path',
          required: true,
          schema: {
            type: 'string',
            ...(pattern !== undefined && { pattern: `^(?:${pattern})$` }),
          },
        })),
        ...request.query.map((parameter) => ({ ...parameter, in: 'query' })),
        ...customHeaders(request).map((name) => ({
          name,
          in: 'header',
          required: false,
          schema: { type: 'string' },
        })),
      ],
    }),
    ...(hasBody && bodyOf(route, request)),
    responses: responsesOf(at, made, types, problem),
    ...securityOf(route.declaration),
  };
}

/** Headers of our own; those of HTTP are not the place of OpenAPI's parameters. */
function customHeaders({ headers }: RequestSchemas): string[] {
  return headers.filter((name) => name.startsWith('x-'));
}

function bodyOf({ declaration }: DeclaredRoute, { bodies }: RequestSchemas): Operation {
  const [first] = bodies;
  if (first !== undefined) {
    const schema = bodies.length === 1 ? first : { anyOf: bodies };
    return { requestBody: { required: true, content: { 'application/json': { schema } } } };
  }
  if (declaration.who !== 'ingest token') return {};
  const description = 'Records, in the form of the shipper that the path is of.';
  return { requestBody: { description, content: { '*/*': {} } } };
}

function responsesOf(
  { route, parameters }: OperationAt,
  { answers, problems }: { answers: readonly Answer[]; problems: readonly ProblemAnswer[] },
  types: TypeSchemas,
  problem: JsonSchema,
): Operation {
  const byStatus = new Map<number, { content: Map<string, JsonSchema[]>; said: Set<string> }>();
  const entry = (status: number) => {
    const known = byStatus.get(status) ?? { content: new Map(), said: new Set<string>() };
    byStatus.set(status, known);
    return known;
  };
  for (const { status, mediaType, type } of answers) {
    const { content } = entry(status);
    if (mediaType === undefined) continue;
    const schema = type === undefined ? undefined : types.of(type);
    content.set(mediaType, [...(content.get(mediaType) ?? []), ...(schema ? [schema] : [])]);
  }
  const hasPattern = parameters.some(({ pattern }) => pattern !== undefined);
  const always: ProblemAnswer[] = [
    { status: 500, code: 'api.internal', title: 'Something went wrong on our side.' },
    ...(hasPattern
      ? [{ status: 404, code: 'api.no-route', title: 'There is no such route.' }]
      : []),
  ];
  for (const { status, code, title } of [...problems, ...always]) {
    const { content, said } = entry(status);
    content.set(PROBLEM, [problem]);
    if (code !== undefined) said.add(title === undefined ? `\`${code}\`` : `\`${code}\`: ${title}`);
  }
  const responses: Operation = {};
  for (const [status, { content, said }] of [...byStatus].sort(([a], [b]) => a - b)) {
    responses[status] = {
      description: [...said].sort().join('\n') || `Status ${status}.`,
      headers: { 'X-Request-Id': { schema: { type: 'string' } } },
      ...(content.size > 0 && {
        content: Object.fromEntries(
          [...content].sort().map(([mediaType, schemas]) => [mediaType, contentOf(schemas)]),
        ),
      }),
    };
  }
  // A WebSocket's answer has none of ours: the platform makes it.
  if (route.path === '/api/live') delete (responses['101'] as Operation).headers;
  return responses;
}

/** Says once what several routes answer alike; returns what is said, by name. */
function shareResponses(paths: Record<string, Record<string, Operation>>): Operation {
  const operations = Object.entries(sortedByKey(paths)).flatMap(([, each]) => Object.values(each));
  const uses = new Map<string, number>();
  const each = (use: (text: string, at: Operation, status: string) => void): void => {
    for (const operation of operations) {
      const at = operation.responses as Operation;
      for (const [status, response] of Object.entries(at))
        use(JSON.stringify(response), at, status);
    }
  };
  each((text) => uses.set(text, (uses.get(text) ?? 0) + 1));
  const names = new Map<string, string>();
  const shared: Operation = {};
  each((text, at, status) => {
    if ((uses.get(text) ?? 0) < 2) return;
    const number = [...names.values()].filter((name) => name.startsWith(`${status}-`)).length + 1;
    const name = names.get(text) ?? `${status}-${number}`;
    names.set(text, name);
    shared[name] = JSON.parse(text);
    at[status] = { $ref: `#/components/responses/${name}` };
  });
  return shared;
}

function contentOf(schemas: readonly JsonSchema[]): Operation {
  const each = new Map(schemas.map((schema) => [JSON.stringify(schema), schema]));
  const [first] = each.values();
  if (first === undefined) return {};
  return { schema: each.size === 1 ? first : { anyOf: [...each.values()] } };
}

/** Who may call it; the names beside a scheme are the least role, or the scope of a token. */
function securityOf(declaration: Declaration): Operation {
  switch (declaration.who) {
    case 'anyone':
      return { security: [] };
    case 'ingest token':
      return { security: [{ ingestToken: [] }] };
    case 'operator':
      return { security: [{ operatorToken: [] }] };
    case 'signed in':
      return { security: [{ session: [] }] };
    case 'member': {
      const { least, scope } = declaration;
      const session = { session: [least] };
      return { security: scope === undefined ? [session] : [session, { apiToken: [scope] }] };
    }
  }
}

const SECURITY_SCHEMES = {
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'grapnel.session_token',
    description:
      'The cookie that signing in sets; over https its name begins with `__Secure-`. Beside it stands the least role.',
  },
  apiToken: {
    type: 'http',
    scheme: 'bearer',
    description: 'A token of the API. Beside it stands the scope that it must have.',
  },
  ingestToken: {
    type: 'http',
    scheme: 'bearer',
    description: 'The token of a source; shippers also send it in the ways of their own.',
  },
  operatorToken: {
    type: 'http',
    scheme: 'bearer',
    description: 'The token of whoever runs the deployment.',
  },
};

const DIALECTS: readonly (readonly [start: string, tag: string])[] = [
  ['/ingest', 'Sending logs'],
  ['/services/', 'Sending logs as to Splunk'],
  ['/aws/', 'Sending logs from AWS'],
  ['/v1/', 'Sending logs by OpenTelemetry'],
  ['/otlp/', 'Sending logs by OpenTelemetry'],
  ['/operator/', 'operator'],
  ['/status', 'operator'],
];

function tagOf(route: string): string {
  const [, name] = /^\/api\/([\w-]+)/.exec(route) ?? [];
  if (name !== undefined) return name;
  const found = DIALECTS.find(([start]) => route.startsWith(start));
  return found?.[1] ?? 'Sending logs as to Elasticsearch';
}

function tagsOf(paths: OpenApiDocument['paths']): { name: string }[] {
  const names = Object.values(paths).flatMap((methods) =>
    Object.values(methods).flatMap(({ tags }) => tags as string[]),
  );
  return [...new Set(names)].sort().map((name) => ({ name }));
}

function operationIdOf(method: string, at: string): string {
  const words = at.replace(/[{}]/g, '').split(/[^A-Za-z0-9]+/);
  return [method.toLowerCase(), ...words.filter((word) => word !== '')].join('-');
}

/** The handlers of every route, by its method and path. What runs first, answers first. */
function handlersByRoute(
  code: SourceCode,
): Map<string, { handlers: readonly Node[]; isGate: boolean }> {
  const found = new Map<string, { handlers: readonly Node[]; isGate: boolean }>();
  for (const { method, path: name, handlers, isGate } of writtenRoutes(code, appOf(code))) {
    const key = `${method} ${name}`;
    const known = found.get(key);
    found.set(key, {
      handlers: [...(known?.handlers ?? []), ...handlers],
      isGate: isGate && known?.isGate !== false,
    });
  }
  return found;
}

function appOf(code: SourceCode): Node {
  for (const node of nodesBelow(code.file('workers/api/app.ts'))) {
    if (nameOf(node) === 'app' && 'initializer' in node.parent) return node;
  }
  throw new Error('workers/api/app.ts has no app');
}

function problemType(code: SourceCode) {
  for (const node of nodesBelow(code.file('core/contract/problem.ts'))) {
    if (nameOf(node) === 'Problem') return code.typeOf(node);
  }
  throw new Error('core/contract/problem.ts has no Problem');
}

function versionOf(): string {
  const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}

function sortedByKey<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
