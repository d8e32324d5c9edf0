import { MatchLog } from '../../core/detect/sigma/correlate/match-log.ts';
import { SigmaEngine } from '../../core/detect/sigma/engine/engine.ts';
import type { RuleSet } from '../../core/detect/sigma/rule-set.ts';
import { NO_CONTEXT } from '../../core/parse/parse-context.ts';
import { recogniseText } from '../../core/parse/parse.ts';
import { readUnpacked, recordFiles } from './files.ts';
import { recordTexts } from './record-texts.ts';

export interface FileMatch {
  readonly rule: string;
  readonly title: string;
  readonly file: string;
  /** From 1. */
  readonly record: number;
}

export interface MatchResult {
  readonly records: number;
  /** Records of no known format. */
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
  readonly #log: MatchLog<Place>;

  constructor(set: RuleSet, engine: SigmaEngine) {
    this.#set = set;
    this.#engine = engine;
    this.#log = new MatchLog(set.correlations, ({ file, record }) => `${file} ${record}`);
  }

  take(file: string): void {
    const texts = recordTexts(readUnpacked(file));
    for (let from = 0; from < texts.length; from += BLOCK) {
      const block = texts.slice(from, from + BLOCK);
      const start = performance.now();
      for (const text of block) parseAlone(text);
      const middle = performance.now();
      for (const [index, text] of block.entries()) this.#match(text, file, from + index + 1);
      const end = performance.now();
      this.parse += (middle - start) / 1000;
      this.both += (end - middle) / 1000;
    }
  }

  end(): void {
    for (const { rule, evidence } of this.#log.correlate()) {
      const at = evidence.at(-1);
      if (at !== undefined && !this.#set.silent.has(rule.id)) this.#add(rule, at);
    }
  }

  #match(text: string, file: string, number: number): void {
    const recognised = recogniseText(text, NO_CONTEXT);
    const record = recognised.log();
    if (record === undefined) {
      this.unreadable++;
      return;
    }
    this.records++;
    for (const rule of this.#engine.match(record)) {
      const place = { file, record: number };
      if (!this.#set.silent.has(rule.id)) this.#add(rule, place);
      if (this.#set.correlations.length === 0) continue;
      this.#log.add(rule, { ...record, timeMs: recognised.origin().time }, place);
    }
  }

  #add({ id, title }: { id: string; title: string }, { file, record }: Place): void {
    this.matches.push({ rule: id, title, file, record });
  }
}

/** Parses JSON alone; of other formats, what reading them costs without any matching. */
function parseAlone(text: string): void {
  if (!text.startsWith('{')) {
    recogniseText(text, NO_CONTEXT).log();
    return;
  }
  try {
    JSON.parse(text);
  } catch {
    // Counted as unreadable when it is matched.
  }
}
