/** A JSON object, as JSON.parse gives it. Its keys are only ever compared with constants. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a JSON value is an object and no list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object at a key; an empty one when there is none. */
export function objectAt(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return isJsonObject(value) ? value : EMPTY;
}

/** The list at a key; empty when there is none. */
export function listAt(object: JsonObject, key: string): readonly unknown[] {
  const value = object[key];
  return Array.isArray(value) ? value : [];
}

/**
 * The text of a JSON value that is a text, a number or a truth value. Undefined for all else, and
 * for what logs write instead of nothing: an empty text, `-` and `?`.
 */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') {
    return value.length < 2 && (value === '' || value === '-' || value === '?') ? undefined : value;
  }
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** The number of a JSON value, also of one written as text in decimal. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

const EMPTY: JsonObject = Object.freeze(Object.create(null) as Record<string, unknown>);
