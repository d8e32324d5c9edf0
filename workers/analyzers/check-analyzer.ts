import type { AnalyzerCheck, TriedHit } from '../../core/contract/analyzers.ts';
import type { Analyzer } from '../../core/detect/analyzer.ts';
import { parseAnalyzer } from '../../core/detect/analyzer.ts';
import { dryRun } from '../../core/detect/dry-run.ts';
import { explainPlan } from '../../core/detect/explain.ts';
import type { Hit } from '../../core/detect/hit.ts';
import { readUpload } from '../../core/parse/read-upload.ts';

/** So many hits on records that were sent are told; all are counted by their list's length below. */
const MAX_TRIED_HITS = 200;

/** What is wrong with a text, or else what it finds in records, by the code that runs live. */
export function checkAnalyzer(
  source: string,
  records: string | undefined,
  now: number,
): AnalyzerCheck {
  const read = parseAnalyzer(source);
  if (!read.ok) return { faults: read.faults };
  const { id, title, level, risk, techniques } = read.analyzer;
  const analyzer = { id, title, level, risk, techniques, plan: explainPlan(read.analyzer) };
  if (records === undefined || records.trim() === '') return { faults: [], analyzer };
  return { faults: [], analyzer, tried: tryOn(read.analyzer, records, now) };
}

function tryOn(analyzer: Analyzer, text: string, now: number): AnalyzerCheck['tried'] {
  const { records, rejects, factsByAsset } = readUpload(new TextEncoder().encode(text), 1, {
    context: { defaultHost: 'pasted', receivedAt: now },
  });
  const hits = dryRun([analyzer], [...factsByAsset.values()]);
  return { records, rejects, hits: hits.slice(0, MAX_TRIED_HITS).map(triedHit) };
}

/** A hit as it is told where it is only tried. */
export function triedHit({ id, title, time, nodes, lenses, evidence }: Hit): TriedHit {
  return { id, title, time, nodes, lenses, evidence };
}
