import type { Node } from 'typescript/unstable/ast';
import {
  isArrayLiteralExpression,
  isBindingElement,
  isCallExpression,
  isConditionalExpression,
  isElementAccessExpression,
  isFunctionDeclaration,
  isIdentifier,
  isNumericLiteral,
  isObjectLiteralExpression,
  isParameterDeclaration,
  isPropertyAccessExpression,
  isPropertyAssignment,
  isVariableDeclaration,
} from 'typescript/unstable/ast/is';
import { bare, textOf } from './source-code.ts';
import type { SourceCode } from './source-code.ts';

/**
 * The statuses of HTTP that an expression can be: a number, a choice of numbers, an entry of a table,
 * or what a function's callers give it.
 *
 * @param reached where those callers are looked for
 * @throws Error where it could be anything
 */
export function statusesOf(code: SourceCode, node: Node, reached: readonly Node[]): number[] {
  const found = new Set(collect(code, bare(node), reached, new Set()));
  if (found.size === 0) throw new Error(`${code.pathOf(node)}: which status is ${textOf(node)}?`);
  return [...found].sort((a, b) => a - b);
}

function collect(
  code: SourceCode,
  node: Node,
  reached: readonly Node[],
  seen: Set<Node>,
): readonly number[] {
  if (seen.has(node)) return [];
  seen.add(node);
  const go = (next: Node | undefined): readonly number[] =>
    next === undefined ? [] : collect(code, bare(next), reached, seen);
  if (isNumericLiteral(node)) return isStatus(Number(node.text)) ? [Number(node.text)] : [];
  if (isConditionalExpression(node)) return [...go(node.whenTrue), ...go(node.whenFalse)];
  if (isObjectLiteralExpression(node)) {
    return node.properties.flatMap((property) =>
      isPropertyAssignment(property) ? go(property.initializer) : [],
    );
  }
  if (isArrayLiteralExpression(node)) return node.elements.flatMap((element) => go(element));
  if (isElementAccessExpression(node) || isPropertyAccessExpression(node)) {
    return go(node.expression);
  }
  if (!isIdentifier(node)) return [];
  const declaration = code.declarationOf(node);
  if (declaration === undefined) return [];
  if (isVariableDeclaration(declaration)) return go(declaration.initializer);
  if (isBindingElement(declaration)) return go(initializerOf(declaration));
  if (!isParameterDeclaration(declaration)) return [];
  const owner = declaration.parent;
  if (!isFunctionDeclaration(owner)) return go(declaration.initializer);
  const position = owner.parameters.indexOf(declaration);
  const given = callsOf(code, owner, reached).flatMap((args) => go(args[position]));
  return [...given, ...go(declaration.initializer)];
}

/** What a variable is taken apart from: `TABLE[kind]` in `const [status] = TABLE[kind]`. */
function initializerOf(element: Node): Node | undefined {
  let node = element.parent;
  while (!isVariableDeclaration(node)) node = node.parent;
  return node.initializer;
}

/** The arguments of every call of a function. */
function callsOf(code: SourceCode, called: Node, reached: readonly Node[]): (readonly Node[])[] {
  return reached.flatMap((node) =>
    isCallExpression(node) &&
    isIdentifier(node.expression) &&
    code.declarationOf(node.expression) === called
      ? [[...node.arguments]]
      : [],
  );
}

function isStatus(value: number): boolean {
  return Number.isInteger(value) && value >= 100 && value <= 599;
}
