import { CRITICALITIES } from '../contract/asset-groups.ts';
import type { Criticality } from '../contract/asset-groups.ts';
import type { ScoreTerm } from '../contract/lenses.ts';
import type { AssetWeight } from './asset-groups.ts';

/** By how much the score of a lens changes for what its assets are. */
const SHARES: Readonly<Record<Criticality, number>> = {
  low: -0.25,
  normal: 0,
  high: 0.25,
  critical: 0.5,
};

/**
 * What a score counts more or less for the assets that it is about: a share of all that the rows and
 * terms before say. The most critical asset decides; undefined where that comes to nothing.
 *
 * @param assets the names of the assets, in order
 * @param score the sum of what there is, in points
 */
export function criticalityTerm(
  assets: readonly string[],
  score: number,
  weightOf: (asset: string) => AssetWeight,
): ScoreTerm | undefined {
  const weighed = assets.map((asset) => ({ asset, ...weightOf(asset) }));
  const ranks = weighed.map(({ criticality }) => CRITICALITIES.indexOf(criticality));
  const top = weighed[ranks.indexOf(Math.max(...ranks))];
  if (top === undefined) return undefined;
  const { asset, criticality, group = '' } = top;
  const gain = Math.round(Math.round(score * 10) * SHARES[criticality]);
  if (gain === 0) return undefined;
  const share = `${Math.abs(SHARES[criticality] * 100)} % ${gain > 0 ? 'more' : 'less'}`;
  return {
    kind: 'criticality',
    title: `${asset} is of ${criticality} criticality`,
    contribution: gain / 10,
    why: `the group ${group} says so; the score counts ${share} for it`,
    nodes: [],
  };
}
