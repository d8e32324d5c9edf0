import type { Node } from 'typescript/unstable/ast';
import {
  isArrayLiteralExpression,
  isIdentifier,
  isNoSubstitutionTemplateLiteral,
  isStringLiteral,
  isTemplateExpression,
  isVariableDeclaration,
} from 'typescript/unstable/ast/is';
import { bare, textOf } from './source-code.ts';
import type { SourceCode } from './source-code.ts';

/** The texts that a constant expression is: one, or those of a list. Throws where it is not constant. */
export function constantTexts(code: SourceCode, node: Node): string[] {
  const expression = bare(node);
  if (isStringLiteral(expression) || isNoSubstitutionTemplateLiteral(expression)) {
    return [expression.text];
  }
  if (isArrayLiteralExpression(expression)) {
    return expression.elements.flatMap((element) => constantTexts(code, element));
  }
  if (isTemplateExpression(expression)) {
    const spans = expression.templateSpans.map(
      (span) => `${constantTexts(code, span.expression).join('')}${span.literal.text}`,
    );
    return [expression.head.text + spans.join('')];
  }
  if (isIdentifier(expression)) {
    const declaration = code.declarationOf(expression);
    if (declaration !== undefined && isVariableDeclaration(declaration) && declaration.initializer)
      return constantTexts(code, declaration.initializer);
  }
  throw new Error(`${code.pathOf(node)}: ${textOf(node)} is no constant text`);
}
