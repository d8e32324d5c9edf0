import type { TimeSpan } from '../graph/edge-times.ts';
import { baseRef } from '../graph/id.ts';
import type { NodeId } from '../graph/id.ts';
import { ASSET_EDGES } from '../graph/new-subjects.ts';
import type { EdgePair } from '../graph/references.ts';
import { countedValue, countsAround, mayCountByTimes, valuesSince } from './earliest-span.ts';
import { nameOf } from './graph-reader.ts';
import type { GraphReader } from './graph-reader.ts';
import type { KnownValuesOfNodes } from './known-values.ts';
import { fulfils } from './search.ts';
import type { Touched } from './touched.ts';
import type { CountTrigger, NodeTrigger } from './triggers.ts';
import type { WorkMeter } from './work-meter.ts';

/** What is new for one count of one node. */
interface News {
  /** When the new ones were first seen. */
  readonly around: TimeSpan;
  /** The neighbours that are new, or not what they were. */
  readonly counted: Set<NodeId>;
}

/**
 * What one call of a detector has seen that counts may have more by: new edges, and nodes that are
 * not what they were. All of it is gathered before any count is looked at, so that each is looked at
 * once, in the span of event time that the new ones are in.
 */
export class NewlyCounted {
  readonly #reader: GraphReader;
  readonly #meter: WorkMeter;
  readonly #touched: Touched;
  readonly #known: KnownValuesOfNodes;
  /** What may add to a count, by the node that has the count. */
  readonly #news = new Map<CountTrigger, Map<NodeId, News>>();

  /** @param known what was seen before; it is kept up with what is new */
  constructor(reader: GraphReader, meter: WorkMeter, touched: Touched, known: KnownValuesOfNodes) {
    this.#reader = reader;
    this.#meter = meter;
    this.#touched = touched;
    this.#known = known;
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
    for (const { node, first } of this.#reader.neighbours(counted, nameOf(choice, false))) {
      this.#touched.addToHits(node, baseRef(node), choice.edge);
      this.#add(trigger, node, counted, first);
    }
    this.#meter.add(trigger.compiled.analyzer.id, this.#reader.steps - before);
  }

  /** The nodes that may have enough now, and where in a pattern they stand. */
  *worthSearching(): Iterable<readonly [NodeTrigger, NodeId]> {
    for (const [trigger, nodes] of this.#news) {
      const { id } = trigger.compiled.analyzer;
      for (const [node, news] of nodes) {
        if (this.#meter.isStopped(id)) {
          // What is new is not looked at any more, so what is known is not all.
          this.#known.clear();
          break;
        }
        const before = this.#reader.steps;
        const isWorthIt = this.#mayCount(trigger, node, news);
        this.#meter.add(id, this.#reader.steps - before);
        if (isWorthIt) yield [trigger.end, node];
      }
    }
  }

  /** Whether a node may have enough, by what is new. Asks what costs least first. */
  #mayCount(trigger: CountTrigger, node: NodeId, { around, counted }: News): boolean {
    const { count } = trigger;
    const { atLeast, by, withinMs = Number.POSITIVE_INFINITY, choice } = count.count;
    const known = this.#known.get(trigger, node);
    if (known !== undefined) this.#addValues(trigger, known.values, counted);
    if (!mayCountByTimes(this.#reader, node, count, around)) return false;
    // To one of these edges, all sessions of a pseudo-key belong, also those that there will be.
    if (by !== undefined && !ASSET_EDGES.has(choice.edge)) {
      const since = around.from - withinMs;
      if (known !== undefined && known.since <= since && known.values.size < atLeast) return false;
      const values = valuesSince(this.#reader, node, count, since);
      this.#known.set(trigger, node, { since, values });
      if (values.size < atLeast) return false;
    }
    return countsAround(this.#reader, node, count, around);
  }

  /** Adds the values of new neighbours, until there are enough. */
  #addValues({ count }: CountTrigger, values: Set<string>, counted: Iterable<NodeId>): void {
    for (const node of counted) {
      if (values.size >= count.count.atLeast) return;
      const value = countedValue(this.#reader, count, node);
      if (value !== undefined) values.add(value);
    }
  }

  #add(trigger: CountTrigger, node: NodeId, counted: NodeId, first: number): void {
    if (!fulfils(this.#reader, trigger.end.node, node)) {
      this.#known.delete(trigger, node);
      return;
    }
    if (!fulfils(this.#reader, trigger.count.target, counted)) return;
    let nodes = this.#news.get(trigger);
    if (nodes === undefined) {
      nodes = new Map();
      this.#news.set(trigger, nodes);
    }
    const { around, counted: others = new Set<NodeId>() } = nodes.get(node) ?? {};
    const { from, until } = around ?? { from: first, until: first };
    nodes.set(node, {
      around: { from: Math.min(from, first), until: Math.max(until, first) },
      counted: others.add(counted),
    });
  }
}
