import { statSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { Analyzer } from '../../../core/detect/analyzer.ts';
import { countingHits } from '../../../core/detect/counting-hits.ts';
import { DryShard } from '../../../core/detect/dry-run.ts';
import type { Hit } from '../../../core/detect/hit.ts';
import type { GraphView } from '../../../core/graph/view.ts';
import { makeLens } from '../../../core/lens/lens.ts';
import type { Lens } from '../../../core/lens/lens.ts';
import { readUpload } from '../../../core/parse/read-upload.ts';
import { logFiles } from '../../../cli/log-files.ts';

/** What a recording comes to. */
export interface Recording {
  readonly records: number;
  /** Highest score first. */
  readonly lenses: readonly Lens[];
  readonly view: GraphView;
  /** So many pairs of a host and a day of UTC on which something of it was recorded. */
  readonly hostDays: number;
  /** Analyzers that took more than their share of a batch, so that hits may be missing. */
  readonly stopped: readonly string[];
  readonly seconds: number;
}

const MS_PER_DAY = 86_400_000;

/** As many as an upload of a thousand records comes to: more at once, and analyzers are stopped. */
const FACTS_PER_BATCH = 5_000;

/**
 * Reads a recording as one tenant's whole history and scores it.
 *
 * @param path a file, or a folder
 * @param before facts that begin at this time or later are left out, ms since 1970
 */
export function readRecording(
  path: string,
  analyzers: readonly Analyzer[],
  before = Number.POSITIVE_INFINITY,
): Recording {
  const start = performance.now();
  const shard = new DryShard(analyzers);
  const stopped = new Set<string>();
  const days = new Set<string>();
  let records = 0;
  let upload = 0;
  if (!statSync(path, { throwIfNoEntry: false })) throw new Error(`${path} is not there`);
  for (const { bytes } of logFiles([path])) {
    upload += 1;
    const reading = readUpload(bytes, upload);
    records += reading.records.accepted;
    for (const [asset, all] of reading.factsByAsset) {
      const facts = all.filter(({ first }) => first < before);
      for (const { first, predicate } of facts) {
        // A file's creation may have been years ago.
        if (predicate !== 'created_at') days.add(`${asset} ${Math.floor(first / MS_PER_DAY)}`);
      }
      for (let at = 0; at < facts.length; at += FACTS_PER_BATCH) {
        shard.observe(facts.slice(at, at + FACTS_PER_BATCH));
        for (const { analyzer, isStopped } of shard.detector.work) {
          if (isStopped) stopped.add(analyzer);
        }
      }
    }
  }
  return {
    records,
    lenses: lensesOf(countingHits(analyzers, shard.hits), analyzers),
    view: shard.view,
    stopped: [...stopped],
    hostDays: days.size,
    seconds: (performance.now() - start) / 1000,
  };
}

/** The lenses of hits, as the tenant object makes them. */
function lensesOf(hits: readonly Hit[], analyzers: readonly Analyzer[]): Lens[] {
  const byId = new Map(analyzers.map((analyzer) => [analyzer.id, analyzer]));
  const analyzerOf = (id: string): Analyzer => {
    const analyzer = byId.get(id);
    if (analyzer === undefined) throw new Error(`there is no analyzer ${id}`);
    return analyzer;
  };
  const byEntity = new Map<string, Hit[]>();
  for (const hit of hits) {
    for (const { id } of hit.lenses) byEntity.set(id, [...(byEntity.get(id) ?? []), hit]);
  }
  const hosts = new Map<string, Set<string>>();
  for (const { analyzer, lenses } of hits) {
    hosts.set(analyzer, (hosts.get(analyzer) ?? new Set()).add(lenses[0]?.id ?? ''));
  }
  const hostsOf = (id: string): number => hosts.get(id)?.size ?? 0;
  return [...byEntity]
    .flatMap(([id, ofEntity]) => {
      const entity = ofEntity[0]?.lenses.find((lens) => lens.id === id);
      return entity === undefined ? [] : [makeLens(entity, ofEntity, { analyzerOf, hostsOf })];
    })
    .sort(
      (a, b) => b.summary.score - a.summary.score || (a.summary.name < b.summary.name ? -1 : 1),
    );
}
