/**
 * A table by names that records choose. It has no prototype, so that a record that asks for
 * `constructor` or `__proto__` finds nothing.
 */
export function nameTable<T>(entries: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.assign(Object.create(null) as Record<string, T>, entries);
}
