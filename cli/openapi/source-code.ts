import path from 'node:path';
import { API, SymbolFlags } from 'typescript/unstable/sync';
import type { Checker, Symbol, Type } from 'typescript/unstable/sync';
import { SyntaxKind } from 'typescript/unstable/ast';
import type { Node } from 'typescript/unstable/ast';
import { isIdentifier } from 'typescript/unstable/ast/is';
import { ROOT } from '../build.ts';

/** The project's own code, as the type checker reads it. */
export interface SourceCode {
  readonly checker: Checker;
  /** The syntax of a file, whose path is from the project's root. */
  file(name: string): Node;
  symbolOf(node: Node): Symbol | undefined;
  /** Where a name is declared, followed through imports; undefined when it is not the project's. */
  declarationOf(node: Node): Node | undefined;
  typeOf(node: Node): Type;
  /** The file of a node, from the project's root. */
  pathOf(node: Node): string;
  /** Ends the compiler's process. */
  close(): void;
}

/** Opens the project, in a process of the compiler. */
export function openSourceCode(): SourceCode {
  const api = new API({ cwd: ROOT });
  const config = path.join(ROOT, 'tsconfig.json');
  const project = api.updateSnapshot({ openProject: config }).getProject(config);
  if (project === undefined) throw new Error('the compiler does not know the project');
  const { checker } = project;
  const symbols = new Map<Node, Symbol | undefined>();
  const declarations = new Map<Symbol, Node | undefined>();

  function symbolOf(node: Node): Symbol | undefined {
    if (symbols.has(node)) return symbols.get(node);
    // Of `{ a }`, the variable and not the property that it makes.
    const isShorthand = node.parent.kind === SyntaxKind.ShorthandPropertyAssignment;
    const symbol = isShorthand
      ? checker.getShorthandAssignmentValueSymbol(node.parent)
      : checker.getSymbolAtLocation(node);
    const isAlias = symbol !== undefined && (symbol.flags & SymbolFlags.Alias) !== 0;
    const named = isAlias ? checker.getAliasedSymbol(symbol) : symbol;
    symbols.set(node, named);
    return named;
  }

  function declarationOf(node: Node): Node | undefined {
    const symbol = symbolOf(node);
    if (symbol === undefined) return undefined;
    if (!declarations.has(symbol)) {
      const handle = symbol.valueDeclaration ?? symbol.declarations[0];
      const isOwn = handle?.path.startsWith(ROOT) && !handle.path.includes('/node_modules/');
      declarations.set(symbol, isOwn ? handle?.resolve(project) : undefined);
    }
    return declarations.get(symbol);
  }

  return {
    checker,
    file(name) {
      const file = project.program.getSourceFile(path.join(ROOT, name));
      if (file === undefined) throw new Error(`there is no ${name}`);
      return file;
    },
    symbolOf,
    declarationOf,
    typeOf(node) {
      const type = checker.getTypeAtLocation(node);
      if (type === undefined) throw new Error(`no type at ${pathOf(node)}: ${textOf(node)}`);
      return type;
    },
    pathOf,
    close: () => api.close(),
  };
}

function pathOf(node: Node): string {
  return path.relative(ROOT, node.getSourceFile().fileName);
}

export function textOf(node: Node): string {
  return node.getText(node.getSourceFile());
}

/** Every node below a node, itself among them. */
export function* nodesBelow(node: Node): Generator<Node> {
  yield node;
  for (const child of childrenOf(node)) yield* nodesBelow(child);
}

function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  node.forEachChild((child) => {
    children.push(child);
    return undefined;
  });
  return children;
}

/** The text of an identifier; undefined for anything else. */
export function nameOf(node: Node | undefined): string | undefined {
  return node !== undefined && isIdentifier(node) ? node.text : undefined;
}

const WRAPPERS: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.ParenthesizedExpression,
  SyntaxKind.AsExpression,
  SyntaxKind.SatisfiesExpression,
  SyntaxKind.AwaitExpression,
  SyntaxKind.NonNullExpression,
]);

/** What an expression is without parentheses, `as`, `satisfies` and `await`. */
export function bare(node: Node): Node {
  return WRAPPERS.has(node.kind) ? bare((node as Node & { expression: Node }).expression) : node;
}
