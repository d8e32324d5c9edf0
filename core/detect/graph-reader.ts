import type { TimeSpan } from '../graph/edge-times.ts';
import { isEarlier } from '../graph/fact.ts';
import type { Value } from '../graph/fact.ts';
import { refType } from '../graph/id.ts';
import type { NodeId } from '../graph/id.ts';
import type { GraphView, Neighbour, PropertySighting } from '../graph/view.ts';
import { findEdge, findProperty, nodeTypeOfCode, readValue, valuesOf } from '../schema/schema.ts';
import type { PropertyReader } from './condition.ts';
import type { NodeConditions } from './node-conditions.ts';
import { RememberedConditions } from './remembered-conditions.ts';
import type { EdgeChoice } from './shape.ts';
import { ValueForms } from './sigma/match-value.ts';

/** Neighbours looked at for one edge of a pattern; a popular node never stalls a shard. */
export const MAX_NEIGHBOURS = 1_000;

/** Nodes that a transitive edge may pass through from one start. */
const MAX_REACHED = 1_000;

/** One edge of the graph as a match uses it. */
export interface Hop {
  readonly from: NodeId;
  readonly edge: string;
  readonly to: NodeId;
  readonly first: number;
  readonly upload: number;
  readonly record: number;
}

/** How two nodes are joined: by an edge, or by several in a row. */
export interface Passage {
  /** When it was whole: the latest of its hops' first sightings. */
  readonly first: number;
  readonly hops: readonly Hop[];
}

interface NodeMemory {
  readonly type: string;
  readonly forms: Map<string, readonly ValueForms[]>;
  readonly neighbours: Map<string, readonly Neighbour[]>;
  readonly byTime: Map<string, readonly Neighbour[]>;
  /** What is within some steps of it over one edge. */
  readonly reached: Map<string, readonly NodeId[]>;
  readonly read: PropertyReader;
}

const NO_FORMS: readonly ValueForms[] = [];

/** Reads a graph that does not change meanwhile, and remembers what it read. */
export class GraphReader {
  readonly view: GraphView;
  /** Neighbours read so far: what matching costs. */
  steps = 0;
  readonly #conditions: NodeConditions;
  readonly #remembered: RememberedConditions;
  readonly #memory = new Map<NodeId, NodeMemory>();
  readonly #clocks = new Map<NodeId, number>();

  /**
   * @param conditions all that are asked for by their numbers
   * @param remembered what is known from before of which nodes fulfil them
   */
  constructor(
    view: GraphView,
    conditions: NodeConditions,
    remembered: RememberedConditions = new RememberedConditions(),
  ) {
    this.view = view;
    this.#conditions = conditions;
    this.#remembered = remembered;
  }

  /** The name of a node's type. */
  typeOf(node: NodeId): string {
    return this.#of(node).type;
  }

  /** Reads the properties of a node. */
  propertiesOf(node: NodeId): PropertyReader {
    return this.#of(node).read;
  }

  /** A property's value; undefined when the node has none. */
  value(node: NodeId, property: string): Value | undefined {
    const raw = this.#of(node).read(property)[0]?.raw;
    return typeof raw === 'boolean' ? String(raw) : raw;
  }

  /** The first sighting of the value that a property is read as; undefined when it has none. */
  resolved(node: NodeId, name: string): PropertySighting | undefined {
    const property = findProperty(name);
    if (property === undefined) return undefined;
    const sightings = this.view.propertySightings(node, name);
    if (property.read === 'all') return earliest(sightings);
    const value = readValue(property, sightings);
    return earliest(sightings.filter(({ object }) => object === value));
  }

  /** The first sighting of any property of a node. */
  firstSighting(node: NodeId): PropertySighting | undefined {
    return earliest([...this.view.sightings(node).values()].flat());
  }

