import { Correlator } from '../../core/detect/sigma/correlate/correlator.ts';
import type { CorrelationMatch } from '../../core/detect/sigma/correlate/correlator.ts';
import { SigmaEngine } from '../../core/detect/sigma/engine/engine.ts';
import { recordFromJson, timeOfJson } from '../../core/detect/sigma/json-record.ts';
import type { RuleSet } from '../../core/detect/sigma/rule-set.ts';
import { readUnpacked, recordFiles } from './files.ts';
import { jsonTexts } from './json-texts.ts';

export interface FileMatch {
  readonly rule: string;
  readonly title: string;
  readonly file: string;
  /** From 1. */
  readonly record: number;
}

export interface MatchResult {
  readonly records: number;
  /** Texts that are not JSON, or not objects. */
  readonly unreadable: number;
  readonly matches: readonly FileMatch[];
  /** Of the median pass. */
  readonly seconds: { readonly parse: number; readonly match: number };
}

interface Place {
  readonly file: string;
  readonly record: number;
}

/**
 * Texts that are timed together. Small, so that both timings see the same machine; large enough
 * for the clock.
 */
const BLOCK = 500;

/**
 * Matches files. Each block of texts is parsed twice: once alone, and once with each record
 * matched as soon as it is parsed, as in a stream. The difference is what matching costs. Strings
 * are thus new for each match; and before each pass the engine forgets all values it has seen, so
 * that a second pass finds no more remembered than the first did.
 */
export function matchFiles(set: RuleSet, paths: readonly string[], repeat: number): MatchResult {
  const engine = new SigmaEngine(set);
  const files = recordFiles(paths);
  const passes: { parse: number; match: number }[] = [];
  let result: Omit<MatchResult, 'seconds'> | undefined;
  for (let pass = 0; pass < repeat; pass++) {
    engine.forget();
    const matcher = new FileMatcher(set, engine);
    for (const file of files) matcher.take(file);
    matcher.end();
    passes.push({ parse: matcher.parse, match: matcher.both - matcher.parse });
    result ??= matcher;
  }
  passes.sort((a, b) => a.match - b.match);
  const seconds = passes[Math.floor(passes.length / 2)] ?? { parse: 0, match: 0 };
  return {
    records: result?.records ?? 0,
    unreadable: result?.unreadable ?? 0,
    matches: result?.matches ?? [],
    seconds: { parse: seconds.parse, match: Math.max(0, seconds.match) },
  };
}

/** One pass over all files. */
class FileMatcher {
  records = 0;
  unreadable = 0;
  readonly matches: FileMatch[] = [];
  /** Seconds of parsing alone, and of parsing with matching. */
  parse = 0;
  both = 0;
  readonly #set: RuleSet;
  readonly #engine: SigmaEngine;
  readonly #correlator: Correlator<Place>;

  constructor(set: RuleSet, engine: SigmaEngine) {
    this.#set = set;
    this.#engine = engine;
    this.#correlator = new Correlator(set.correlations);
  }

  take(file: string): void {
    const texts = jsonTexts(readUnpacked(file).toString('utf8'));
    for (let from = 0; from < texts.length; from += BLOCK) {
      const block = texts.slice(from, from + BLOCK);
      const start = performance.now();
      for (const text of block) parseJson(text);
      const middle = performance.now();
      for (const [index, text] of block.entries()) this.#match(text, file, from + index + 1);
      const end = performance.now();
      this.parse += (middle - start) / 1000;
      this.both += (end - middle) / 1000;
    }
  }

  end(): void {
    this.#report(this.#correlator.end(), undefined);
  }

  #match(text: string, file: string, record: number): void {
    const json = parseJson(text);
    const parsed = recordFromJson(json);
    if (parsed === undefined) {
      this.unreadable++;
      return;
    }
    this.records++;
    for (const rule of this.#engine.match(parsed)) {
      const place = { file, record };
      if (!this.#set.silent.has(rule.id)) this.#add(rule, place);
      if (this.#set.correlations.length === 0) continue;
      const timed = { ...parsed, timeMs: timeOfJson(json) };
      this.#report(this.#correlator.add(rule, timed, place), place);
    }
  }

  #report(matches: readonly CorrelationMatch<Place>[], place: Place | undefined): void {
    for (const { rule, evidence } of matches) {
      const at = place ?? evidence.at(-1);
      if (at !== undefined && !this.#set.silent.has(rule.id)) this.#add(rule, at);
    }
  }

  #add({ id, title }: { id: string; title: string }, { file, record }: Place): void {
    this.matches.push({ rule: id, title, file, record });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // counted as unreadable
  }
}
