import type { Node } from 'typescript/unstable/ast';
import {
  isCallExpression,
  isIdentifier,
  isNewExpression,
  isObjectLiteralExpression,
  isPropertyAccessExpression,
  isPropertyAssignment,
  isShorthandPropertyAssignment,
  isStringLiteral,
  isVariableDeclaration,
} from 'typescript/unstable/ast/is';
import type { Type } from 'typescript/unstable/sync';
import { nameOf, textOf } from './source-code.ts';
import type { SourceCode } from './source-code.ts';
import { statusesOf } from './statuses.ts';

/** One way in which a route answers. */
export interface Answer {
  readonly status: number;
  /** Without its parameters; undefined where there is no body. */
  readonly mediaType: string | undefined;
  /** What JSON says; undefined where nothing tells. */
  readonly type: Type | undefined;
}

/** An error that becomes a problem document. */
export interface ProblemAnswer {
  readonly status: number;
  readonly code: string | undefined;
  readonly title: string | undefined;
}

/** How the code answers, that is reached when a route is called. */
export function answersOf(code: SourceCode, reached: readonly Node[]): Answer[] {
  return reached.flatMap((node) => answersAt(code, node, reached));
}

/** Errors that the code throws, which say their status. */
export function problemsOf(code: SourceCode, reached: readonly Node[]): ProblemAnswer[] {
  return reached.flatMap((node) => {
    if (!isNewExpression(node) || nameOf(node.expression) !== 'ApiError') return [];
    const [status, name, title] = node.arguments ?? [];
    if (status === undefined) return [];
    return statusesOf(code, status, reached).map((each) => ({
      status: each,
      code: textIn(name),
      title: textIn(title),
    }));
  });
}

function answersAt(code: SourceCode, node: Node, reached: readonly Node[]): Answer[] {
  const all = (
    status: Node | undefined,
    mediaTypes: readonly (string | undefined)[],
    body?: Node,
  ): Answer[] => {
    const statuses = status === undefined ? [200] : statusesOf(code, status, reached);
    return mediaTypes.flatMap((mediaType) => {
      const type = body && code.typeOf(body);
      return statuses.map((each) => ({ status: each, mediaType, type }));
    });
  };
  if (isNewExpression(node) && nameOf(node.expression) === 'Response') {
    const [body, options] = node.arguments ?? [];
    return all(propertyOf(options, 'status'), bodyTypes(code, body, options));
  }
  if (!isCallExpression(node) || !isPropertyAccessExpression(node.expression)) return [];
  const [body, status, headers] = node.arguments;
  const method = node.expression.name.text;
  const on = nameOf(node.expression.expression);
  // The UI, where it is deployed.
  if (textOf(node.expression) === 'c.env.ASSETS.fetch' && textOf(node).includes('c.req.raw')) {
    return [
      ...all(undefined, ['text/html']),
      { status: 404, mediaType: undefined, type: undefined },
    ];
  }
  if (on === 'Response' && method === 'json') {
    return all(propertyOf(status, 'status'), ['application/json'], body);
  }
  if (on !== 'c') return [];
  if (method === 'json') return all(status, ['application/json'], body);
  if (method === 'text') return all(status, ['text/plain']);
  if (method === 'body') return all(status, bodyTypes(code, body, headers));
  return [];
}

/** The types that headers give a body: those of an object literal, or of a variable that is one. */
function bodyTypes(
  code: SourceCode,
  body: Node | undefined,
  options: Node | undefined,
): readonly (string | undefined)[] {
  if (body === undefined || textOf(body) === 'null') return [undefined];
  const headers = literalOf(code, propertyOf(options, 'headers') ?? options);
  const value = propertyOf(headers, 'content-type');
  if (value === undefined) return ['application/octet-stream'];
  const type = code.typeOf(value);
  const texts = (type.isUnionType() ? type.getTypes() : [type]).flatMap((each) =>
    each.isStringLiteralType() ? String(each.value).split(';', 1) : [],
  );
  return texts.length > 0 ? texts : ['application/octet-stream'];
}

function literalOf(code: SourceCode, node: Node | undefined): Node | undefined {
  if (node === undefined || !isIdentifier(node)) return node;
  const declaration = code.declarationOf(node);
  const isVariable = declaration !== undefined && isVariableDeclaration(declaration);
  return isVariable ? declaration.initializer : node;
}

function propertyOf(node: Node | undefined, name: string): Node | undefined {
  if (node === undefined || !isObjectLiteralExpression(node)) return undefined;
  for (const property of node.properties) {
    // Shorthand: the name is the value.
    if (isShorthandPropertyAssignment(property) && nameOf(property.name) === name) {
      return property.name;
    }
    if (!isPropertyAssignment(property)) continue;
    const { name: key, initializer } = property;
    if (nameOf(key) === name || (isStringLiteral(key) && key.text === name)) return initializer;
  }
  return undefined;
}

function textIn(node: Node | undefined): string | undefined {
  return node !== undefined && isStringLiteral(node) ? node.text : undefined;
}
