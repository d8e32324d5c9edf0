import { EDGE_TYPES } from '../schema/edge-types.ts';
import { nodeType } from '../schema/schema.ts';
import type { Observation } from './observation.ts';

/** The edges that lead from an asset to what belongs to it. */
const FROM_ASSET: ReadonlySet<string> = new Set(
  EDGE_TYPES.filter(({ from, to }) => from === 'asset' && !nodeType(to).boundary).map(
    ({ name }) => name,
  ),
);

/**
 * Which node of an observation a rule that matches its record is about, as an index: the first
 * process, which parsers add as the one that acts; else the first node whose asset the graph can
 * tell; else the asset itself.
 */
export function ruleSubject({ nodes, edges }: Observation): number {
  const process = nodes.findIndex(({ type }) => type === 'process');
  if (process >= 0) return process;
  const joined = new Set(edges.filter(({ name }) => FROM_ASSET.has(name)).map(({ to }) => to));
  const own = nodes.findIndex(
    ({ type }, index) =>
      index > 0 && (nodeType(type).identity.kind === 'session' || joined.has(index)),
  );
  return Math.max(own, 0);
}
