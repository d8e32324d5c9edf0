import type { NodeId, Ref } from '../graph/id.ts';

/**
 * Nodes of a generation, of which there are two: some ten megabytes together. An upload is about
 * some thousand, and what counts neighbours asks for all of them again when there is one more.
 */
const GENERATION = 15_000;

/** Which conditions a node fulfils, and all references under which facts of it are stored. */
interface Remembered {
  readonly refs: readonly Ref[];
  readonly fulfilled: readonly number[];
}

/**
 * Which conditions nodes were found to fulfil, from one call of a detector to the next, for as long
 * as nothing is sighted of them: uploads are about what uploads before were about, and most nodes
 * that a search meets have not changed. What was not asked for lately goes first.
 */
export class RememberedConditions {
  #young = new Generation();
  /** What was not asked for since the young one began. */
  #old = new Generation();

  get(node: NodeId): readonly number[] | undefined {
    const young = this.#young.get(node);
    if (young !== undefined) return young.fulfilled;
    const old = this.#old.get(node);
    if (old !== undefined) this.#add(node, old);
    return old?.fulfilled;
  }

  /** @param refs all references under which facts of the node are stored */
  set(node: NodeId, refs: readonly Ref[], fulfilled: readonly number[]): void {
    this.#add(node, { refs, fulfilled });
  }

  /** Forgets the nodes of a reference, of which something is new. */
  forget(ref: Ref): void {
    this.#young.forget(ref);
    this.#old.forget(ref);
  }

  clear(): void {
    this.#young = new Generation();
    this.#old = new Generation();
  }

  #add(node: NodeId, remembered: Remembered): void {
    if (this.#young.size >= GENERATION) {
      this.#old = this.#young;
      this.#young = new Generation();
    }
    this.#young.add(node, remembered);
  }
}

class Generation {
  readonly #remembered = new Map<NodeId, Remembered>();
  readonly #nodesByRef = new Map<Ref, NodeId[]>();

  get size(): number {
    return this.#remembered.size;
  }

  get(node: NodeId): Remembered | undefined {
    return this.#remembered.get(node);
  }

  add(node: NodeId, remembered: Remembered): void {
    this.#remembered.set(node, remembered);
    for (const ref of remembered.refs) {
      const nodes = this.#nodesByRef.get(ref);
      if (nodes === undefined) this.#nodesByRef.set(ref, [node]);
      else if (!nodes.includes(node)) nodes.push(node);
    }
  }

  forget(ref: Ref): void {
    const nodes = this.#nodesByRef.get(ref);
    if (nodes === undefined) return;
    for (const node of nodes) this.#remembered.delete(node);
    this.#nodesByRef.delete(ref);
  }
}
