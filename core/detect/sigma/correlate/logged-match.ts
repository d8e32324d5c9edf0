import type { MatchedNodes } from '../../../graph/facts-of.ts';
import type { CorrelatedMatch } from '../../../graph/observation.ts';
import type { Evidence } from '../../../graph/fact.ts';

/** A match in the log of a tenant: what correlations read of it, and where the graph has it. */
export interface LoggedMatch extends CorrelatedMatch, MatchedNodes, Evidence {
  /** The shard that has the nodes. */
  readonly shard: number;
}

/** Whether a match comes before another: by time, and else by what is the same in any order. */
export function compareMatches(a: LoggedMatch, b: LoggedMatch): number {
  if (a.time !== b.time) return a.time - b.time;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
