import type { Node } from './node.ts';

/**
 * Part of a rule that must hold for the rule to match: one of these predicates. What is not a
 * predicate that a slot can witness (a negation, a comparison of two fields) is no witness.
 */
export interface Witness {
  readonly slots: readonly { readonly slot: number; readonly predicate: number }[];
  /** Keyword predicates. */
  readonly keywords: readonly number[];
  /** What it costs for each record, in nanoseconds. */
  readonly cost: number;
}

/** What is known, or thought, of the records of a route. */
export interface Costs {
  /** The share of records for which a predicate on a slot holds. */
  share(slot: number, predicate: number): number;
  /** What deciding about the slot's value takes, in nanoseconds; 0 when it is read anyway. */
  slot(slot: number): number;
}

/** Looking at a rule that then does not match; measured, and only the proportion counts. */
const RULE_NS = 200;

/** Testing one predicate alone on every value. */
const PROMOTED_NS = 100;

/** Keywords are looked for in every record anyway, and hardly ever found. */
const KEYWORD_NS = 1;

/** The cheapest witness; undefined when the rule can match without any. */
export function chooseWitness(node: Node, costs: Costs): Witness | undefined {
  switch (node.op) {
    case 'predicate': {
      if (node.negated) return undefined;
      const { slot, predicate } = node;
      const cost = costs.share(slot, predicate) * RULE_NS + costs.slot(slot);
      return { slots: [{ slot, predicate }], keywords: [], cost };
    }
    case 'deferred': {
      if (node.negated) return undefined;
      const { slot, predicate } = node;
      const cost = costs.share(slot, predicate) * RULE_NS + costs.slot(slot) + PROMOTED_NS;
      return { slots: [{ slot, predicate }], keywords: [], cost };
    }
    case 'group': {
      if (node.negated) return undefined;
      const { slot } = node;
      const slots = Array.from(node.predicates, (predicate) => ({ slot, predicate }));
      const share = slots.reduce((sum, { predicate }) => sum + costs.share(slot, predicate), 0);
      return { slots, keywords: [], cost: share * RULE_NS + costs.slot(slot) };
    }
    case 'keyword':
      return node.negated ? undefined : { slots: [], keywords: [node.predicate], cost: KEYWORD_NS };
    case 'and': {
      let best: Witness | undefined;
      for (const item of node.items) {
        const witness = chooseWitness(item, costs);
        if (witness !== undefined && (best === undefined || witness.cost < best.cost))
          best = witness;
      }
      return best;
    }
    case 'or':
      return anyOf(node.items, costs);
    default:
      return undefined;
  }
}

/** Every alternative needs a witness; each slot among them is paid for once. */
function anyOf(items: readonly Node[], costs: Costs): Witness | undefined {
  const slots: { slot: number; predicate: number }[] = [];
  const keywords: number[] = [];
  const paid = new Set<number>();
  let cost = 0;
  for (const item of items) {
    const witness = chooseWitness(item, costs);
    if (witness === undefined) return undefined;
    cost += witness.cost;
    for (const one of witness.slots) {
      if (paid.has(one.slot)) cost -= costs.slot(one.slot);
      paid.add(one.slot);
      slots.push(one);
    }
    keywords.push(...witness.keywords);
  }
  return { slots, keywords, cost };
}
