import fc from 'fast-check';
import { expect, test } from 'vitest';
import { observation } from '../../test/arbitrary/observation.ts';
import { nodeType } from '../schema/schema.ts';
import { AssetFacts, addFactsOf } from './facts-of.ts';
import type { Ref } from './id.ts';
import type { NodeSighting, Observation } from './observation.ts';

/** The same observations, with one object for all sightings that say the same. */
function sharing(observations: readonly Observation[]): Observation[] {
  const known = new Map<string, NodeSighting>();
  const shared = (sighting: NodeSighting): NodeSighting => {
    const { identity } = nodeType(sighting.type);
    const { properties } = sighting;
    const isBoundary =
      identity.kind === 'session' &&
      (properties[identity.start] !== undefined || properties[identity.end] !== undefined);
    if (isBoundary) return sighting;
    const key = JSON.stringify(sighting);
    const one = known.get(key) ?? { ...sighting, isShared: true };
    known.set(key, one);
    return one;
  };
  return observations.map((one) => ({ ...one, nodes: one.nodes.map(shared) }));
}

function factsByAsset(observations: readonly Observation[], ignoreSensorIds: boolean): unknown {
  const byAsset = new Map<Ref, AssetFacts>();
  for (const [index, one] of observations.entries()) {
    addFactsOf(one, 1, index + 1, { ignoreSensorIds }, (asset) => {
      const facts = byAsset.get(asset) ?? new AssetFacts();
      byAsset.set(asset, facts);
      return facts;
    });
  }
  return [...byAsset].map(([asset, { merger }]) => [asset, merger.facts]);
}

test('sightings that are shared come to the same facts', () => {
  fc.assert(
    fc.property(fc.array(observation, { maxLength: 20 }), fc.boolean(), (records, ignores) => {
      expect(factsByAsset(sharing(records), ignores)).toEqual(factsByAsset(records, ignores));
    }),
    { numRuns: 500 },
  );
});
