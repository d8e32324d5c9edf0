import type { ValueTest } from '../match-value.ts';
import type { FieldRefMatch } from '../rule.ts';

/** A predicate on a slot: true when the slot's value is of a class that holds the predicate. */
export interface PredicateNode {
  readonly op: 'predicate';
  readonly slot: number;
  readonly predicate: number;
  readonly negated: boolean;
}

/** Many predicates on one slot at once: true when one of them holds, or when none does. */
export interface GroupNode {
  readonly op: 'group';
  readonly slot: number;
  readonly predicates: ReadonlySet<number>;
  /** Whether it is true when none holds. */
  readonly negated: boolean;
}

/**
 * A test that no index answers (a short literal, a number, a regular expression without literals):
 * made on the slot's value when a rule that is looked at asks for it.
 */
export interface DeferredNode {
  readonly op: 'deferred';
  readonly slot: number;
  readonly predicate: number;
  readonly test: ValueTest;
  readonly negated: boolean;
}

/** A keyword: true when any value of the record holds it. */
export interface KeywordNode {
  readonly op: 'keyword';
  readonly predicate: number;
  readonly negated: boolean;
}

/** A value against another field's value. */
export interface ReferenceNode {
  readonly op: 'reference';
  readonly slot: number;
  readonly other: number;
  readonly match: FieldRefMatch;
  readonly negated: boolean;
}

/** A rule for one kind of record, negations pushed down to the predicates. */
export type Node =
  | PredicateNode
  | GroupNode
  | DeferredNode
  | KeywordNode
  | ReferenceNode
  | { readonly op: 'and' | 'or'; readonly items: readonly Node[] }
  | { readonly op: 'constant'; readonly value: boolean };

export const TRUE: Node = { op: 'constant', value: true };
export const FALSE: Node = { op: 'constant', value: false };

/** Joins nodes, leaving out what cannot change the outcome. */
export function combine(op: 'and' | 'or', items: readonly Node[]): Node {
  const neutral = op === 'and';
  const kept: Node[] = [];
  for (const item of items) {
    if (item.op === 'constant') {
      if (item.value !== neutral) return item;
    } else if (item.op === op) kept.push(...item.items);
    else kept.push(item);
  }
  const nodes = grouped(op, kept);
  const [only] = nodes;
  if (only === undefined) return neutral ? TRUE : FALSE;
  return nodes.length === 1 ? only : { op, items: nodes };
}

/**
 * Alternatives on one slot become a group, and so do exclusions under AND: of a value few
 * predicates hold, and a group looks those up instead of asking for each of its own.
 */
function grouped(op: 'and' | 'or', items: readonly Node[]): readonly Node[] {
  const groups = new Map<number, Set<number>>();
  const others: Node[] = [];
  const negated = op === 'and';
  for (const item of items) {
    const fits = (item.op === 'predicate' || item.op === 'group') && item.negated === negated;
    if (!fits) {
      others.push(item);
      continue;
    }
    const group = groups.get(item.slot) ?? new Set<number>();
    groups.set(item.slot, group);
    if (item.op === 'predicate') group.add(item.predicate);
    else for (const predicate of item.predicates) group.add(predicate);
  }
  const made = [...groups].map(([slot, predicates]): Node => {
    const [only] = predicates;
    return predicates.size === 1 && only !== undefined
      ? { op: 'predicate', slot, predicate: only, negated }
      : { op: 'group', slot, predicates, negated };
  });
  return [...made, ...others];
}
