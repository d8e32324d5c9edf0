import type { TimeSpan } from '../graph/edge-times.ts';
import { baseRef } from '../graph/id.ts';
import type { NodeId } from '../graph/id.ts';
import type { EdgePair } from '../graph/references.ts';
import { mayCount } from './earliest-span.ts';
import type { GraphReader } from './graph-reader.ts';
import { fulfils } from './search.ts';
import type { Touched } from './touched.ts';
import type { CountTrigger, NodeTrigger } from './triggers.ts';
import type { WorkMeter } from './work-meter.ts';

/**
 * What one call of a detector has seen that counts may have more by: new edges, and nodes that are
 * not what they were. All of it is gathered before any count is looked at, so that each is looked at
 * once, in the span of event time that the new ones are in.
 */
export class NewlyCounted {
  readonly #reader: GraphReader;
  readonly #meter: WorkMeter;
  readonly #touched: Touched;
  /** When what may add to a count was first seen, by the node that has the count. */
  readonly #spans = new Map<CountTrigger, Map<NodeId, TimeSpan>>();

  constructor(reader: GraphReader, meter: WorkMeter, touched: Touched) {
    this.#reader = reader;
    this.#meter = meter;
    this.#touched = touched;
  }

  /**
   * Notes a new edge that a count is of.
   *
   * @param first when it was first seen, ms since 1970
   */
  addEdge(trigger: CountTrigger, { from, to }: EdgePair, first: number): void {
    if (trigger.count.count.choice.backwards) this.#add(trigger, to, from, first);
    else this.#add(trigger, from, to, first);
  }

  /** Notes a node that may be counted now, or no more, and has the hits that rest on it looked at. */
  addNode(trigger: CountTrigger, counted: NodeId): void {
    const { choice } = trigger.count.count;
    const before = this.#reader.steps;
    for (const node of this.#reader.around(counted, [choice], false)) {
      const passage = this.#reader.between(node, [choice], counted);
      if (passage === undefined) continue;
      this.#touched.addToHits(node, baseRef(node), choice.edge);
      this.#add(trigger, node, counted, passage.first);
    }
    this.#meter.add(trigger.compiled.analyzer.id, this.#reader.steps - before);
  }

  /** The nodes that may have enough now, and where in a pattern they stand. */
  *worthSearching(): Iterable<readonly [NodeTrigger, NodeId]> {
    for (const [{ compiled, count, end }, nodes] of this.#spans) {
      for (const [node, around] of nodes) {
        const { id } = compiled.analyzer;
        if (this.#meter.isStopped(id)) break;
        const before = this.#reader.steps;
        const isWorthIt = mayCount(this.#reader, node, count, around);
        this.#meter.add(id, this.#reader.steps - before);
        if (isWorthIt) yield [end, node];
      }
    }
  }

  #add(trigger: CountTrigger, node: NodeId, counted: NodeId, first: number): void {
    if (!fulfils(this.#reader, trigger.end.node, node)) return;
    if (!fulfils(this.#reader, trigger.count.target, counted)) return;
    let nodes = this.#spans.get(trigger);
    if (nodes === undefined) {
      nodes = new Map();
      this.#spans.set(trigger, nodes);
    }
    const { from, until } = nodes.get(node) ?? { from: first, until: first };
    nodes.set(node, { from: Math.min(from, first), until: Math.max(until, first) });
  }
}