  /** The numbers of the conditions that a node fulfils, each of its type. */
  fulfilledBy(node: NodeId): readonly number[] {
    const known = this.#remembered.get(node);
    if (known !== undefined) return known;
    const { type, read } = this.#of(node);
    const values = this.view.propertiesAmong(node, this.#conditions.propertiesOf(type));
    const fulfilled = this.#conditions.fulfilledBy(type, values, read);
    this.#remembered.set(node, this.view.refsOf(node), fulfilled);
    return fulfilled;
  }

  /** The neighbours of a node over one edge, by the name that leads to them. */
  neighbours(node: NodeId, name: string): readonly Neighbour[] {
    const { neighbours } = this.#of(node);
    let found = neighbours.get(name);
    if (found === undefined) {
      found = this.view.neighbours(node, name, { limit: MAX_NEIGHBOURS });
      if (found.length > MAX_NEIGHBOURS) found = found.slice(0, MAX_NEIGHBOURS);
      neighbours.set(name, found);
    }
    this.steps += found.length + 1;
    return found;
  }

  /** The same in the order in which they were first seen, and of equal times by their ids. */
  neighboursByTime(node: NodeId, name: string): readonly Neighbour[] {
    const { byTime } = this.#of(node);
    const known = byTime.get(name);
    if (known !== undefined) {
      this.steps += known.length + 1;
      return known;
    }
    const sorted = [...this.neighbours(node, name)].sort(
      (a, b) => a.first - b.first || (a.node < b.node ? -1 : 1),
    );
    byTime.set(name, sorted);
    return sorted;
  }

  /**
   * Whether a node may have so many neighbours that were first seen within a time of each other, in
   * or next to a span. Reads none of them, and may say so of fewer.
   */
  mayHaveNeighbours(
    node: NodeId,
    name: string,
    around: TimeSpan,
    atLeast: number,
    withinMs: number,
  ): boolean {
    this.steps += 1;
    return this.view.mayHaveNeighbours(node, name, around, {
      atLeast,
      withinMs,
      limit: MAX_NEIGHBOURS,
    });
  }

  /** The nodes that any of some choices leads to, each once, in an order that the graph decides. */
  around(node: NodeId, choices: readonly EdgeChoice[], isForward: boolean): readonly NodeId[] {
    const [only] = choices;
    if (choices.length === 1 && only?.steps === 1) {
      return this.neighbours(node, nameOf(only, isForward)).map((neighbour) => neighbour.node);
    }
    const found = new Set<NodeId>();
    for (const choice of choices) {
      for (const reached of this.reach(node, choice, isForward)) found.add(reached);
    }
    return [...found];
  }

  /** The nodes within the choice's number of steps, nearest first, without the node itself. */
  reach(node: NodeId, choice: EdgeChoice, isForward: boolean): readonly NodeId[] {
    const name = nameOf(choice, isForward);
    const { reached: memory } = this.#of(node);
    const key = `${name} ${choice.steps}`;
    const known = memory.get(key);
    if (known !== undefined) return known;
    const reached = this.#reach(node, name, choice.steps);
    memory.set(key, reached);
    return reached;
  }

  #reach(node: NodeId, name: string, steps: number): readonly NodeId[] {
    const reached = new Set<NodeId>();
    let front: readonly NodeId[] = [node];
    for (let step = 0; step < steps && front.length > 0; step += 1) {
      const next: NodeId[] = [];
      for (const at of front) {
        for (const neighbour of this.neighbours(at, name)) {
          if (reached.has(neighbour.node) || reached.size >= MAX_REACHED) continue;
          reached.add(neighbour.node);
          next.push(neighbour.node);
        }
      }
      front = next;
    }
    return [...reached];
  }

  /** How two nodes are joined by the earliest of some choices; undefined when they are not. */
  between(from: NodeId, choices: readonly EdgeChoice[], to: NodeId): Passage | undefined {
    let best: Passage | undefined;
    for (const choice of choices) {
      const [a, b] = choice.backwards ? [to, from] : [from, to];
      const found = choice.steps === 1 ? this.#edge(a, choice.edge, b) : this.#path(a, choice, b);
      if (found !== undefined && (best === undefined || found.first < best.first)) best = found;
    }
    return best;
  }

  /** The asset that a node belongs to, where its type says so. */
  assetOf(node: NodeId): NodeId | undefined {
    const { name, identity } = nodeTypeOfCode(refType(node));
    if (name === 'asset') return node;
    if (identity.kind !== 'session') return undefined;
    return this.neighbours(node, identity.asset)[0]?.node;
  }

