import { isJsonObject } from './form/json-value.ts';
import type { JsonObject } from './form/json-value.ts';

/** Levels that are flattened; deeper values are left out. */
const MAX_DEPTH = 12;

/** Fields of one record; more are left out. */
const MAX_FIELDS = 4_096;

/**
 * The fields of a JSON record under the names that Sigma has for them: `outer.inner`, with the
 * values of a list under its own name and the fields of its objects as lists under theirs. An
 * object without objects in it is its own answer.
 */
export function flatFields(object: JsonObject): Readonly<Record<string, unknown>> {
  if (!Object.values(object).some(isNested)) return object;
  const fields = new Map<string, unknown[]>();
  flatten(fields, '', object, 0);
  const flat = Object.create(null) as Record<string, unknown>;
  for (const [name, values] of fields) flat[name] = values.length === 1 ? values[0] : values;
  return flat;
}

function flatten(
  fields: Map<string, unknown[]>,
  prefix: string,
  object: JsonObject,
  depth: number,
): void {
  for (const name of Object.keys(object)) {
    const value = object[name];
    const path = prefix === '' ? name : `${prefix}.${name}`;
    for (const item of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (!isJsonObject(item)) {
        if (!Array.isArray(item)) add(fields, path, item);
      } else if (depth < MAX_DEPTH) flatten(fields, path, item, depth + 1);
    }
  }
}

function add(fields: Map<string, unknown[]>, name: string, value: unknown): void {
  const known = fields.get(name);
  if (known !== undefined) known.push(value);
  else if (fields.size < MAX_FIELDS) fields.set(name, [value]);
}

function isNested(value: unknown): boolean {
  return isJsonObject(value) || (Array.isArray(value) && value.some(isJsonObject));
}
