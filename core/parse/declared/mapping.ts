import type { LineForm } from './line-form.ts';

/** Where a value comes from: the first of some fields that a record has, or always the same. */
export type FieldValue = { readonly fields: readonly string[] } | { readonly constant: string };

/** A condition on one field: the record has it, with one of these values. */
export interface FieldCondition {
  readonly field: string;
  /** Compared whatever the case; `*` stands for any part. A lone `*` asks only that it is there. */
  readonly values: readonly string[];
}

/** A node that a record names. */
export interface MappedNode {
  /** What edges call it. */
  readonly name: string;
  /** A node type of the schema. */
  readonly type: string;
  readonly values: ReadonlyMap<string, FieldValue>;
}

/** An edge between two nodes, by their places in {@link Mapping.nodes}; -1 is the asset. */
export interface MappedEdge {
  readonly from: number;
  /** The forward name of an edge of the schema. */
  readonly name: string;
  readonly to: number;
}

/**
 * A log format as a tenant declares it: which fields of a record make which nodes, edges and times.
 * It is asked before the formats that the service knows by itself.
 */
export interface Mapping {
  readonly name: string;
  /** Names of the sources whose records it is for; all of the tenant's when empty. */
  readonly sources: readonly string[];
  /** How a line that is no JSON is cut into fields; without it only objects are read. */
  readonly line: LineForm | undefined;
  /** All must hold. */
  readonly when: readonly FieldCondition[];
  /** The fields that may hold the time; empty for what the record came in with. */
  readonly time: readonly string[];
  /** What the asset is called, by `host` and the names of an asset's properties. */
  readonly asset: ReadonlyMap<string, FieldValue>;
  readonly nodes: readonly MappedNode[];
  readonly edges: readonly MappedEdge[];
}

/** The place of the asset among a mapping's nodes. */
export const ASSET = -1;
