import { NODE_TYPES } from '../schema/node-types.ts';
import { nodeType } from '../schema/schema.ts';
import { refType } from './id.ts';
import type { Ref } from './id.ts';
import type { Change } from './store.ts';

/** The edges that sightings of sessions have to the asset that they are relative to. */
export const ASSET_EDGES: ReadonlySet<string> = new Set(
  NODE_TYPES.flatMap(({ identity }) => (identity.kind === 'session' ? [identity.asset] : [])),
);

const ASSET = nodeType('asset').code;

/**
 * The subjects of which nothing was known before a set of changes: all that is known of them is
 * among the changes. So are all edges that lead to them, for no edge is made to what a record says
 * nothing of (see facts-of.ts). Some that are new are not among them, assets for one, to which edges
 * are always made; never the other way round.
 */
export function newSubjects(changes: readonly Change[]): ReadonlySet<Ref> {
  const subjects = new Set<Ref>();
  for (const { fact, novelty } of changes) {
    if (novelty === 'subject' && refType(fact.subject) !== ASSET) subjects.add(fact.subject);
  }
  return subjects;
}
