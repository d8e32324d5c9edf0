import { CRITICALITIES } from '../contract/asset-groups.ts';
import type { AssetGroup, Criticality } from '../contract/asset-groups.ts';
import type { Hit } from '../detect/hit.ts';
import { valuePattern } from '../graph/value-pattern.ts';

/** A tenant's groups, ready to be asked. */
export interface CompiledGroups {
  readonly groups: readonly AssetGroup[];
  /** Whether an asset is in a group; never in one that is not there. */
  readonly isIn: (asset: string, group: string) => boolean;
  /** How much an asset matters, and by which group; normal where no group says otherwise. */
  readonly weightOf: (asset: string) => AssetWeight;
}

/** How much an asset matters. */
export interface AssetWeight {
  readonly criticality: Criticality;
  /** The name of the group that says so; undefined of an asset that no group has. */
  readonly group?: string | undefined;
}

/** A tenant without groups. */
export const NO_GROUPS: CompiledGroups = compileGroups([]);

/** Compiles groups. Time to ask is linear in a name's length, whatever the patterns are. */
export function compileGroups(groups: readonly AssetGroup[]): CompiledGroups {
  const sorted = groups.toSorted(
    (a, b) =>
      CRITICALITIES.indexOf(b.criticality) - CRITICALITIES.indexOf(a.criticality) ||
      (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : 1),
  );
  const compiled = sorted.map((group) => ({ group, holds: assetPattern(group.assets) }));
  return {
    groups: sorted,
    isIn: (asset, id) => compiled.some(({ group, holds }) => group.id === id && holds(asset)),
    weightOf: (asset) => {
      // The most critical group speaks; of equals, the first by name.
      const found = compiled.find(({ holds }) => holds(asset));
      if (found === undefined) return { criticality: 'normal' };
      return { criticality: found.group.criticality, group: found.group.name };
    },
  };
}

/** Whether a name is one of these, in which `*` stands for any text, whatever the case. */
export function assetPattern(patterns: readonly string[]): (name: string) => boolean {
  const names = new Set(
    patterns.filter((text) => !text.includes('*')).map((text) => text.toLowerCase()),
  );
  const tests = patterns.filter((text) => text.includes('*')).map(valuePattern);
  return (name) => names.has(name.toLowerCase()) || tests.some((holds) => holds(name));
}

/**
 * The names of the assets that a lens is about, as its hits tell them: of an asset's lens that asset
 * alone, of any other lens every asset that its hits count for.
 */
export function assetsOfLens(lens: string, hits: readonly Hit[]): readonly string[] {
  const named = hits.flatMap(({ lenses }) => lenses.filter(({ type }) => type === 'asset'));
  const own = named.filter(({ id }) => id === lens);
  return [...new Set((own.length > 0 ? own : named).map(({ name }) => name))].sort();
}
