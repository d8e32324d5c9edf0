import type { Match } from '../rule.ts';
import { literalPart } from './literal-part.ts';
import type { Node } from './node.ts';
import { estimateShare } from './rarity.ts';

/**
 * Part of a rule that must hold for the rule to match: one of these predicates. What is not a
 * predicate that a slot can witness (a negation, a comparison of two fields) is no witness.
 */
export interface Witness {
  readonly slots: readonly { readonly slot: number; readonly predicate: number }[];
  /** Keyword predicates. */
  readonly keywords: readonly number[];
  /** The estimated share of records that have it. */
  readonly share: number;
}

/** The witness that fewest records have; undefined when the rule can match without any. */
export function chooseWitness(
  node: Node,
  matchOf: (predicate: number) => Match,
  slotCost: (slot: number) => number,
): Witness | undefined {
  switch (node.op) {
    case 'predicate':
      return node.negated
        ? undefined
        : {
            slots: [{ slot: node.slot, predicate: node.predicate }],
            keywords: [],
            share: shareOf(matchOf(node.predicate)) + slotCost(node.slot),
          };
    case 'keyword':
      return node.negated
        ? undefined
        : { slots: [], keywords: [node.predicate], share: KEYWORD_SHARE };
    case 'and': {
      let best: Witness | undefined;
      for (const item of node.items) {
        const witness = chooseWitness(item, matchOf, slotCost);
        if (witness !== undefined && (best === undefined || witness.share < best.share))
          best = witness;
      }
      return best;
    }
    case 'or': {
      const parts = node.items.map((item) => chooseWitness(item, matchOf, slotCost));
      const found = parts.filter((part) => part !== undefined);
      if (found.length < parts.length) return undefined;
      return {
        slots: found.flatMap(({ slots }) => slots),
        keywords: found.flatMap(({ keywords }) => keywords),
        share: found.reduce((sum, { share }) => sum + share, 0),
      };
    }
    default:
      return undefined;
  }
}

/** Keywords are looked for in every record anyway, and hardly ever found. */
const KEYWORD_SHARE = 0.001;

/** An estimate of the share of records for which a match holds. */
function shareOf(match: Match): number {
  switch (match.kind) {
    case 'null':
      return 0.3;
    case 'exists':
      return 0.5;
    case 'number':
    case 'cidr':
      return 0.2;
    default: {
      const text = literalPart(match);
      return text === undefined ? 0.4 : estimateShare(text);
    }
  }
}
