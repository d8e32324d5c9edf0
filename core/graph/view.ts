import {
  ALIAS,
  findEdge,
  findProperty,
  nodeTypeOfCode,
  readValue,
  valuesOf,
} from '../schema/schema.ts';
import { EdgeTimes } from './edge-times.ts';
import type { TimeSpan } from './edge-times.ts';
import { ALWAYS, isEarlier } from './fact.ts';
import type { Evidence, Fact, Value } from './fact.ts';
import { baseRef, isPseudoKey, refType } from './id.ts';
import type { NodeId, Ref } from './id.ts';
import { ASSET_EDGES } from './new-subjects.ts';
import { NEARLY_ALL } from './reading.ts';
import { References, isSessionKey } from './references.ts';
import type { ViewOptions } from './references.ts';
import { RememberedFacts } from './remembered-facts.ts';
import type { Change, FactStore } from './store.ts';

/** How many facts of a node are read to see all edges that lead from it. */
const FACTS_OF_ALL_EDGES = 2_000;

/** Edges of one name at one reference of which the times are kept, at most. */
const MAX_EDGE_TIMES = 4_000;

const NO_FACTS: readonly Fact[] = [];

/** A value that a property was seen to have. */
export interface PropertySighting extends Evidence {
  readonly object: Value;
  readonly first: number;
  readonly last: number;
}

/** An edge as seen from one of its nodes. */
export interface Neighbour extends Evidence {
  /** The node at the other end. */
  readonly node: NodeId;
  /** The forward name of the edge. */
  readonly edge: string;
  readonly first: number;
  readonly last: number;
}

/** Which neighbours to read. */
export interface NeighbourOptions {
  /** At most about so many; a node with a million edges is never read whole. */
  readonly limit?: number | undefined;
}

/** How many neighbours are asked for, first seen within how long, ms. */
export interface Crowd {
  readonly atLeast: number;
  /** Infinite where any time will do. */
  readonly withinMs: number;
  /** The {@link NeighbourOptions.limit} with which they will be read. */
  readonly limit: number;
}

/**
 * The graph that a store's facts make: what is known of nodes whose identity is resolved.
 */
export class GraphView extends References {
  readonly #plain: FactStore;
  readonly #remembered: RememberedFacts;
  readonly #edgeTimes = new EdgeTimes(MAX_EDGE_TIMES);
  /** How often it forgot everything, for those who remember what it told them. */
  timesForgotten = 0;

  constructor(store: FactStore, options: ViewOptions = {}) {
    super(store, options);
    this.#plain = store;
    this.#remembered = new RememberedFacts(store);
  }

  /**
   * Does something about what an append changed, during which the store does not change, and reads
   * meanwhile what is remembered from before. To be called for every append, or {@link forget}.
   *
   * @param changes what the append returned
   * @param fresh the subjects that are new; see {@link newSubjects}
   */
  remembering<T>(changes: readonly Change[], fresh: ReadonlySet<Ref>, work: () => T): T {
    this.#remembered.update(changes, fresh);
    this.#edgeTimes.update(changes);
    this.note(changes);
    this.store = this.#remembered;
    this.sessions = new Map();
    try {
      return work();
    } finally {
      this.store = this.#plain;
      this.sessions = undefined;
    }
  }

