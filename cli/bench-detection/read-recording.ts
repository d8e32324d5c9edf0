import { statSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { Analyzer } from '../../core/detect/analyzer.ts';
import { Detector } from '../../core/detect/detector.ts';
import type { Hit } from '../../core/detect/hit.ts';
import type { Fact } from '../../core/graph/fact.ts';
import { MemoryStore } from '../../core/graph/memory-store.ts';
import { GraphView } from '../../core/graph/view.ts';
import { makeLens } from '../../core/lens/lens.ts';
import type { Lens } from '../../core/lens/lens.ts';
import { readUpload } from '../../core/parse/read-upload.ts';
import { predicates } from '../../core/schema/schema.ts';
import { logFiles } from '../log-files.ts';

/** What a recording comes to. */
export interface Recording {
  readonly records: number;
  /** Highest score first. */
  readonly lenses: readonly Lens[];
  readonly view: GraphView;
  /** So many pairs of a host and a day of UTC on which something of it was recorded. */
  readonly hostDays: number;
  readonly seconds: number;
}

const MS_PER_DAY = 86_400_000;

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
  const store = new MemoryStore(predicates);
  const view = new GraphView(store);
  const detector = new Detector(view, analyzers, []);
  const hits = new Map<string, Hit>();
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
      for (const { first } of facts) days.add(`${asset} ${Math.floor(first / MS_PER_DAY)}`);
      keepHits(hits, detector, store.append(facts as Fact[]));
    }
  }
  return {
    records,
    lenses: lensesOf([...hits.values()], analyzers),
    view,
    hostDays: days.size,
    seconds: (performance.now() - start) / 1000,
  };
}

function keepHits(
  hits: Map<string, Hit>,
  detector: Detector,
  changes: Parameters<Detector['detect']>[0],
): void {
  for (const { hit, state } of detector.detect(changes)) {
    if (state === 'active') hits.set(hit.id, hit);
    else hits.delete(hit.id);
  }
}

/** The lenses of hits, as the tenant object makes them: only hits that are rare enough count. */
function lensesOf(hits: readonly Hit[], analyzers: readonly Analyzer[]): Lens[] {
  const byId = new Map(analyzers.map((analyzer) => [analyzer.id, analyzer]));
  const analyzerOf = (id: string): Analyzer => {
    const analyzer = byId.get(id);
    if (analyzer === undefined) throw new Error(`there is no analyzer ${id}`);
    return analyzer;
  };
  const groupSizes = new Map<string, number>();
  for (const { analyzer, group } of hits) {
    const key = `${analyzer} ${group}`;
    groupSizes.set(key, (groupSizes.get(key) ?? 0) + 1);
  }
  const byEntity = new Map<string, Hit[]>();
  for (const hit of hits) {
    const { rare } = analyzerOf(hit.analyzer);
    const size = groupSizes.get(`${hit.analyzer} ${hit.group}`) ?? 0;
    if (rare !== undefined && size > rare.atMost) continue;
    for (const { id } of hit.lenses) byEntity.set(id, [...(byEntity.get(id) ?? []), hit]);
  }
  return [...byEntity]
    .flatMap(([id, ofEntity]) => {
      const entity = ofEntity[0]?.lenses.find((lens) => lens.id === id);
      return entity === undefined ? [] : [makeLens(entity, ofEntity, analyzerOf)];
    })
    .sort(
      (a, b) => b.summary.score - a.summary.score || (a.summary.name < b.summary.name ? -1 : 1),
    );
}
