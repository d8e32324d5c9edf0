import type { Value } from '../graph/fact.ts';

/** The resolved properties of a node. */
export type Properties = Readonly<Record<string, Value>>;

/** The first of these properties that is there, as text; `unknown` when none is. */
export function firstOf(properties: Properties, ...names: string[]): string {
  for (const name of names) {
    const value = properties[name];
    if (value !== undefined && value !== '') return String(value);
  }
  return 'unknown';
}
