import type { NodeCondition } from './condition.ts';

/** A property of a node of a pattern. */
export interface NodeProperty {
  readonly node: string;
  readonly property: string;
}

/** A node of a pattern. */
export interface PatternNode {
  readonly name: string;
  readonly type: string;
  readonly condition: NodeCondition;
}

/** One kind of edge that a pattern's edge may be. */
export interface EdgeChoice {
  /** The forward name of the edge. */
  readonly edge: string;
  /** The name of the edge when followed backwards. */
  readonly reverse: string;
  /** Whether the edge of the graph leads from the pattern's `to` to its `from`. */
  readonly backwards: boolean;
  /** How many edges in a row it may be, at most; 1 for a plain edge. */
  readonly steps: number;
}

/** An edge of a pattern: any of several kinds between two nodes. */
export interface PatternEdge {
  /** What the order calls it. */
  readonly name?: string | undefined;
  readonly from: string;
  readonly to: string;
  readonly choices: readonly EdgeChoice[];
}

/** A point in time that a match has: the first sighting of an edge, or a property with a time. */
export type Moment =
  | { readonly kind: 'edge'; readonly edge: string }
  | ({ readonly kind: 'property' } & NodeProperty);

/** What came before what. */
export interface Order {
  readonly first: Moment;
  readonly second: Moment;
  readonly withinMs?: number | undefined;
  /** Whether either may come first. */
  readonly isEitherWay: boolean;
}

export type CompareOperator = 'equals' | 'contains' | 'startswith' | 'endswith' | NumberOperator;
export type NumberOperator = '<' | '<=' | '>' | '>=';

/** How a property stands to another. */
export interface ValueComparison {
  readonly kind: 'values';
  readonly left: NodeProperty;
  readonly right: NodeProperty;
  readonly operator: CompareOperator;
  readonly negated: boolean;
  readonly cased: boolean;
}

/** How a match's nodes stand to each other. */
export type Comparison =
  | ValueComparison
  | { readonly kind: 'differ'; readonly left: string; readonly right: string };

/** Nodes, joined by edges, with what must hold between them. */
export interface Shape {
  readonly nodes: readonly PatternNode[];
  readonly edges: readonly PatternEdge[];
  readonly orders: readonly Order[];
  readonly comparisons: readonly Comparison[];
}

/** A shape that must not be there, once the host's records have gone on for a while. */
export interface Absence {
  readonly shape: Shape;
  readonly settleMs: number;
}

/** How many different neighbours a node must have. */
export interface Count {
  readonly node: string;
  readonly choice: EdgeChoice;
  /** What is counted: its type and conditions. Its name is the edge's. */
  readonly target: PatternNode;
  /** The property whose different values are counted; the neighbours themselves when left out. */
  readonly by?: string | undefined;
  readonly atLeast: number;
  readonly withinMs?: number | undefined;
}

/** The part of an analyzer's shape that is found on one host: all of it, unless it crosses. */
export interface Part extends Shape {
  /** Groups of alternatives, one of each of which must be there. */
  readonly any: readonly (readonly Shape[])[];
  readonly absent: readonly Absence[];
  readonly counts: readonly Count[];
}
