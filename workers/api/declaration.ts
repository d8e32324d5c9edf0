import type { MiddlewareHandler } from 'hono';
import type { Role, Scope } from '../../core/contract/roles.ts';

/** Who may call a route. */
export type Declaration =
  | { readonly who: 'anyone' }
  /** Whoever has the token of a source; the tenant is that of the token. */
  | { readonly who: 'ingest token' }
  /** Whoever runs the deployment. */
  | { readonly who: 'operator' }
  /** Whoever is signed in, for themselves: without a tenant. */
  | { readonly who: 'signed in' }
  /** A member with at least a role; where there is a scope, also an API token that has it. */
  | { readonly who: 'member'; readonly least: Role; readonly scope: Scope | undefined };

/** What a middleware says of itself: the same for every method, or not. */
type Declared = Declaration | ((method: string) => Declaration);

/** A route as the application lists it. */
export interface ListedRoute {
  readonly method: string;
  readonly path: string;
  readonly handler: object;
}

export interface DeclaredRoute {
  readonly method: string;
  readonly path: string;
  readonly declaration: Declaration;
}

/** What runs before every route, and answers none by itself. */
const BEFORE_ROUTES: ReadonlySet<string> = new Set(['ALL /*', 'ALL /api/*']);

/** Where Hono keeps a handler that it wraps: one of a mounted application with its own error handler. */
const COMPOSED = '__COMPOSED_HANDLER';

const declarations = new WeakMap<object, Declared>();

/** Notes what a middleware lets in. The middleware must keep what it declares. */
export function declared<T extends object>(declaration: Declared, handler: T): T {
  declarations.set(handler, declaration);
  return handler;
}

/** Open to anyone. */
export const anyone: MiddlewareHandler = declared({ who: 'anyone' }, (_, next) => next());

/**
 * For senders of logs. The route itself checks the token, as it must refuse in the words of a
 * shipper; a test calls every such route without one.
 */
export const ingestToken: MiddlewareHandler = declared({ who: 'ingest token' }, (_, next) =>
  next(),
);

/**
 * Every route with who may call it, once for each method and path. Throws an error that names the
 * routes of which nothing says it.
 */
export function declaredRoutes(routes: readonly ListedRoute[]): DeclaredRoute[] {
  const found = new Map<string, DeclaredRoute | undefined>();
  const gates = routes.filter(({ method, handler }) => method === 'ALL' && declarationOf(handler));
  for (const { method, path, handler } of routes) {
    const name = `${method} ${path}`;
    if (BEFORE_ROUTES.has(name)) continue;
    const covering = gates.find((gate) => covers(gate.path, path));
    const said = declarationOf(handler) ?? declarationOf(covering?.handler);
    const declaration = typeof said === 'function' ? said(method) : said;
    found.set(name, found.get(name) ?? (declaration && { method, path, declaration }));
  }
  const missing = [...found].flatMap(([name, route]) => (route === undefined ? [name] : []));
  if (missing.length > 0) throw new Error(`nothing says who may call ${missing.join(', ')}`);
  return [...found.values()].flatMap((route) => route ?? []);
}

function declarationOf(handler: object | undefined): Declared | undefined {
  if (handler === undefined) return undefined;
  const { [COMPOSED]: inner } = handler as { [COMPOSED]?: object };
  return declarations.get(handler) ?? declarationOf(inner);
}

/** Whether a pattern, which may end in an asterisk, matches all that a path does. */
function covers(pattern: string, path: string): boolean {
  if (!pattern.endsWith('*')) return pattern === path;
  const start = pattern.slice(0, -1);
  return path.startsWith(start) || `${path}/` === start;
}
