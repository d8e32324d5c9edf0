import type { NodeId, Ref } from '../graph/id.ts';

/** Nodes that are remembered: some megabytes. An upload is about some thousand. */
const MAX_REMEMBERED = 20_000;

/**
 * Which conditions nodes were found to fulfil, from one call of a detector to the next, for as long
 * as nothing is sighted of them: uploads are about what uploads before were about, and most nodes
 * that a search meets have not changed.
 */
export class RememberedConditions {
  readonly #fulfilled = new Map<NodeId, readonly number[]>();
  readonly #nodesByRef = new Map<Ref, NodeId[]>();

  get(node: NodeId): readonly number[] | undefined {
    return this.#fulfilled.get(node);
  }

  /** @param refs all references under which facts of the node are stored */
  set(node: NodeId, refs: readonly Ref[], fulfilled: readonly number[]): void {
    if (this.#fulfilled.size >= MAX_REMEMBERED) this.clear();
    this.#fulfilled.set(node, fulfilled);
    for (const ref of refs) {
      const nodes = this.#nodesByRef.get(ref);
      if (nodes === undefined) this.#nodesByRef.set(ref, [node]);
      else if (!nodes.includes(node)) nodes.push(node);
    }
  }

  /** Forgets the nodes of a reference, of which something is new. */
  forget(ref: Ref): void {
    const nodes = this.#nodesByRef.get(ref);
    if (nodes === undefined) return;
    for (const node of nodes) this.#fulfilled.delete(node);
    this.#nodesByRef.delete(ref);
  }

  clear(): void {
    this.#fulfilled.clear();
    this.#nodesByRef.clear();
  }
}
