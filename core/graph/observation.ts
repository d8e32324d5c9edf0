import type { Value } from './fact.ts';

/** One node as one record mentions it. */
export interface NodeSighting {
  /** The name of a node type. */
  readonly type: string;
  /**
   * Identity properties in their normalised form, such as a host name in lower case. Of a session
   * either the whole pseudo-key or the alias may be missing, never both; of a static node that has
   * aliases either the identity or an alias.
   */
  readonly identity: Readonly<Record<string, Value | undefined>>;
  /**
   * What else the record says of the node. The start or end property of a session, where given,
   * says that the session began or ended at that time.
   */
  readonly properties: Readonly<Record<string, Value | undefined>>;
  /**
   * Whether this object stands for what many records say alike, so that what was worked out about
   * it once is remembered by it. Such a sighting neither begins nor ends a session.
   */
  readonly isShared?: boolean | undefined;
}

/** One edge between sightings of the same record. */
export interface EdgeSighting {
  /** Index into {@link Observation.nodes}. */
  readonly from: number;
  /** The forward name of an edge of the schema. */
  readonly name: string;
  /** Index into {@link Observation.nodes}. */
  readonly to: number;
}

/**
 * What one record says about the graph, before identity. The first node is the asset that the
 * record comes from: sessions are relative to it, and it decides the shard.
 */
export interface Observation {
  /** When it happened, ms since 1970. */
  readonly time: number;
  readonly nodes: readonly NodeSighting[];
  readonly edges: readonly EdgeSighting[];
  /** The ids of the Sigma rules that match the record; see rule-subject.ts for what they are of. */
  readonly matchedRules?: readonly string[] | undefined;
  /** What correlations are to know of the record. */
  readonly correlated?: readonly CorrelatedMatch[] | undefined;
}

/** A match of a rule that correlations build on, with what they ask of its record. */
export interface CorrelatedMatch {
  /** Says which match it is: the same record gives the same, however often it comes. */
  readonly id: string;
  /** The id of the rule. */
  readonly rule: string;
  /** When the record says that it happened, ms since 1970. */
  readonly time: number;
  /** The record's values, by the field names that correlations have for them. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Collects the sightings of one record. */
export class ObservationBuilder {
  readonly #nodes: NodeSighting[] = [];
  readonly #edges: EdgeSighting[] = [];
  readonly #time: number;

  /** @param time when it happened, ms since 1970 */
  constructor(time: number) {
    this.#time = time;
  }

  /** Adds a node, and returns its index for {@link edge}. The asset goes first. */
  node(
    type: string,
    identity: NodeSighting['identity'],
    properties: NodeSighting['properties'] = {},
  ): number {
    return this.#nodes.push({ type, identity, properties }) - 1;
  }

  /** Adds a node that records before had already; see {@link NodeSighting.isShared}. */
  shared(sighting: NodeSighting): number {
    return this.#nodes.push(sighting) - 1;
  }

  /** Adds an alias to the identity of a node that is named otherwise. The first one of a name stays. */
  alias(index: number, name: string, value: Value): void {
    const node = this.#nodes[index];
    if (node === undefined || node.identity[name] !== undefined) return;
    const identity = { ...node.identity, [name]: value };
    this.#nodes[index] = { ...node, identity, isShared: false };
  }

  /** Adds an edge, unless one of its ends is missing. */
  edge(from: number | undefined, name: string, to: number | undefined): void {
    if (from !== undefined && to !== undefined) this.#edges.push({ from, name, to });
  }

  build(): Observation {
    return { time: this.#time, nodes: this.#nodes, edges: this.#edges };
  }
}
