import type { CharSet } from './char-set.ts';
import type { RegexNode } from './parse-regex.ts';

/** Alternatives that a required text may have; more would not narrow anything. */
const MAX_ALTERNATIVES = 16;

/** One of these texts stands in every match. */
export type Alternatives = readonly string[];

/** Requirements of one expression; more would cost more than they save. */
const MAX_REQUIREMENTS = 6;

/** What is known of the texts that a part of an expression matches. */
interface Known {
  /** Exactly these texts, when they are few. */
  readonly exact: Alternatives | undefined;
  /** What each match contains: one of each of these. */
  readonly required: readonly Alternatives[];
}

/**
 * Texts in lower case that every match of the expression, in lower case, contains: of each entry
 * at least one. The entry that narrows most comes first. Only ASCII: there, lower case keeps the
 * length.
 */
export function requiredLiterals(node: RegexNode): readonly Alternatives[] {
  const { exact, required } = analyze(node);
  const all = [...required, ...usable(exact)];
  const unique = [...new Map(all.map((one) => [one.join('\0'), one])).values()];
  return unique
    .sort((a, b) => shortest(b) - shortest(a) || a.length - b.length)
    .slice(0, MAX_REQUIREMENTS);
}

function analyze(node: RegexNode): Known {
  switch (node.kind) {
    case 'assert':
      return { exact: [''], required: [] };
    case 'chars': {
      const unit = foldedUnit(node.set);
      return { exact: unit === undefined ? undefined : [String.fromCharCode(unit)], required: [] };
    }
    case 'repeat': {
      const item = analyze(node.item);
      if (node.min === 0) return { exact: undefined, required: [] };
      if (node.min === 1 && node.max === 1) return item;
      return { exact: undefined, required: [...item.required, ...usable(item.exact)] };
    }
    case 'choice':
      return analyzeChoice(node.items);
    case 'sequence':
      return analyzeSequence(node.items);
  }
}

/** One of the branches matches, so one text of each branch's best requirement must do for all. */
function analyzeChoice(items: readonly RegexNode[]): Known {
  const exact: string[] = [];
  const required: string[] = [];
  let allExact = true;
  let allRequired = true;
  for (const item of items) {
    const known = analyze(item);
    if (known.exact === undefined) allExact = false;
    else exact.push(...known.exact);
    const best = [...known.required, ...usable(known.exact)].sort(
      (a, b) => shortest(b) - shortest(a),
    )[0];
    if (best === undefined) allRequired = false;
    else required.push(...best);
  }
  const all = allRequired ? limited(required) : undefined;
  return { exact: allExact ? limited(exact) : undefined, required: all === undefined ? [] : [all] };
}

function analyzeSequence(items: readonly RegexNode[]): Known {
  let run: Alternatives | undefined = [''];
  const required: Alternatives[] = [];
  let whole = true;
  for (const item of items) {
    const known = analyze(item);
    if (known.exact !== undefined) {
      const before: Alternatives = run;
      const product = limited(known.exact.flatMap((text) => before.map((head) => head + text)));
      if (product !== undefined) {
        run = product;
        continue;
      }
    }
    whole = false;
    required.push(...usable(run), ...known.required);
    run = known.exact ?? [''];
  }
  if (whole) return { exact: run, required: [] };
  return { exact: undefined, required: [...required, ...usable(run)] };
}

function usable(texts: Alternatives | undefined): readonly Alternatives[] {
  return texts === undefined || texts.length === 0 || texts.includes('') ? [] : [texts];
}

function limited(texts: readonly string[]): readonly string[] | undefined {
  const unique = [...new Set(texts)];
  return unique.length > MAX_ALTERNATIVES ? undefined : unique;
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
