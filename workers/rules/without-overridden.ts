import type { StoredPack } from '../d1/rule-sets.ts';
import type { PlacedRule } from './parse-pack.ts';

/** A pack with what was read from it. */
export interface ReadPack {
  readonly stored: StoredPack;
  readonly rules: readonly PlacedRule[];
}

/** A rule with the pack that it came in. */
export interface PackedRule extends PlacedRule {
  readonly pack: string;
}

/**
 * The rules of all packs, those that were written here first: what came in a pack under the id of one
 * of them is overridden.
 */
export function withoutOverridden(packs: readonly ReadPack[]): {
  readonly used: readonly PackedRule[];
  readonly overridden: readonly PackedRule[];
} {
  const rulesOf = (chosen: readonly ReadPack[]): PackedRule[] =>
    chosen.flatMap(({ stored, rules }) => rules.map((one) => ({ ...one, pack: stored.name })));
  const own = rulesOf(packs.filter(({ stored }) => stored.isOwn === true));
  const imported = rulesOf(packs.filter(({ stored }) => stored.isOwn !== true));
  const ids = new Set(own.map(({ rule }) => rule.id));
  return {
    used: [...own, ...imported.filter(({ rule }) => !ids.has(rule.id))],
    overridden: imported.filter(({ rule }) => ids.has(rule.id)),
  };
}
