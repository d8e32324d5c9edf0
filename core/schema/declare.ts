import type { Value } from '../graph/fact.ts';

/**
 * How a property with several values is read: the value seen first, the smallest, the largest, or
 * all of them, in order, a line each. Ties of `first` go to the smaller value, so that the answer
 * depends on the facts alone (law 1).
 */
export type ReadRule = 'first' | 'min' | 'max' | 'all';

/** One property of a node type. */
export interface PropertyType {
  readonly name: string;
  readonly kind: 'text' | 'number';
  readonly read: ReadRule;
  /** Whether nodes can be looked up by the value. */
  readonly indexed: boolean;
  /** `time`: milliseconds since 1970, shown as a time. */
  readonly unit?: 'time' | undefined;
}

/** One kind of edge, declared at the node it leaves. */
export interface EdgeType {
  readonly name: string;
  /** Name of the node types at the two ends. */
  readonly from: string;
  readonly to: string;
  /** The name of the edge when followed backwards. */
  readonly reverse: string;
  /** Whether a node has one or many of these, forwards and backwards. */
  readonly cardinality: 'one-to-one' | 'one-to-many' | 'many-to-one' | 'many-to-many';
  /** The edge read as a sentence: subject, this, object. */
  readonly verb: string;
}

/** A property by which records name a node that others name by its identity. */
export interface AliasProperty {
  readonly name: string;
  /** Whether it is given to another node after a time, as an address is. */
  readonly isReassigned: boolean;
}

/** What makes two observations be about one node. */
export type Identity =
  | {
      readonly kind: 'static';
      /** The identity properties, in the order in which they are hashed. */
      readonly over: readonly string[];
      /** Other properties that name it for records that lack those: see alias.ts. */
      readonly aliases?: readonly AliasProperty[] | undefined;
    }
  | {
      readonly kind: 'session';
      /** The edge to the asset, which is always the pseudo-key's first part. */
      readonly asset: string;
      /** The other properties of the pseudo-key. */
      readonly over: readonly string[];
      /** Property with a sensor's own id, which decides wherever it is present. */
      readonly alias?: string | undefined;
      /** The property that says when a session begins, and the one that says when it ends. */
      readonly start: string;
      readonly end: string;
    };

/** One type of node. */
export interface NodeType {
  readonly name: string;
  /** A number of its own, 1 to 127, for ever. */
  readonly code: number;
  /** What it is, in a sentence or two. */
  readonly about: string;
  readonly identity: Identity;
  readonly properties: readonly PropertyType[];
  /** Whether its identity contains no asset, so that several shards may know it. */
  readonly boundary: boolean;
  /** A short name for people, from the resolved properties. */
  readonly label: (properties: Readonly<Record<string, Value>>) => string;
}

/** A text property. */
export function text(name: string, options: Partial<PropertyType> = {}): PropertyType {
  return { name, kind: 'text', read: 'first', indexed: false, ...options };
}

/** A number property. */
export function number(name: string, options: Partial<PropertyType> = {}): PropertyType {
  return { name, kind: 'number', read: 'first', indexed: false, ...options };
}

/** A property that holds a time, in milliseconds since 1970. */
export function time(name: string, read: ReadRule): PropertyType {
  return { name, kind: 'number', read, indexed: false, unit: 'time' };
}

/** The ids of the Sigma rules that matched a record of which the node is what it is about. */
export const MATCHED_RULES: PropertyType = text('matched_rules', { read: 'all', indexed: true });
