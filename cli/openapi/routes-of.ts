import type { Node } from 'typescript/unstable/ast';
import {
  isCallExpression,
  isNewExpression,
  isPropertyAccessExpression,
  isVariableDeclaration,
} from 'typescript/unstable/ast/is';
import { constantTexts } from './constant.ts';
import { bare, nameOf, textOf } from './source-code.ts';
import type { SourceCode } from './source-code.ts';

/** A route as the code writes it. */
export interface WrittenRoute {
  /** Of HTTP; `ALL` for any. */
  readonly method: string;
  /** As Hono takes it, from the service's root. */
  readonly path: string;
  /** What answers it: its own handlers, and what runs before them. */
  readonly handlers: readonly Node[];
  /** Whether they only let requests in: what no route answers then, is not there. */
  readonly isGate: boolean;
}

const METHODS: ReadonlySet<string> = new Set(['get', 'post', 'put', 'patch', 'delete', 'all']);

/** A step of a chain: `.get(path, handler)`. */
interface Step {
  readonly name: string;
  readonly parts: readonly Node[];
}

/**
 * The routes of an application of Hono that is written as one chain of calls, in order.
 *
 * @param mountedAt the path that the application is mounted at. Without, it is the outermost one,
 *   whose answer to errors is the same for every route, and is left out
 */
export function writtenRoutes(
  code: SourceCode,
  application: Node,
  mountedAt?: string,
): WrittenRoute[] {
  const base = mountedAt ?? '';
  const steps = stepsOf(code, application);
  const shared = steps
    .filter(({ name }) => name === 'use' || (name === 'onError' && mountedAt !== undefined))
    .map(({ name, parts }) => {
      const path = name === 'use' && parts.length > 1 && parts[0] !== undefined ? parts[0] : null;
      return {
        path: path === null ? '*' : constantTexts(code, path).join(''),
        handlers: path === null ? parts : parts.slice(1),
      };
    });
  const before = (path: string): Node[] =>
    shared.filter((each) => mayCover(each.path, path)).flatMap(({ handlers }) => handlers);
  return steps.flatMap(({ name, parts }): WrittenRoute[] => {
    const [first, second] = parts;
    if (first === undefined) return [];
    if (name === 'route' && second !== undefined) {
      const mounted = base + constantTexts(code, first).join('').replace(/\/$/, '');
      return writtenRoutes(code, second, mounted).map((route) => ({
        ...route,
        handlers: [...before(route.path.slice(base.length)), ...route.handlers],
      }));
    }
    if (name === 'on' && second !== undefined) {
      return constantTexts(code, first).flatMap((method) =>
        constantTexts(code, second).map((path) => ({
          method,
          path: joined(base, path),
          handlers: [...before(path), ...parts.slice(2)],
          isGate: false,
        })),
      );
    }
    const isGate = name === 'use' && second !== undefined;
    if (!METHODS.has(name) && !isGate) return [];
    return constantTexts(code, first).map((path) => ({
      method: isGate ? 'ALL' : name.toUpperCase(),
      path: joined(base, path),
      handlers: [...before(path), ...parts.slice(1)],
      isGate,
    }));
  });
}

function stepsOf(code: SourceCode, application: Node): Step[] {
  const node = bare(application);
  const name = nameOf(node);
  if (name !== undefined) {
    const declaration = code.declarationOf(node);
    if (declaration !== undefined && isVariableDeclaration(declaration) && declaration.initializer)
      return stepsOf(code, declaration.initializer);
  }
  if (isNewExpression(node)) return [];
  if (isCallExpression(node) && isPropertyAccessExpression(node.expression)) {
    const step = { name: node.expression.name.text, parts: [...node.arguments] };
    return [...stepsOf(code, node.expression.expression), step];
  }
  throw new Error(`${code.pathOf(node)}: ${textOf(node).slice(0, 80)} is no chain of routes`);
}

/** As Hono joins a path to the one that an application is mounted at. */
function joined(base: string, path: string): string {
  if (path === '/' && base !== '') return base;
  return path.startsWith('/') ? base + path : `${base}/${path}`;
}

/** Whether a pattern of `use` may match a path; parameters are taken to match anything. */
function mayCover(pattern: string, path: string): boolean {
  if (pattern === '*') return true;
  const start = pattern.replace(/\*$/, '');
  return path.startsWith(start) || `${path}/` === start;
}
