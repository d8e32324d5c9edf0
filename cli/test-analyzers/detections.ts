import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseAnalyzer } from '../../core/detect/analyzer.ts';
import type { Analyzer } from '../../core/detect/analyzer.ts';
import { describeFault } from '../../core/yaml/fault.ts';
import { parseSigma } from '../../core/detect/sigma/language/parse.ts';
import { linkRules } from '../../core/detect/sigma/rule-set.ts';
import type { RuleSet } from '../../core/detect/sigma/rule-set.ts';
import type { Rule } from '../../core/detect/sigma/rule.ts';

/** A folder with what detects, and the records that it is held against. */
export interface DetectionFolder {
  /** Relative to the folder of all. */
  readonly name: string;
  readonly analyzer: Analyzer | undefined;
  /** The Sigma rules and correlations of the folder. */
  readonly rules: readonly Rule[];
  /** Files of records that must hit, and of those that must not. */
  readonly hits: readonly string[];
  readonly misses: readonly string[];
  /** What is wrong with its texts, each with file, line and column. */
  readonly faults: readonly string[];
}

/** All that a tenant's repository has. */
export interface Detections {
  readonly folders: readonly DetectionFolder[];
  /** All Sigma rules together, as correlations and patterns name them across folders. */
  readonly rules: RuleSet;
}

const ANALYZER_FILE = /^analyzer\.ya?ml$/i;
const RULE_FILE = /\.ya?ml$/i;
const HIT_FILE = /^hit\b.*\.(json|jsonl|ndjson|log|txt|xml|csv)$/i;
const MISS_FILE = /^miss\b.*\.(json|jsonl|ndjson|log|txt|xml|csv)$/i;

/** Folders that hold other people's files. */
const LEFT_OUT = new Set(['node_modules', '.git']);

/** Reads every folder below one that has an analyzer, rules, or records. */
export function readDetections(root: string): Detections {
  const read = foldersUnder(root).flatMap((folder) => readFolder(root, folder) ?? []);
  const { set, problems } = linkRules(read.flatMap(({ rules }) => rules));
  const folders = read.map((folder) => ({
    ...folder,
    faults: [
      ...folder.faults,
      ...problems
        .filter(({ rule }) => folder.rules.includes(rule))
        .map(({ rule, reason }) => `${rule.title}: ${reason}`),
    ],
  }));
  return { folders, rules: set };
}

function foldersUnder(root: string): readonly string[] {
  if (!statSync(root).isDirectory()) throw new Error(`${root} is not a folder`);
  const inner = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !LEFT_OUT.has(entry.name))
    .map(({ name }) => path.join(root, name))
    .sort();
  return [root, ...inner.flatMap(foldersUnder)];
}

function readFolder(root: string, folder: string): DetectionFolder | undefined {
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort();
  const faults: string[] = [];
  let analyzer: Analyzer | undefined;
  const rules: Rule[] = [];
  for (const file of files.filter((name) => RULE_FILE.test(name))) {
    const text = readFileSync(path.join(folder, file), 'utf8');
    if (ANALYZER_FILE.test(file)) {
      const result = parseAnalyzer(text);
      if (result.ok) analyzer = result.analyzer;
      else faults.push(...result.faults.map((fault) => `${file}:${describeFault(fault)}`));
      continue;
    }
    for (const parsed of parseSigma(text)) {
      if (parsed.ok) rules.push(parsed.value);
      else faults.push(...parsed.faults.map((fault) => `${file}:${describeFault(fault)}`));
    }
  }
  const recordsOf = (pattern: RegExp) =>
    files.filter((name) => pattern.test(name)).map((name) => path.join(folder, name));
  const [hits, misses] = [recordsOf(HIT_FILE), recordsOf(MISS_FILE)];
  const isEmpty = rules.length === 0 && analyzer === undefined && faults.length === 0;
  if (isEmpty && hits.length === 0 && misses.length === 0) return undefined;
  if (isEmpty) faults.push('there are records, and nothing that detects');
  const name = path.relative(root, folder) || '.';
  return { name, analyzer, rules, hits, misses, faults };
}