  /**
   * Answers a question that asks for many things of the same nodes, during which the store does not
   * change: what is read of a subject once, with all its predicates, is not read again. Nothing of it
   * is kept, so that all is as it is now, to the last sighting.
   */
  readingOnce<T>(work: () => T): T {
    const before = this.store;
    this.store = new RememberedFacts(this.#plain, NEARLY_ALL);
    try {
      return work();
    } finally {
      this.store = before;
    }
  }

  /** Forgets what is remembered, because the store changed otherwise than by appending. */
  override forget(): void {
    super.forget();
    this.#remembered.clear();
    this.#edgeTimes.clear();
    this.timesForgotten += 1;
  }

  /** When any property of a node was last seen, ms; never from memory. */
  lastSeen(node: NodeId): number {
    const store = this.store;
    this.store = this.#plain;
    let latest = Number.NEGATIVE_INFINITY;
    for (const { name } of nodeTypeOfCode(refType(node)).properties) {
      for (const { last } of this.#factsOf(node, name)) latest = Math.max(latest, last);
    }
    this.store = store;
    return latest;
  }

  /**
   * Whether anything was sighted of a node itself: facts of a pseudo-key that hold always make no
   * session of it.
   */
  isSighted(node: NodeId): boolean {
    const base = baseRef(node);
    if (isPseudoKey(base)) return this.sessionsOf(base).has(node);
    return this.store.factPage(base, undefined, { limit: 1 }).facts.length > 0;
  }

  /** The values that each property of a node was seen to have. Empty when there is no such node. */
  sightings(node: NodeId): Map<string, PropertySighting[]> {
    const byName = new Map<string, PropertySighting[]>();
    for (const fact of this.#factsOf(node)) {
      if (findProperty(fact.predicate) === undefined) continue;
      const sightings = byName.get(fact.predicate);
      if (sightings === undefined) byName.set(fact.predicate, [fact]);
      else sightings.push(fact);
    }
    return byName;
  }

  /** The properties of a node, each read by its rule. */
  properties(node: NodeId): Record<string, Value> {
    const properties: Record<string, Value> = {};
    for (const [name, sightings] of this.sightings(node)) {
      const property = findProperty(name);
      const value = property && readValue(property, sightings);
      if (value !== undefined) properties[name] = value;
    }
    return properties;
  }

  /**
   * The values that some properties of a node are read as, those that it has, and of a property
   * that keeps all its values a list of them.
   */
  propertiesAmong(
    node: NodeId,
    names: Iterable<string>,
  ): Record<string, Value | readonly string[]> {
    const values: Record<string, Value | readonly string[]> = {};
    const base = baseRef(node);
    const isKey = isPseudoKey(base);
    const keys = isKey ? [base] : this.keysOf(base);
    for (const name of names) {
      const property = findProperty(name);
      if (property === undefined) continue;
      let facts = isKey ? NO_FACTS : this.store.facts(base, name);
      for (const key of keys) {
        const ofKey = this.#ofSession(key, node, name);
        if (ofKey.length > 0) facts = facts.length === 0 ? ofKey : [...facts, ...ofKey];
      }
      const [only] = facts;
      if (only === undefined) continue;
      const value = facts.length === 1 ? only.object : readValue(property, facts);
      if (value !== undefined) values[name] = property.read === 'all' ? valuesOf(value) : value;
    }
    return values;
  }

  /** The values that one property of a node was seen to have. */
  propertySightings(node: NodeId, name: string): readonly PropertySighting[] {
    return this.#factsOf(node, name);
  }

  /** One property of a node, read by its rule. */
  property(node: NodeId, name: string): Value | undefined {
    const property = findProperty(name);
    return property && readValue(property, this.#factsOf(node, name));
  }

  /**
   * The neighbours of a node over an edge. Read against the edge's direction, they come without
   * evidence (`upload` and `record` are 0); {@link edgeBetween} has it.
   *
   * @param name the edge's name, or its reverse's
   */
  neighbours(node: NodeId, name: string, options: NeighbourOptions = {}): readonly Neighbour[] {
    const found = findEdge(name);
    if (found === undefined) throw new Error(`unknown edge: ${name}`);
    return found.backwards
      ? this.#incoming(node, found.edge.name, options.limit)
      : this.#outgoing(node, found.edge.name, options.limit);
  }

  /**
   * Whether a node may have so many neighbours that were first seen within a time of each other, in
   * or next to a span. It may say so of fewer, and never denies it of as many. What it knows is kept
   * by {@link remembering}; only there may it be asked.
   */
  mayHaveNeighbours(node: NodeId, name: string, around: TimeSpan, crowd: Crowd): boolean {
    const found = findEdge(name);
    if (found === undefined) throw new Error(`unknown edge: ${name}`);
    // One fact of these holds for all sessions of its subject.
    if (ASSET_EDGES.has(found.edge.name)) return true;
    const refs = this.refsOf(node);
    const { atLeast, withinMs, limit } = crowd;
    for (const ref of refs) {
      if (this.#edgeTimes.has(ref, name)) continue;
      const facts = found.backwards
        ? this.store.subjects(found.edge.name, ref, { limit }).facts
        : this.#allOutgoing(ref, found.edge.name, limit);
      if (facts === undefined) return true;
      this.#edgeTimes.keep(ref, name, facts);
    }
    return this.#edgeTimes.mayHave(refs, name, around, atLeast, withinMs);
  }

  /**
   * The facts among which the first so many neighbours are; undefined when these are too many,
   * because most may be of other sessions.
   */
  #allOutgoing(ref: Ref, edge: string, limit: number): readonly Fact[] | undefined {
    if (!isPseudoKey(ref)) return this.store.factPage(ref, edge, { limit }).facts;
    const { facts, next } = this.store.factPage(ref, edge, { limit: MAX_EDGE_TIMES });
    return next === undefined ? facts : undefined;
  }

  /** An edge between two nodes, with its evidence; undefined when there is none. */
  edgeBetween(from: NodeId, edge: string, to: NodeId): Neighbour | undefined {
    const targets = new Set<Value>(this.refsOf(to));
    const found: Neighbour[] = [];
    for (const ref of this.refsOf(from)) {
      for (const fact of this.store.facts(ref, edge)) {
        if (!targets.has(fact.object)) continue;
        const isBetween = this.pairsOf(fact).some((pair) => pair.from === from && pair.to === to);
        if (isBetween) found.push(neighbour(fact, to));
      }
    }
    return unique(found)[0];
  }

  /**
   * The nodes that a node was first seen joined to at a time, over an edge: what the record of that
   * time says. Only the facts of the first `limit` are looked at.
   */
  joinedAt(node: NodeId, edge: string, time: number, limit: number): readonly NodeId[] {
    return this.refsOf(node).flatMap((ref) =>
      this.store
        .factPage(ref, edge, { limit })
        .facts.filter((fact) => fact.first === time && this.resolve(ref, time) === node)
        .map((fact) => this.resolve(fact.object as Ref, time)),
    );
  }

  /**
   * The neighbours of a node over all edges that lead from it, of which a bounded number of facts
   * is read: of a node that has more, some are missing.
   */
  edgesFrom(node: NodeId): readonly Neighbour[] {
    return this.refsOf(node).flatMap((ref) => {
      const { facts } = this.store.factPage(ref, undefined, { limit: FACTS_OF_ALL_EDGES });
      return facts.flatMap((fact) => (isEdge(fact) ? this.#reached(node, fact) : []));
    });
  }

  #outgoing(node: NodeId, edge: string, limit?: number): readonly Neighbour[] {
    const found: Neighbour[] = [];
    for (const ref of this.refsOf(node)) {
      if (limit === undefined) {
        found.push(...this.store.facts(ref, edge).flatMap((fact) => this.#reached(node, fact)));
        continue;
      }
      let after: string | undefined;
      do {
        const page = this.store.factPage(ref, edge, { limit, after });
        found.push(...page.facts.flatMap((fact) => this.#reached(node, fact)));
        after = page.next;
      } while (after !== undefined && found.length < limit);
    }
    return unique(found);
  }

  /** Where an edge's fact leads from a node: nowhere when it is of another session. */
  #reached(node: NodeId, fact: Fact): Neighbour[] {
    const reached: Neighbour[] = [];
    for (const { from, to } of this.pairsOf(fact)) {
      if (from === node) reached.push(neighbour(fact, to));
    }
    return reached;
  }

  #incoming(node: NodeId, edge: string, limit?: number): readonly Neighbour[] {
    const found: Neighbour[] = [];
    for (const ref of this.refsOf(node)) {
      for (const fact of this.store.subjects(edge, ref, { limit }).facts) {
        for (const { from, to } of this.pairsOf(fact)) {
          if (to === node) found.push(neighbour(fact, from));
        }
      }
    }
    return unique(found);
  }

  /** The facts of a node as a subject. */
  #factsOf(node: NodeId, predicate?: string): readonly Fact[] {
    const base = baseRef(node);
    if (isPseudoKey(base)) return this.#ofSession(base, node, predicate);
    const own = this.store.facts(base, predicate);
    const keys = this.keysOf(base);
    if (keys.length === 0) return own;
    const ofKeys = keys.flatMap((key) => this.#ofSession(key, node, predicate));
    return ofKeys.length === 0 ? own : [...own, ...ofKeys];
  }

  /** The facts of one session, as sighted in it: what two sessions share starts later in one. */
  #ofSession(key: Ref, node: NodeId, predicate?: string): Fact[] {
    const facts: Fact[] = [];
    for (const fact of this.store.facts(key, predicate)) {
      if (fact.predicate === ALIAS) continue;
      const isOfAll = fact.scope === ALWAYS && isSessionKey(key);
      if (isOfAll || this.resolve(key, fact.first) === node) facts.push(fact);
      else if (this.resolve(key, fact.last) === node) facts.push({ ...fact, first: fact.last });
    }
    return facts;
  }
}

function isEdge({ predicate }: Fact): boolean {
  return predicate !== ALIAS && findEdge(predicate) !== undefined;
}

/** The node at one end of an edge's fact. */
function neighbour({ predicate, first, last, upload, record }: Fact, node: NodeId): Neighbour {
  return { node, edge: predicate, first, last, upload, record };
}

/** One of each neighbour: the earliest sighting, with the latest end. */
function unique(found: readonly Neighbour[]): readonly Neighbour[] {
  if (found.length < 2) return found;
  const byNode = new Map<NodeId, Neighbour>();
  for (const next of found) {
    const before = byNode.get(next.node);
    if (before === undefined) byNode.set(next.node, next);
    else {
      const from = isEarlier(next, before) ? next : before;
      byNode.set(next.node, { ...from, last: Math.max(before.last, next.last) });
    }
  }
  return [...byNode.values()];
}
