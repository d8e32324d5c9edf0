import type { Value } from '../graph/fact.ts';
import { findProperty, nodeType, valuesOf } from '../schema/schema.ts';

/** A condition's values as written: one, or any of several. */
type Scalar = string | number | boolean;
type Written = Scalar | readonly Scalar[];

/** Tests a property's text, in lower case, against one value, in lower case. */
type Test = (property: string, value: string) => boolean;

/** Sigma's modifiers that are understood so far. Without one, the value is compared whole. */
const MODIFIERS: Readonly<Record<string, Test>> = {
  contains: (property, value) => property.includes(value),
  startswith: (property, value) => property.startsWith(value),
  endswith: (property, value) => property.endsWith(value),
};

const EQUALS: Test = (property, value) => property === value;

/** A condition on one property. */
export interface PropertyCondition {
  readonly property: string;
  /** Whether a value fulfils it; undefined is a property that the node does not have. */
  readonly holds: (value: Value | undefined) => boolean;
}

/** What a node of a pattern must fulfil: all of `where`, and not all of `not`. */
export interface NodeCondition {
  readonly where: readonly PropertyCondition[];
  /** Empty when there is no exclusion. */
  readonly not: readonly PropertyCondition[];
}

/**
 * Compiles conditions in Sigma's form, `property|modifier: value` or a list of values of which one
 * must match. Texts are compared without regard to case. `|exists: true` and `false` ask whether
 * the node has the property; every other condition fails where it has not.
 */
export function compileConditions(
  typeName: string,
  written: Readonly<Record<string, Written>>,
): { readonly conditions: readonly PropertyCondition[]; readonly faults: readonly string[] } {
  const known = nodeType(typeName).properties.map(({ name }) => name);
  const conditions: PropertyCondition[] = [];
  const faults: string[] = [];
  for (const [key, values] of Object.entries(written)) {
    const [property = '', modifier, ...rest] = key.split('|');
    if (!known.includes(property)) {
      faults.push(`${typeName} has no property ${property}; it has ${known.join(', ')}`);
      continue;
    }
    const list = typeof values === 'object' ? values : [values];
    if (modifier === 'exists' && rest.length === 0) {
      const wanted = list.length === 1 ? list[0] : undefined;
      if (typeof wanted !== 'boolean') faults.push(`${key} is true or false`);
      else conditions.push({ property, holds: (value) => (value !== undefined) === wanted });
      continue;
    }
    const test = modifier === undefined ? EQUALS : MODIFIERS[modifier];
    if (test === undefined || rest.length > 0) {
      const choice = ['exists', ...Object.keys(MODIFIERS)].join(', ');
      faults.push(`${key}: there is no modifier ${[modifier, ...rest].join('|')}; use ${choice}`);
      continue;
    }
    conditions.push({ property, holds: ofAnyValue(property, anyOf(test, list)) });
  }
  return { conditions, faults };
}

/** Whether a node fulfils a condition, given a way to read its properties. */
export function nodeFulfils(
  { where, not }: NodeCondition,
  read: (property: string) => Value | undefined,
): boolean {
  if (!where.every(({ property, holds }) => holds(read(property)))) return false;
  return not.length === 0 || !not.every(({ property, holds }) => holds(read(property)));
}

/** Whether a value alone rules a node out, without reading anything else of it. */
export function isRuledOut({ where, not }: NodeCondition, property: string, value: Value): boolean {
  if (where.some((condition) => condition.property === property && !condition.holds(value))) {
    return true;
  }
  const [only] = not;
  return not.length === 1 && only?.property === property && only.holds(value);
}

/** Of a property that keeps all of its values, any may fulfil a condition. */
function ofAnyValue(
  property: string,
  holds: PropertyCondition['holds'],
): PropertyCondition['holds'] {
  if (findProperty(property)?.read !== 'all') return holds;
  return (value) => value !== undefined && valuesOf(value).some(holds);
}

function anyOf(test: Test, values: readonly Scalar[]): PropertyCondition['holds'] {
  const lowered = values.map((value) => String(value).toLowerCase());
  const whole = test === EQUALS ? new Set(lowered) : undefined;
  return (value) => {
    if (value === undefined) return false;
    const text = String(value).toLowerCase();
    return whole === undefined ? lowered.some((item) => test(text, item)) : whole.has(text);
  };
}
