import { NODE_TYPES } from '../schema/node-types.ts';
import { ALWAYS } from './fact.ts';
import { isPseudoKey } from './id.ts';
import type { Ref } from './id.ts';
import type { Change } from './store.ts';

/** The edges that sightings of sessions have to the asset that they are relative to. */
export const ASSET_EDGES: ReadonlySet<string> = new Set(
  NODE_TYPES.flatMap(({ identity }) => (identity.kind === 'session' ? [identity.asset] : [])),
);

/** Those of types that sensors have ids for: of a pseudo-key, such an id may be all that is known. */
const OF_ALIASED: ReadonlySet<string> = new Set(
  NODE_TYPES.flatMap(({ identity }) =>
    identity.kind === 'session' && identity.alias !== undefined ? [identity.asset] : [],
  ),
);

/**
 * The subjects of sessions of which nothing was known before a set of changes: all that is known of
 * them is among the changes. Each of their sightings joins them to their asset, so that edge is new
 * when they are. Some that are new are not among them, never the other way round.
 */
export function newSubjects(changes: readonly Change[]): ReadonlySet<Ref> {
  const subjects = new Set<Ref>();
  for (const { fact, isNew } of changes) {
    const { subject, predicate, scope } = fact;
    if (!isNew || scope !== ALWAYS || !ASSET_EDGES.has(predicate)) continue;
    if (!isPseudoKey(subject) || !OF_ALIASED.has(predicate)) subjects.add(subject);
  }
  return subjects;
}
