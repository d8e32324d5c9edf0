import type { CompiledCount, CompiledPart, EdgeSlot, NodeSlot, Plan } from './compile-part.ts';
import type { EdgeChoice } from './shape.ts';

/** A node of a part's own shape that a fact may be about. */
export interface NodeTrigger {
  readonly kind: 'node';
  readonly id: number;
  readonly compiled: CompiledPart;
  readonly node: NodeSlot;
  readonly plan: Plan;
  /** The predicates that make a difference to it. */
  readonly predicates: ReadonlySet<string>;
  /** Whether any match has an edge here, which is new where the node is. */
  readonly isJoined: boolean;
}

/** A plain edge of a part's own shape that a fact may be. */
export interface EdgeTrigger {
  readonly kind: 'edge';
  readonly id: number;
  readonly compiled: CompiledPart;
  readonly edge: EdgeSlot;
  readonly from: NodeSlot;
  readonly to: NodeSlot;
  /** Whether the fact leads from the pattern's `to` to its `from`. */
  readonly backwards: boolean;
  readonly plan: Plan;
}

/** One edge on the way from somewhere in a pattern to a node of the part's own shape. */
export interface Hop {
  readonly choices: readonly EdgeChoice[];
  readonly isForward: boolean;
  /** Whether it may be left out: the rest of a transitive edge may be no edge at all. */
  readonly isOptional: boolean;
}

/**
 * A node or an edge of which a change can concern matches that do not name it: of an alternative,
 * or an absence, or in the middle of a transitive edge. The way leads to the matches.
 */
export interface WayTrigger {
  readonly kind: 'way';
  readonly id: number;
  readonly compiled: CompiledPart;
  /** The type of the node where the way begins. */
  readonly type: string;
  readonly way: readonly Hop[];
  /** The same for ways that lead the same way. */
  readonly wayNumber: number;
  /** Where it ends. */
  readonly end: NodeTrigger;
  /**
   * What the node where it begins stands for, where a node that cannot stand for it can end matches,
   * but add to none.
   */
  readonly start: NodeSlot | undefined;
}

/** A neighbour that is counted: as a new edge, or as a node of which something is new. */
export interface CountTrigger {
  readonly compiled: CompiledPart;
  readonly count: CompiledCount;
  /** The node that has the neighbours. */
  readonly end: NodeTrigger;
}

/** An edge of which one end is the beginning of a way. */
export interface WayEdge {
  readonly trigger: WayTrigger;
  /** Whether the way begins at the node that the fact leads to. */
  readonly atObject: boolean;
  /** What its ends stand for; undefined where they may be in the middle of a transitive edge. */
  readonly ends: { readonly subject: NodeSlot; readonly object: NodeSlot } | undefined;
}

/** What the facts of one node type can concern. */
export interface TypeTriggers {
  /** By the number of the condition that the node must fulfil. */
  readonly nodes: Map<number, NodeTrigger[]>;
  /** The predicates that concern any of the nodes. */
  readonly predicates: Set<string>;
  /** By the predicate that is new. */
  readonly waysByPredicate: Map<string, WayTrigger[]>;
  /** Whatever is new. */
  readonly ways: WayTrigger[];
  readonly countsByPredicate: Map<string, CountTrigger[]>;
  /** Whatever is new. */
  readonly counts: CountTrigger[];
}

/** What a new edge can concern, by the number of a condition that one of its ends must fulfil. */
export interface EdgeTriggers {
  readonly bySubject: Map<number, EdgeTrigger[]>;
  readonly byObject: Map<number, EdgeTrigger[]>;
}

/** Everything that a fact can concern, by its predicate and the types of its nodes. */
export interface Triggers {
  readonly byType: ReadonlyMap<string, TypeTriggers>;
  readonly edges: ReadonlyMap<string, EdgeTriggers>;
  readonly wayEdges: ReadonlyMap<string, readonly WayEdge[]>;
  readonly countEdges: ReadonlyMap<string, readonly CountTrigger[]>;
  /** All predicates of which a new fact can concern anything. */
  readonly predicates: ReadonlySet<string>;
  /** The edges that hits depend on, whether or not they can complete one: those to lenses, too. */
  readonly hitEdges: ReadonlySet<string>;
}
