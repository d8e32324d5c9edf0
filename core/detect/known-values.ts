import type { NodeId } from '../graph/id.ts';
import { S3Fifo } from '../graph/s3-fifo.ts';
import type { CountTrigger } from './triggers.ts';

/** Values that are known, and what leads to them: some megabytes. */
const MAX_KNOWN = 50_000;

/** The values that a node's neighbours had, of which there were not enough for a count. */
export interface KnownValues {
  /** The event time since which these are all, ms since 1970. What is gone may be among them. */
  readonly since: number;
  readonly values: Set<string>;
}

type ValuesOfNode = Map<CountTrigger, KnownValues>;

/**
 * What counts over nodes with many neighbours of few values have seen, from one call of a detector to
 * the next: a host that calls one port all day has enough neighbours at any time, and to read them
 * again for each new one would tell nothing that was not known.
 */
export class KnownValuesOfNodes {
  readonly #nodes = new S3Fifo<NodeId, ValuesOfNode>(MAX_KNOWN, sizeOf);

  get(trigger: CountTrigger, node: NodeId): KnownValues | undefined {
    return this.#nodes.use(node)?.get(trigger);
  }

  set(trigger: CountTrigger, node: NodeId, known: KnownValues): void {
    const ofNode = this.#nodes.use(node);
    if (ofNode === undefined) {
      this.#nodes.set(node, new Map([[trigger, known]]));
    } else {
      ofNode.set(trigger, known);
      this.#nodes.grow(known.values.size + 1);
    }
  }

  delete(trigger: CountTrigger, node: NodeId): void {
    this.#nodes.peek(node)?.delete(trigger);
  }

  /** Forgets a node that may have other neighbours than it had. */
  forget(node: NodeId): void {
    this.#nodes.delete(node);
  }

  clear(): void {
    this.#nodes.clear();
  }

  /** Begins another call, and lets go what is too much. */
  nextCall(): void {
    this.#nodes.nextRound();
  }
}

function sizeOf(byTrigger: ValuesOfNode): number {
  let size = 2;
  for (const { values } of byTrigger.values()) size += values.size + 2;
  return size;
}
