import type { Node } from 'typescript/unstable/ast';
import {
  isArrowFunction,
  isFunctionDeclaration,
  isFunctionExpression,
  isIdentifier,
  isTypeNode,
  isVariableDeclaration,
} from 'typescript/unstable/ast/is';
import { nodesBelow } from './source-code.ts';
import type { SourceCode } from './source-code.ts';

/** Rooms whose code runs in the request's own isolate; what objects throw comes as another error. */
const ROOMS = /^(workers|core)\//;

/** What runs when a route is called: the nodes of its handlers, and of every function they name. */
export class Reached {
  readonly #code: SourceCode;
  readonly #named = new Map<Node, readonly Node[]>();
  readonly #nodes = new Map<Node, readonly Node[]>();

  constructor(code: SourceCode) {
    this.#code = code;
  }

  /** Every node of what {@link functionsOf} finds. */
  nodesOf(handlers: readonly Node[]): readonly Node[] {
    return [...new Set(this.functionsOf(handlers).flatMap((body) => this.#nodesIn(body)))];
  }

  /** Handlers and functions, each once. It is no less than what runs: a function named is one called. */
  functionsOf(handlers: readonly Node[]): Node[] {
    const found = new Set<Node>(handlers);
    for (const node of found) for (const next of this.#namedIn(node)) found.add(next);
    return [...found];
  }

  #nodesIn(body: Node): readonly Node[] {
    const known = this.#nodes.get(body) ?? [...nodesBelow(body)];
    this.#nodes.set(body, known);
    return known;
  }

  #namedIn(node: Node): readonly Node[] {
    const known = this.#named.get(node);
    if (known !== undefined) return known;
    const functions = new Set<Node>();
    for (const each of this.#nodesIn(node)) {
      if (!isIdentifier(each) || isInType(each)) continue;
      const declaration = this.#code.declarationOf(each);
      if (declaration === undefined || !ROOMS.test(this.#code.pathOf(declaration))) continue;
      const body = functionOf(declaration);
      if (body !== undefined && body !== node) functions.add(body);
    }
    const list = [...functions];
    this.#named.set(node, list);
    return list;
  }
}

/** The function that a declaration makes: also middleware, which is a call around one. */
function functionOf(declaration: Node): Node | undefined {
  if (isFunctionDeclaration(declaration)) return declaration;
  if (!isVariableDeclaration(declaration) || declaration.initializer === undefined)
    return undefined;
  for (const each of nodesBelow(declaration.initializer)) {
    if (isArrowFunction(each) || isFunctionExpression(each)) return declaration.initializer;
  }
  return undefined;
}

function isInType(node: Node): boolean {
  return isTypeNode(node) || isTypeNode(node.parent);
}
