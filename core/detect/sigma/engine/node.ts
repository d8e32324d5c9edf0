import type { FieldRefMatch } from '../rule.ts';

/** A predicate on a slot: true when the slot's value is of a class that holds the predicate. */
export interface PredicateNode {
  readonly op: 'predicate';
  readonly slot: number;
  readonly predicate: number;
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
  const [only] = kept;
  if (only === undefined) return neutral ? TRUE : FALSE;
  return kept.length === 1 ? only : { op, items: kept };
}
