import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CRITICALITIES } from '../contract/asset-groups.ts';
import type { AssetGroup } from '../contract/asset-groups.ts';
import type { Hit } from '../detect/hit.ts';
import type { NodeId } from '../graph/id.ts';
import { assetPattern, assetsOfLens, compileGroups, NO_GROUPS } from './asset-groups.ts';
import { criticalityTerm } from './criticality.ts';

const group = (name: string, criticality: AssetGroup['criticality'], ...assets: string[]) => {
  return { id: name, name, criticality, assets, by: 'ada', at: 0 };
};

test('a name is whole, whatever the case; a star stands for any text', () => {
  const holds = assetPattern(['DC-1', 'srv-*', '*.lab']);
  expect(['dc-1', 'SRV-9', 'x.LAB'].every(holds)).toBe(true);
  expect(['dc-10', 'xdc-1', 'mysrv-1', 'lab'].some(holds)).toBe(false);
});

test('of several groups the most critical speaks', () => {
  const { weightOf } = compileGroups([
    group('lab', 'low', '*'),
    group('dcs', 'critical', 'DC-*'),
    group('servers', 'high', 'dc-*', 'srv-*'),
  ]);
  expect(weightOf('dc-1')).toEqual({ criticality: 'critical', group: 'dcs' });
  expect(weightOf('srv-1')).toEqual({ criticality: 'high', group: 'servers' });
  expect(weightOf('ws-1')).toEqual({ criticality: 'low', group: 'lab' });
  expect(NO_GROUPS.weightOf('ws-1')).toEqual({ criticality: 'normal' });
});

test('the term is a share of the score, and names the asset and the group', () => {
  const { weightOf } = compileGroups([group('dcs', 'critical', 'DC-1'), group('lab', 'low', 'L')]);
  expect(criticalityTerm(['DC-1', 'L'], 61.3, weightOf)).toMatchObject({
    kind: 'criticality',
    title: 'DC-1 is of critical criticality',
    contribution: 30.7,
  });
  expect(criticalityTerm(['L'], 100, weightOf)?.contribution).toBe(-25);
  // A lens that is also about something else is not less for it.
  expect(criticalityTerm(['L', 'other'], 100, weightOf)).toBeUndefined();
  expect(criticalityTerm([], 100, weightOf)).toBeUndefined();
});

const termOf = (all: readonly AssetGroup[], named: readonly string[]) =>
  criticalityTerm(named.toSorted(), 40, compileGroups(all).weightOf);

const lensOf = (id: string, type: string) => ({ id: id as NodeId, type, name: id.toUpperCase() });

test('the order of groups and assets does not matter', () => {
  const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 });
  fc.assert(
    fc.property(
      names,
      fc.array(fc.constantFrom(...CRITICALITIES), { maxLength: 4 }),
      (assets, of) => {
        const groups = of.map((criticality, at) => group(`g${at}`, criticality, 'a', 'c'));
        expect(termOf(groups.toReversed(), assets.toReversed())).toEqual(termOf(groups, assets));
      },
    ),
  );
});

test('an asset’s lens is about that asset, another lens about all that its hits count for', () => {
  const hit = { lenses: [lensOf('a', 'asset'), lensOf('b', 'asset'), lensOf('u', 'user')] };
  const hits = [hit as unknown as Hit];
  expect(assetsOfLens('a', hits)).toEqual(['A']);
  expect(assetsOfLens('u', hits)).toEqual(['A', 'B']);
});
