import { baseRef, isPseudoKey, refType } from '../graph/id.ts';
import type { NodeId, Ref } from '../graph/id.ts';
import { nodeTypeOfCode } from '../schema/schema.ts';

/** What is new of one node, or of all nodes of one reference. */
export interface Touch {
  readonly predicates: Set<string>;
  /** Whether the node itself may be another than before. */
  isWhole: boolean;
}

/** The nodes that a set of changes is about, with what is new there. */
export class Touched {
  readonly nodes = new Map<NodeId, Touch>();
  readonly refs = new Map<Ref, Touch>();

  /** Notes that a node may be another than before. Only before nodes are searched from. */
  addWhole(node: NodeId): void {
    touchOf(this.nodes, node).isWhole = true;
    this.addWholeRef(baseRef(node));
  }

  addWholeRef(ref: Ref): void {
    touchOf(this.refs, ref).isWhole = true;
  }

  /**
   * Notes a new fact of a node.
   *
   * @param ref the reference under which the fact is stored
   */
  add(node: NodeId, ref: Ref, predicate: string): void {
    const { predicates } = touchOf(this.nodes, node);
    predicates.add(predicate);
    touchOf(this.refs, baseRef(node)).predicates.add(predicate);
    touchOf(this.refs, ref).predicates.add(predicate);
    if (!isPseudoKey(ref)) return;
    // The fact may be the first of a session, and what holds for all of a pseudo-key's sessions
    // holds for that one too, without being new.
    const { identity } = nodeTypeOfCode(refType(ref));
    if (identity.kind !== 'session') return;
    for (const name of identity.over) predicates.add(name);
    predicates.add(identity.asset);
  }
}

function touchOf<K>(map: Map<K, Touch>, key: K): Touch {
  let touch = map.get(key);
  if (touch === undefined) {
    touch = { predicates: new Set(), isWhole: false };
    map.set(key, touch);
  }
  return touch;
}
