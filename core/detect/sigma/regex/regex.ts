import { requiredLiterals } from './literals.ts';
import type { Alternatives } from './literals.ts';
import { RegexMatcher } from './matcher.ts';
import { parseRegex } from './parse-regex.ts';
import type { RegexNode } from './parse-regex.ts';
import { buildProgram } from './program.ts';
import { asRun } from './run-matcher.ts';

/** A compiled expression: tests texts in linear time. */
export interface Regex {
  test(text: string): boolean;
  /** Texts in lower case that each match contains, one of each entry; see {@link requiredLiterals}. */
  readonly required: readonly Alternatives[];
}

export type CompiledRegex =
  | { readonly ok: true; readonly regex: Regex }
  | {
      readonly ok: false;
      readonly message: string;
      readonly at: number;
      readonly fix?: string | undefined;
    };

/** Compiles the regular part of PCRE; `flags` are of `i`, `m`, `s`. Never throws. */
export function compileRegex(source: string, flags = ''): CompiledRegex {
  const parsed = parseRegex(source, flags);
  if (!parsed.ok) return parsed;
  const required = requiredLiterals(parsed.node);
  const node = trimmed(parsed.node);
  const run = asRun(node);
  if (run !== undefined) return { ok: true, regex: new LiteralRegex(run, required) };
  const program = buildProgram(node);
  if (program === undefined) {
    return { ok: false, at: 0, message: 'it is too large', fix: 'use smaller repeat counts' };
  }
  return { ok: true, regex: new LiteralRegex(new RegexMatcher(program), required) };
}

class LiteralRegex implements Regex {
  readonly required: readonly Alternatives[];
  readonly #matcher: { test(text: string): boolean };

  constructor(matcher: { test(text: string): boolean }, required: readonly Alternatives[]) {
    this.#matcher = matcher;
    this.required = required;
  }

  test(text: string): boolean {
    return this.#matcher.test(text);
  }
}

/**
 * A repeat at either end of an expression that may match anywhere needs no more than its minimum:
 * what it could match beyond that is simply left outside of the match.
 */
function trimmed(node: RegexNode): RegexNode {
  return trimEnd(trimEnd(node, 'start'), 'end');
}

function trimEnd(node: RegexNode, end: 'start' | 'end'): RegexNode {
  if (node.kind === 'repeat') {
    if (node.min === 0) return { kind: 'sequence', items: [] };
    const hasAssertion = asserts(node.item);
    return hasAssertion ? node : { ...node, max: node.min };
  }
  if (node.kind !== 'sequence' || node.items.length === 0) return node;
  const items = [...node.items];
  while (items.length > 0) {
    const index = end === 'start' ? 0 : items.length - 1;
    const edge = items[index];
    if (edge === undefined) break;
    const cut = asserts(edge) ? edge : trimEnd(edge, end);
    if (cut.kind !== 'sequence' || cut.items.length > 0) {
      items[index] = cut;
      break;
    }
    items.splice(index, 1);
  }
  const [only] = items;
  return items.length === 1 && only !== undefined ? only : { kind: 'sequence', items };
}

function asserts(node: RegexNode): boolean {
  if (node.kind === 'assert') return true;
  if (node.kind === 'repeat') return asserts(node.item);
  return node.kind !== 'chars' && node.items.some(asserts);
}
