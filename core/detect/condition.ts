import type { ValueForms } from './sigma/match-value.ts';
import type { Expression, Test } from './sigma/rule.ts';

/** Reads a property of a node: its values, none when the node does not have it. */
export type PropertyReader = (property: string) => readonly ValueForms[];

/** What a node of a pattern must fulfil. */
export interface NodeCondition {
  /** Whether it holds, where that is not what the expression says. */
  readonly holds?: ((read: PropertyReader) => boolean) | undefined;
  /** All properties that it reads. */
  readonly properties: ReadonlySet<string>;
  /** A text that a property must be, one of several, in lower case, where the condition says so. */
  readonly anchor?: Anchor | undefined;
  readonly expression: Expression;
}

/** What a node must have for a condition to hold at all: the property is one of these texts. */
export interface Anchor {
  readonly property: string;
  /** `equals`: the whole text. `ends`: what follows the last backslash or slash. In lower case. */
  readonly kind: 'equals' | 'ends';
  readonly texts: ReadonlySet<string>;
}

/** Compiles a condition in Sigma's terms, its fields being properties. */
export function compileCondition(expression: Expression): NodeCondition {
  const properties = new Set<string>();
  collectProperties(expression, properties);
  return { properties, anchor: anchorOf(expression), expression };
}

/** Whether a condition asks for nothing. */
export function isAlwaysTrue({ holds, expression }: NodeCondition): boolean {
  return holds === undefined && expression.kind === 'constant' && expression.value;
}

/** The part of a path behind its last separator, or all of a text that is none. */
export function lastPart(text: string): string {
  return text.slice(Math.max(text.lastIndexOf('\\'), text.lastIndexOf('/')) + 1);
}

function collectProperties(expression: Expression, into: Set<string>): void {
  if (expression.kind === 'test') {
    if (expression.field !== undefined) into.add(expression.field);
    if (expression.match.kind === 'fieldref') into.add(expression.match.field);
  } else if (expression.kind === 'not') collectProperties(expression.item, into);
  else if (expression.kind !== 'constant') {
    for (const item of expression.items) collectProperties(item, into);
  }
}

/** The first anchor that an expression has on its own or in all of its alternatives. */
function anchorOf(expression: Expression): Anchor | undefined {
  switch (expression.kind) {
    case 'test':
      return anchorOfTest(expression);
    case 'and':
      for (const item of expression.items) {
        const anchor = anchorOf(item);
        if (anchor !== undefined) return anchor;
      }
      return undefined;
    case 'or':
      return alternativeTexts(expression.items);
    default:
      return undefined;
  }
}

function alternativeTexts(items: readonly Expression[]): Anchor | undefined {
  let all: Anchor | undefined;
  for (const item of items) {
    const anchor = anchorOf(item);
    if (anchor === undefined) return undefined;
    if (all === undefined) all = anchor;
    else if (all.property !== anchor.property || all.kind !== anchor.kind) return undefined;
    else all = { ...all, texts: new Set([...all.texts, ...anchor.texts]) };
  }
  return all;
}

function anchorOfTest({ field, match }: Test): Anchor | undefined {
  if (field === undefined) return undefined;
  const isText = match.kind === 'equals' || match.kind === 'endswith';
  if (!isText || match.cased === true || match.dash === true) return undefined;
  if (match.kind === 'equals') {
    return { property: field, kind: 'equals', texts: new Set([match.text]) };
  }
  // What ends with `\cmd.exe` has `cmd.exe` behind its last separator.
  const name = lastPart(match.text);
  if (name === match.text || name === '') return undefined;
  return { property: field, kind: 'ends', texts: new Set([name]) };
}
