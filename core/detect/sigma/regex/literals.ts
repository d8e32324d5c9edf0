import type { CharSet } from './char-set.ts';
import type { RegexNode } from './parse-regex.ts';

/** Alternatives that a required text may have; more would not narrow anything. */
const MAX_ALTERNATIVES = 16;

/** What is known of the texts that a part of an expression matches. */
interface Known {
  /** Exactly these texts, when they are few. */
  readonly exact: readonly string[] | undefined;
  /** Each match contains one of these; undefined when nothing is known. */
  readonly required: readonly string[] | undefined;
}

/**
 * Texts in lower case of which every match of the expression, in lower case, contains at least
 * one. Undefined when there are none. Only ASCII: there, lower case keeps the length.
 */
export function requiredLiterals(node: RegexNode): readonly string[] | undefined {
  const { exact, required } = analyze(node);
  return better(usable(exact), required);
}

function analyze(node: RegexNode): Known {
  switch (node.kind) {
    case 'assert':
      return { exact: [''], required: undefined };
    case 'chars': {
      const unit = foldedUnit(node.set);
      return {
        exact: unit === undefined ? undefined : [String.fromCharCode(unit)],
        required: undefined,
      };
    }
    case 'repeat': {
      const item = analyze(node.item);
      if (node.min === 0) return { exact: undefined, required: undefined };
      if (node.min === 1 && node.max === 1) return item;
      return { exact: undefined, required: better(usable(item.exact), item.required) };
    }
    case 'choice':
      return analyzeChoice(node.items);
    case 'sequence':
      return analyzeSequence(node.items);
  }
}

function analyzeChoice(items: readonly RegexNode[]): Known {
  const known = items.map(analyze);
  const exact: string[] = [];
  const required: string[] = [];
  let allExact = true;
  let allRequired = true;
  for (const one of known) {
    if (one.exact === undefined) allExact = false;
    else exact.push(...one.exact);
    const needs = better(usable(one.exact), one.required);
    if (needs === undefined) allRequired = false;
    else required.push(...needs);
  }
  return {
    exact: allExact ? limited(exact) : undefined,
    required: allRequired ? limited(required) : undefined,
  };
}

function analyzeSequence(items: readonly RegexNode[]): Known {
  let run: readonly string[] | undefined = [''];
  let best: readonly string[] | undefined;
  let whole = true;
  for (const item of items) {
    const known = analyze(item);
    if (known.exact !== undefined && run !== undefined) {
      const before: readonly string[] = run;
      const { exact } = known;
      const product = limited(exact.flatMap((text) => before.map((head) => head + text)));
      if (product !== undefined) {
        run = product;
        continue;
      }
    }
    whole = false;
    best = better(best, usable(run));
    best = better(best, known.required);
    run = known.exact ?? [''];
  }
  return { exact: whole ? run : undefined, required: better(best, usable(run)) };
}

function usable(texts: readonly string[] | undefined): readonly string[] | undefined {
  return texts === undefined || texts.length === 0 || texts.includes('') ? undefined : texts;
}

function limited(texts: readonly string[]): readonly string[] | undefined {
  const unique = [...new Set(texts)];
  return unique.length > MAX_ALTERNATIVES ? undefined : unique;
}

/** The set whose shortest text is longer; of equals, the one with fewer texts. */
function better(
  a: readonly string[] | undefined,
  b: readonly string[] | undefined,
): readonly string[] | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const difference = shortest(a) - shortest(b);
  return difference > 0 || (difference === 0 && a.length <= b.length) ? a : b;
}

function shortest(texts: readonly string[]): number {
  return Math.min(...texts.map((text) => text.length));
}

/** The one ASCII unit, in lower case, that all of a set are; undefined if there is none. */
function foldedUnit(set: CharSet): number | undefined {
  let found: number | undefined;
  for (const [from, to] of set) {
    if (to - from > 1 || to >= 128) return undefined;
    for (let unit = from; unit <= to; unit++) {
      const lower = unit >= 0x41 && unit <= 0x5a ? unit + 32 : unit;
      if (found !== undefined && found !== lower) return undefined;
      found = lower;
    }
  }
  return found;
}
