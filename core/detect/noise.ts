/** How often a rule hits now. */
export interface RuleHitCount {
  /** Nodes that it hits. */
  readonly hits: number;
  /** Hosts that these are on. */
  readonly hosts: number;
}

/** A rule may hit so many nodes, and so many more for every host that it hits on. */
const FREE_HITS = 100;
const HITS_PER_HOST = 10;

/**
 * Whether a rule hits more than its share: over a hundred nodes, and on average over ten on every
 * host that it hits on. What it finds is then ordinary here. A function of the hits that there are,
 * not of when they came, so that the same records always give the same answer (law 2).
 */
export function isNoisy({ hits, hosts }: RuleHitCount): boolean {
  return hits > FREE_HITS + HITS_PER_HOST * hosts;
}
