import type { Ref } from '../graph/id.ts';
import type { Change, FactStore } from '../graph/store.ts';
import { GraphView } from '../graph/view.ts';
import type { Analyzer } from './analyzer.ts';
import { countingHits } from './counting-hits.ts';
import { Detector } from './detector.ts';
import type { Hit } from './hit.ts';

/** A range of event time, ms; both ends belong to it. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** What a part of a store's facts leads to. */
export interface PastStep {
  /** Facts that were gone through. */
  readonly scanned: number;
  /** What each of the analyzers finds, parts of hits among it; hits may come in several steps. */
  readonly hits: readonly (readonly Hit[])[];
  /** Where to go on; absent when nothing is left. */
  readonly next?: Ref | undefined;
  /** Whether an analyzer did too much and was stopped, so that hits may be missing. */
  readonly isStopped: boolean;
}

/**
 * Takes some of a store's facts as if they were new, and finds what analyzers make of them, by the
 * code that runs live. Changes nothing.
 *
 * @param from the first subject to look at, as `next` of the step before has it
 * @param budget facts to go through; those of one subject are gone through together
 */
export function pastStep(
  store: FactStore,
  analyzers: readonly Analyzer[],
  range: TimeRange,
  { from, budget }: { readonly from?: Ref | undefined; readonly budget: number },
): PastStep {
  // What is rare, and where hosts meet, all of the past decides and not only the range.
  const isWhole = analyzers.some(({ rare, crossing }) => rare ?? crossing);
  const changes: Change[] = [];
  let scanned = 0;
  let last: Ref | undefined;
  let next: Ref | undefined;
  for (const fact of store.scan(from)) {
    if (scanned >= budget && fact.subject !== last) {
      next = fact.subject;
      break;
    }
    scanned += 1;
    last = fact.subject;
    // What completes a match was first seen at its time.
    const isIn = isWhole || (fact.first <= range.to && fact.last >= range.from);
    if (isIn) changes.push({ fact, novelty: 'first' });
  }
  const view = new GraphView(store);
  let isStopped = false;
  const hits = analyzers.map((analyzer) => {
    const detector = new Detector(view, [analyzer], []);
    const found = detector.detect(changes).flatMap(({ hit, state }) => {
      return state === 'active' && hit.analyzer === analyzer.id ? [hit] : [];
    });
    isStopped ||= detector.work.some((work) => work.isStopped);
    return found;
  });
  return { scanned, hits, next, isStopped };
}

/** The hits of one analyzer that count and are of a range, from those of all steps and shards. */
export function hitsOfPast(analyzer: Analyzer, hits: Iterable<Hit>, range: TimeRange): Hit[] {
  const byId = new Map<string, Hit>();
  for (const hit of hits) byId.set(hit.id, hit);
  return countingHits([analyzer], [...byId.values()]).filter(
    ({ time }) => time >= range.from && time <= range.to,
  );
}
