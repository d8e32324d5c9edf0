import type { LinkedCorrelation } from '../rule-set.ts';

/** Reads a field of what was sighted; undefined when it has none. */
export type ReadSighted = (field: string) => unknown;

/**
 * The values of the `group-by` fields of a sighting, by the correlation's names for them; undefined
 * when it lacks one, and belongs to no group.
 *
 * @param id the rule that matched
 */
export function groupTexts(
  linked: LinkedCorrelation,
  id: string,
  read: ReadSighted,
): Readonly<Record<string, string>> | undefined {
  const values: [string, string][] = [];
  for (const name of linked.rule.groupBy) {
    const text = textOf(read(fieldFor(linked, name, id)) ?? read(name));
    if (text === undefined) return undefined;
    values.push([name, text]);
  }
  return Object.fromEntries(values);
}

/** What tells one group of a correlation from another; case does not matter. */
export function groupKey(texts: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.values(texts).map((text) => text.toLowerCase()));
}

/** What `value_*` looks at; empty for the other types, undefined when the sighting lacks it. */
export function sightedValue(
  linked: LinkedCorrelation,
  id: string,
  read: ReadSighted,
): string | undefined {
  const parts: string[] = [];
  for (const name of linked.rule.valueFields) {
    const text = textOf(read(fieldFor(linked, name, id)) ?? read(name));
    if (text === undefined) return undefined;
    parts.push(text.toLowerCase());
  }
  return parts.length === 1 ? parts[0] : parts.length === 0 ? '' : JSON.stringify(parts);
}

/** The names of the fields that a correlation may ask a match of a rule for. */
export function askedFields(linked: LinkedCorrelation, id: string): readonly string[] {
  const names = [...linked.rule.groupBy, ...linked.rule.valueFields];
  return [...new Set(names.flatMap((name) => [fieldFor(linked, name, id), name]))];
}

/** A field's value as a text; undefined for what is none. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return Array.isArray(value) && value.length > 0 ? JSON.stringify(value) : undefined;
}

/** The field that an alias stands for in records of a rule; else the name itself. */
function fieldFor({ aliases }: LinkedCorrelation, name: string, id: string): string {
  return aliases.get(name)?.get(id) ?? name;
}
