import { nodeType } from '../../schema/schema.ts';
import { compileCondition } from '../condition.ts';
import type { NodeCondition } from '../condition.ts';
import { join, readFieldItem } from '../sigma/language/field-item.ts';
import { kindOf } from '../../yaml/tree.ts';
import type { Entry, MapTree, Tree } from '../../yaml/tree.ts';
import type { Expression } from '../sigma/rule.ts';
import type { LanguageContext } from './context.ts';
import { suggest } from '../../yaml/fields.ts';

const NOTHING: Expression = { kind: 'constant', value: true };

/** The condition that asks for nothing. */
export const ANYTHING: NodeCondition = compileCondition(NOTHING);

/**
 * Reads `where` and `not` of a node: Sigma's field items over the properties of its type. A map's
 * items must all hold; a list holds maps of which one must.
 *
 * @param type a type that there is
 */
export function readCondition(
  type: string,
  where: Entry | undefined,
  not: Entry | undefined,
  context: LanguageContext,
): NodeCondition {
  const wanted = where === undefined ? NOTHING : readMaps(type, where.value, context);
  const unwanted = not === undefined ? undefined : readMaps(type, not.value, context);
  const isEmpty = unwanted === undefined || (unwanted.kind === 'constant' && unwanted.value);
  if (isEmpty) return compileCondition(wanted);
  const negated: Expression = { kind: 'not', item: unwanted };
  const items = wanted.kind === 'constant' && wanted.value ? [negated] : [wanted, negated];
  return compileCondition(join('and', items));
}

/** Whether a type has a property; a fault with a suggestion where it has not. */
export function checkProperty(
  type: string,
  property: string,
  at: number,
  { faults }: LanguageContext,
): boolean {
  const known = nodeType(type).properties.map(({ name }) => name);
  if (known.includes(property)) return true;
  const near = suggest(property, known);
  const fix = near.startsWith('there') ? `it has ${known.join(', ')}` : near;
  faults.add(at, `${type} has no property ${property}`, fix);
  return false;
}

function readMaps(type: string, tree: Tree, context: LanguageContext): Expression {
  if (tree.kind === 'map') return readMap(type, tree, context);
  if (tree.kind === 'scalar') {
    if (tree.value !== null) {
      context.faults.add(tree.at, `a condition is ${kindOf(tree)}`, 'write `property: value`');
    }
    return NOTHING;
  }
  const maps = tree.items.flatMap((item) => {
    if (item.kind === 'map') return [readMap(type, item, context)];
    context.faults.add(item.at, `a condition is ${kindOf(item)}`, 'write `property: value`');
    return [];
  });
  return maps.length === 0 ? NOTHING : join('or', maps);
}

function readMap(type: string, map: MapTree, context: LanguageContext): Expression {
  const items = map.entries.flatMap((entry): Expression[] => {
    const [property = ''] = entry.key.split('|');
    if (!checkProperty(type, property, entry.at, context)) return [];
    const expression = readFieldItem(entry, context);
    if (expression === undefined) return [];
    const other = otherPropertyOf(expression);
    if (other !== undefined && !checkProperty(type, other, entry.value.at, context)) return [];
    return [expression];
  });
  return items.length === 0 ? NOTHING : join('and', items);
}

/** The property that a `fieldref` names. */
function otherPropertyOf(expression: Expression): string | undefined {
  if (expression.kind === 'not') return otherPropertyOf(expression.item);
  if (expression.kind === 'and' || expression.kind === 'or') {
    return expression.items.map(otherPropertyOf).find((name) => name !== undefined);
  }
  const isReference = expression.kind === 'test' && expression.match.kind === 'fieldref';
  return isReference && expression.match.kind === 'fieldref' ? expression.match.field : undefined;
}
