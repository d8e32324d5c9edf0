import type { GraphEdge } from '../../../core/contract/lenses.ts';

/**
 * Edges that say where or as whom something is, not what happened. They would draw a line from
 * every process to its host, so views leave them out until asked. Edges that are not listed, such
 * as those of a tenant's own schema, are taken for happenings.
 */
const PLACING = new Set([
  'runs_on',
  'stored_on',
  'run_as',
  'executable_hash',
  'addresses',
  'source',
  'destination',
]);

/** Edges whose subject is the effect: a process *is run from* a file that was there before. */
const CAUSED_BY_OBJECT = new Set(['executable', 'accepted_from', 'run_as', 'executable_hash']);

/** Whether the edge says what happened, rather than where or as whom. */
export function isHappening(edge: GraphEdge): boolean {
  return !PLACING.has(edge.name);
}

/** The two ends of an edge in order of cause and effect. */
export function causeAndEffect(edge: GraphEdge): readonly [cause: string, effect: string] {
  return CAUSED_BY_OBJECT.has(edge.name) ? [edge.to, edge.from] : [edge.from, edge.to];
}

/** One edge's name in URLs and sets; an edge is its three parts, and nothing else. */
export function edgeKey(edge: Pick<GraphEdge, 'from' | 'name' | 'to'>): string {
  return [edge.from, edge.name, edge.to].map(encodeURIComponent).join('/');
}
