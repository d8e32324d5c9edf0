import { compileCondition } from './condition.ts';
import type { NodeCondition, PropertyReader } from './condition.ts';
import { matchesOther, valueTest } from './sigma/match-value.ts';
import type { Expression, Test } from './sigma/rule.ts';

/** Whether something with these properties is as an expression says. */
export type ExpressionTest = (read: PropertyReader) => boolean;

/** A condition that is asked on its own. */
export interface TestedCondition extends NodeCondition {
  readonly holds: ExpressionTest;
}

/** Compiles a condition, in Sigma's terms, to be asked on its own. */
export function testedCondition(expression: Expression): TestedCondition {
  return { ...compileCondition(expression), holds: expressionTest(expression) };
}

/**
 * An expression on its own, as a test: what it means in the fewest lines. Many expressions on many
 * nodes are decided together, see node-conditions.ts.
 */
export function expressionTest(expression: Expression): ExpressionTest {
  switch (expression.kind) {
    case 'constant':
      return () => expression.value;
    case 'and': {
      const items = expression.items.map(expressionTest);
      return (read) => items.every((item) => item(read));
    }
    case 'or': {
      const items = expression.items.map(expressionTest);
      return (read) => items.some((item) => item(read));
    }
    case 'not': {
      const item = expressionTest(expression.item);
      return (read) => !item(read);
    }
    case 'test':
      return compileTest(expression);
  }
}

function compileTest({ field, match }: Test): ExpressionTest {
  if (field === undefined) return () => false;
  if (match.kind === 'exists') return (read) => read(field).length > 0;
  if (match.kind === 'null') return (read) => read(field).length === 0;
  if (match.kind === 'fieldref') {
    return (read) =>
      read(field).some((value) =>
        read(match.field).some((other) => matchesOther(match, value, other)),
      );
  }
  const test = valueTest(match);
  return (read) => {
    const values = read(field);
    const [only] = values;
    return values.length === 1 && only !== undefined ? test(only) : values.some(test);
  };
}
