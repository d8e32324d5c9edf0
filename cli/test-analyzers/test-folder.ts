import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Analyzer } from '../../core/detect/analyzer.ts';
import { countingHits } from '../../core/detect/counting-hits.ts';
import { DryShard } from '../../core/detect/dry-run.ts';
import { SigmaEngine } from '../../core/detect/sigma/engine/engine.ts';
import { matchShown } from '../../core/detect/sigma/engine/match-shown.ts';
import type { RuleSet } from '../../core/detect/sigma/rule-set.ts';
import type { Fact } from '../../core/graph/fact.ts';
import { factsOf } from '../../core/graph/facts-of.ts';
import type { Ref } from '../../core/graph/id.ts';
import { withMatchedRules } from '../../core/parse/match-rules.ts';
import type { MatchRules } from '../../core/parse/match-rules.ts';
import { NO_CONTEXT } from '../../core/parse/parse-context.ts';
import { recogniseRecord } from '../../core/parse/parse.ts';
import { splitRecords } from '../../core/parse/records.ts';
import { matchFiles } from '../sigma/match-files.ts';
import type { DetectionFolder } from './detections.ts';

/** What one record says, and of which asset. */
interface RecordFacts {
  readonly asset: Ref;
  readonly facts: readonly Fact[];
}

/**
 * Holds a folder against its records, by the code that runs live: each host in a shard of its own,
 * each record a batch of its own.
 *
 * @param rules the rules of all folders
 * @returns what is wrong; empty when all is as it should be
 */
export function testFolder(folder: DetectionFolder, rules: RuleSet): readonly string[] {
  const { faults, hits, misses, analyzer } = folder;
  if (faults.length > 0) return faults;
  if (hits.length === 0) return ['there is no file of records that must hit: hit.jsonl'];
  const problems: string[] = [];
  if (analyzer !== undefined) problems.push(...testAnalyzer(folder, analyzer, rules));
  const ids = new Set(folder.rules.map(({ id }) => id));
  if (ids.size === 0) return problems;
  for (const file of hits) {
    const { matches } = matchFiles(rules, [file], 1);
    if (!matches.some(({ rule }) => ids.has(rule))) {
      problems.push(`${path.basename(file)}: no rule of the folder matches`);
    }
  }
  for (const file of misses) {
    for (const match of matchFiles(rules, [file], 1).matches) {
      if (!ids.has(match.rule)) continue;
      problems.push(`${path.basename(file)}: ${match.title} matches record ${match.record}`);
    }
  }
  return problems;
}

function testAnalyzer(
  { hits, misses }: DetectionFolder,
  analyzer: Analyzer,
  rules: RuleSet,
): string[] {
  const engine = new SigmaEngine(rules);
  const match = matchShown(engine);
  const problems: string[] = [];
  for (const file of hits) {
    const name = path.basename(file);
    const records = factsByRecord(file, match, problems);
    const found = hitsOn(analyzer, records);
    if (found.length === 0) problems.push(`${name}: ${analyzer.id} does not hit`);
    if (JSON.stringify(hitsOn(analyzer, records.toReversed())) !== JSON.stringify(found)) {
      problems.push(`${name}: ${analyzer.id} hits otherwise when the records come in reverse`);
    }
  }
  for (const file of misses) {
    for (const { title } of hitsOn(analyzer, factsByRecord(file, match, problems))) {
      problems.push(`${path.basename(file)}: ${analyzer.id} hits: ${title}`);
    }
  }
  return problems;
}

/** The facts of each record of a file. A record that is rejected is a mistake in the test. */
function factsByRecord(file: string, match: MatchRules, problems: string[]): RecordFacts[] {
  return [...splitRecords(readFileSync(file))].flatMap((record) => {
    const recognised = recogniseRecord(record, NO_CONTEXT);
    const parsed = withMatchedRules(recognised.observe(), recognised, match, NO_CONTEXT);
    if (parsed.kind === 'reject') {
      problems.push(
        `${path.basename(file)}: record ${record.number} is rejected: ${parsed.reason}`,
      );
    }
    return parsed.kind === 'observation' ? [factsOf(parsed.observation, 1, record.number)] : [];
  });
}

function hitsOn(analyzer: Analyzer, records: readonly RecordFacts[]) {
  const shards = new Map<Ref, DryShard>();
  for (const { asset, facts } of records) {
    const shard = shards.get(asset) ?? new DryShard([analyzer]);
    shards.set(asset, shard);
    shard.observe(facts);
  }
  const own = [...shards.values()].flatMap((shard) =>
    shard.hits.filter((hit) => hit.analyzer === analyzer.id),
  );
  return countingHits([analyzer], own).toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
