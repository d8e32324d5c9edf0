import type { Pattern } from '../rule.ts';
import { readPattern } from './text-pattern.ts';

/** A tenant's lists by placeholder name, such as `Administrators`. Values may hold wildcards. */
export type PlaceholderLists = ReadonlyMap<string, readonly string[]>;

export interface Expansion {
  readonly patterns: readonly Pattern[];
  /** Placeholders that no list is known for. */
  readonly missing: readonly string[];
  /** All placeholders. */
  readonly named: readonly string[];
}

/** Values that one placeholder value may become; more is a table, not a rule. */
export const MAX_EXPANSION = 10_000;

/**
 * Puts lists in the place of `%name%`. `\%` is a plain percent sign; so is one without a partner.
 * Undefined when the result would be more than {@link MAX_EXPANSION} patterns.
 */
export function expandPlaceholders(text: string, lists: PlaceholderLists): Expansion | undefined {
  const missing: string[] = [];
  const named: string[] = [];
  let texts = [''];
  for (const part of splitPlaceholders(text)) {
    if (typeof part === 'string') {
      texts = texts.map((before) => before + part);
      continue;
    }
    named.push(part.name);
    const values = lists.get(part.name);
    if (values === undefined) missing.push(part.name);
    const choices = values ?? [];
    if (texts.length * choices.length > MAX_EXPANSION) return undefined;
    texts = texts.flatMap((before) => choices.map((choice) => before + choice));
  }
  return { patterns: texts.map(readPattern), missing, named };
}

function splitPlaceholders(text: string): readonly (string | { readonly name: string })[] {
  const parts: (string | { readonly name: string })[] = [];
  let plain = '';
  for (let i = 0; i < text.length; i++) {
    if (text.startsWith('\\%', i)) {
      plain += '%';
      i++;
      continue;
    }
    const end = text.charAt(i) === '%' ? text.indexOf('%', i + 1) : -1;
    if (end <= i + 1) {
      plain += text.charAt(i);
      continue;
    }
    parts.push(plain, { name: text.slice(i + 1, end) });
    plain = '';
    i = end;
  }
  parts.push(plain);
  return parts;
}
