import { baseRef, refType } from '../graph/id.ts';
import type { NodeId, Ref } from '../graph/id.ts';
import { nodeTypeOfCode } from '../schema/schema.ts';

/** What is new of one node, or of all nodes of one reference. */
export interface Touch {
  readonly predicates: Set<string>;
  /** Whether the node itself may be another than before. */
  isWhole: boolean;
}

/** Which hits there are already. */
export interface HeldHits {
  /** Whether any hit names a node of a reference. */
  hasHitsOn(ref: Ref): boolean;
  /** Whether an analyzer has any. */
  hasHitsOf(analyzer: string): boolean;
}

/** The nodes that a set of changes is about, with what is new there. */
export class Touched {
  readonly nodes = new Map<NodeId, Touch>();
  /** Only of references that hits name. */
  readonly refs = new Map<Ref, Touch>();
  readonly held: HeldHits;

  constructor(held: HeldHits) {
    this.held = held;
  }

  /** Notes that a node may be another than before. */
  addWhole(node: NodeId): void {
    touchOf(this.nodes, node).isWhole = true;
    this.addWholeRef(baseRef(node));
  }

  /** Notes that the hits on a reference are to be looked at again. */
  addWholeRef(ref: Ref): void {
    if (this.held.hasHitsOn(ref)) touchOf(this.refs, ref).isWhole = true;
  }

  /** Notes a new fact for the hits that name its node. */
  addToHits(node: NodeId, ref: Ref, predicate: string): void {
    const base = baseRef(node);
    if (this.held.hasHitsOn(base)) touchOf(this.refs, base).predicates.add(predicate);
    if (base !== ref && this.held.hasHitsOn(ref)) touchOf(this.refs, ref).predicates.add(predicate);
  }

  /**
   * Notes a new fact of a node.
   *
   * @param ref the reference under which the fact is stored
   */
  add(node: NodeId, ref: Ref, predicate: string): void {
    this.addToHits(node, ref, predicate);
    touchOf(this.nodes, node).predicates.add(predicate);
  }

  /** Notes what else is new at a node. */
  addPredicates(node: NodeId, names: readonly string[]): void {
    const { predicates } = touchOf(this.nodes, node);
    for (const name of names) predicates.add(name);
  }
}

/** The predicates that hold for all sessions of a pseudo-key: its parts, and the edge to its asset. */
export function heldByAll(ref: Ref): readonly string[] {
  const { identity } = nodeTypeOfCode(refType(ref));
  return identity.kind === 'session' ? [...identity.over, identity.asset] : [];
}

function touchOf<K>(map: Map<K, Touch>, key: K): Touch {
  let touch = map.get(key);
  if (touch === undefined) {
    touch = { predicates: new Set(), isWhole: false };
    map.set(key, touch);
  }
  return touch;
}