  /**
   * The latest event time known of an asset: each of its records says what it is called, so that
   * one of its properties was last seen then.
   */
  clock(asset: NodeId): number {
    let now = this.#clocks.get(asset);
    if (now === undefined) {
      now = this.view.lastSeen(asset);
      this.#clocks.set(asset, now);
    }
    return now;
  }

  /** A node's short name. */
  label(node: NodeId): string {
    const type = nodeTypeOfCode(refType(node));
    const properties: Record<string, Value> = {};
    for (const { name } of type.properties) {
      const value = this.value(node, name);
      if (value !== undefined) properties[name] = value;
    }
    return type.label(properties);
  }

  #edge(from: NodeId, edge: string, to: NodeId): Passage | undefined {
    this.steps += 1;
    const { neighbours } = this.#of(from);
    const known = neighbours.get(edge)?.find(({ node }) => node === to);
    const found = known ?? this.view.edgeBetween(from, edge, to);
    if (found === undefined) return undefined;
    const { first, upload, record } = found;
    return { first, hops: [{ from, edge, to, first, upload, record }] };
  }

  /** The shortest way over edges of one kind, against them where that is narrower. */
  #path(from: NodeId, choice: EdgeChoice, to: NodeId): Passage | undefined {
    const cardinality = findEdge(choice.edge)?.edge.cardinality;
    const isForward = cardinality !== 'one-to-many' && cardinality !== 'one-to-one';
    const [start, end] = isForward ? [from, to] : [to, from];
    const name = isForward ? choice.edge : choice.reverse;
    const before = new Map<NodeId, NodeId | undefined>([[start, undefined]]);
    let front: readonly NodeId[] = [start];
    for (let step = 0; step < choice.steps && front.length > 0; step += 1) {
      const next: NodeId[] = [];
      for (const at of front) {
        for (const { node } of this.neighbours(at, name)) {
          if (node === end) return this.#passage([end, ...chain(before, at)], choice, isForward);
          if (before.has(node) || before.size >= MAX_REACHED) continue;
          before.set(node, at);
          next.push(node);
        }
      }
      front = next;
    }
    return undefined;
  }

  /** @param nodes along the way, from its last */
  #passage(nodes: readonly NodeId[], choice: EdgeChoice, isForward: boolean): Passage | undefined {
    const along = isForward ? nodes.toReversed() : nodes;
    const hops: Hop[] = [];
    for (const [index, from] of along.entries()) {
      const to = along[index + 1];
      if (to === undefined) break;
      const hop = this.#edge(from, choice.edge, to);
      if (hop === undefined) return undefined;
      hops.push(...hop.hops);
    }
    return { first: Math.max(...hops.map(({ first }) => first)), hops };
  }

  #of(node: NodeId): NodeMemory {
    const known = this.#memory.get(node);
    if (known !== undefined) return known;
    const forms = new Map<string, readonly ValueForms[]>();
    const read = (property: string): readonly ValueForms[] => {
      let found = forms.get(property);
      if (found === undefined) {
        found = this.#forms(node, property);
        forms.set(property, found);
      }
      return found;
    };
    const { name } = nodeTypeOfCode(refType(node));
    const memory: NodeMemory = {
      type: name,
      forms,
      neighbours: new Map(),
      byTime: new Map(),
      reached: new Map(),
      read,
    };
    this.#memory.set(node, memory);
    return memory;
  }

  #forms(node: NodeId, property: string): readonly ValueForms[] {
    const type = findProperty(property);
    const value = type && this.view.property(node, property);
    if (value === undefined) return NO_FORMS;
    const values = type?.read === 'all' ? valuesOf(value) : [value];
    return values.map((one) => new ValueForms(one));
  }
}

/** The name by which a choice is followed from the pattern's `from`, or from its `to`. */
export function nameOf(choice: EdgeChoice, isForward: boolean): string {
  return choice.backwards === isForward ? choice.reverse : choice.edge;
}

function earliest(sightings: readonly PropertySighting[]): PropertySighting | undefined {
  const [first, ...rest] = sightings;
  return first && rest.reduce((best, next) => (isEarlier(next, best) ? next : best), first);
}

function chain(before: ReadonlyMap<NodeId, NodeId | undefined>, from: NodeId): NodeId[] {
  const nodes: NodeId[] = [];
  for (let at: NodeId | undefined = from; at !== undefined; at = before.get(at)) nodes.push(at);
  return nodes;
}
