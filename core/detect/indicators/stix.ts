import { timeOf } from './written-indicator.ts';
import type { WrittenIndicator } from './written-indicator.ts';

/** Comparisons of STIX patterns that are indicators by themselves (STIX 2.1 §9, §6). */
const COMPARISON =
  /\[\s*(?:ipv4-addr:value|ipv6-addr:value|domain-name:value|url:value|file:hashes\.(?:'[^']{1,20}'|"[^"]{1,20}"|[A-Za-z0-9-]{1,20}))\s*=\s*'((?:[^'\\]|\\.){1,2000})'\s*\]/g;

/**
 * The indicators of a STIX 2.1 bundle, with the numbers of their objects: addresses, domains, URLs
 * and hashes that a pattern compares with `=`, joined by `OR`. Revoked ones are left out; a pattern
 * that asks for more at once is told of as it is written. Undefined for what is no bundle.
 */
export function readStix(text: string): readonly WrittenIndicator[] | undefined {
  let bundle: unknown;
  try {
    bundle = JSON.parse(text);
  } catch {
    return undefined; // Not JSON, so no bundle.
  }
  const { type, objects } = bundle as { type?: unknown; objects?: unknown };
  if (type !== 'bundle' || !Array.isArray(objects)) return undefined;
  return objects.flatMap((object: unknown, index) => readObject(object, index + 1));
}

function readObject(object: unknown, line: number): readonly WrittenIndicator[] {
  if (typeof object !== 'object' || object === null) return [];
  const { type, pattern, pattern_type, revoked, valid_until } = object as Record<string, unknown>;
  if (type !== 'indicator' || revoked === true || typeof pattern !== 'string') return [];
  if (pattern_type !== undefined && pattern_type !== 'stix') return [{ line, text: pattern }];
  const values = [...pattern.matchAll(COMPARISON)].map(([, value = '']) =>
    value.replaceAll(/\\(.)/g, '$1'),
  );
  const rest = pattern.replaceAll(COMPARISON, '').replaceAll(/\bOR\b|[()\s]/g, '');
  if (values.length === 0 || rest !== '') return [{ line, text: pattern }];
  return values.map((value) => ({ line, text: value, expires: timeOf(valid_until) }));
}
