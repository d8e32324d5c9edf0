import { findEdge, nodeTypeOfCode } from '../schema/schema.ts';
import { ALWAYS } from '../graph/fact.ts';
import type { Fact } from '../graph/fact.ts';
import { baseRef, isPseudoKey, refType } from '../graph/id.ts';
import type { NodeId, Ref } from '../graph/id.ts';
import type { Change } from '../graph/store.ts';
import type { EdgePair } from '../graph/references.ts';
import type { GraphView } from '../graph/view.ts';
import type { CompiledPart, Plan } from './compile-part.ts';
import { evaluate } from './evaluate.ts';
import type { GraphReader } from './graph-reader.ts';
import type { Hit } from './hit.ts';
import type { KnownValuesOfNodes } from './known-values.ts';
import { makeHit } from './make-hit.ts';
import { NewSightings } from './new-sightings.ts';
import { NewlyCounted } from './newly-counted.ts';
import { fulfils, look, lookFurther, startSearch } from './search.ts';
import type { Search } from './search.ts';
import { heldByAll } from './touched.ts';
import type { Touch, Touched } from './touched.ts';
import type { CountTrigger, EdgeTrigger, NodeTrigger, Triggers, WayTrigger } from './triggers.ts';
import type { WorkMeter } from './work-meter.ts';

/** Nodes that one change can lead to over a way; beyond are nodes too popular to go through. */
const MAX_WAY_ENDS = 1_000;

const NO_TRIGGERS: readonly EdgeTrigger[] = [];
const NO_COUNTS: readonly CountTrigger[] = [];

/** One call of a detector: what it has read, touched and found. */
export class Run {
  readonly reader: GraphReader;
  readonly touched: Touched;
  /** The matches that something new belongs to, by their hits' ids. */
  readonly found = new Map<string, Hit>();
  readonly #view: GraphView;
  readonly #triggers: Triggers;
  readonly #meter: WorkMeter;
  /** Subjects of which everything is new. */
  readonly #fresh: ReadonlySet<Ref>;
  /** Where each trigger was started already. */
  readonly #started = new Map<number, Set<string>>();
  /** Where ways lead, by their number and beginning. */
  readonly #ends = new Map<number, Map<NodeId, ReadonlySet<NodeId>>>();
  /** Which pseudo-keys had a session before, as far as is known. */
  readonly #sighted = new Map<Ref, boolean>();
  readonly #newSightings: NewSightings;
  /** Edges to be searched from when all of what is new is known. */
  readonly #pairs: { readonly edge: string; readonly pair: EdgePair; readonly first: number }[] =
    [];
  readonly #counted: NewlyCounted;

  constructor(
    reader: GraphReader,
    triggers: Triggers,
    meter: WorkMeter,
    touched: Touched,
    changes: readonly Change[],
    fresh: ReadonlySet<Ref>,
    knownValues: KnownValuesOfNodes,
  ) {
    this.#newSightings = new NewSightings(changes);
    this.#fresh = fresh;
    this.reader = reader;
    this.touched = touched;
    this.#view = reader.view;
    this.#triggers = triggers;
    this.#meter = meter;
    this.#counted = new NewlyCounted(reader, meter, touched, knownValues);
  }

  /** Notes what a fact is about by which the graph has something new. */
  take(fact: Fact): void {
    const { subject, predicate } = fact;
    const isRelevant = this.#triggers.predicates.has(predicate);
    if (findEdge(predicate) !== undefined) {
      const object = fact.object as Ref;
      if (!isRelevant && !this.#mayBegin(subject) && !this.#mayBegin(object)) {
        this.#takeForHits(fact);
        return;
      }
      for (const pair of this.#view.pairsOf(fact)) {
        this.#touch(pair.from, subject, predicate);
        this.#touch(pair.to, object, predicate);
        if (isRelevant) this.#pairs.push({ edge: predicate, pair, first: fact.first });
      }
      return;
    }
    const isOfAll = fact.scope === ALWAYS && isPseudoKey(subject);
    const nodes = isOfAll ? this.#view.sessionsOf(subject) : this.#view.subjectsOf(fact);
    const isNoticed = isRelevant || this.#mayBegin(subject);
    for (const node of nodes) {
      if (isNoticed) this.#touch(node, subject, predicate);
      else this.touched.addToHits(node, subject, predicate);
    }
  }

  /** Notes a new fact of a node, which is stored under a reference. */
  #touch(node: NodeId, ref: Ref, predicate: string): void {
    this.touched.add(node, ref, predicate);
    // What holds for all of a pseudo-key's sessions holds for a new one too, without being new.
    if (this.#mayBegin(ref)) this.touched.addPredicates(node, heldByAll(ref));
  }

  /** Notes an edge that completes no shape, for the hits whose lenses are at its other end. */
  #takeForHits(fact: Fact): void {
    const { subject, predicate } = fact;
    if (!this.#triggers.hitEdges.has(predicate)) return;
    for (const pair of this.#view.pairsOf(fact)) {
      this.touched.addToHits(pair.from, subject, predicate);
      this.touched.addToHits(pair.to, fact.object as Ref, predicate);
    }
  }

  /** Searches from all that is new. */
  searchNodes(): void {
    for (const { edge, pair, first } of this.#pairs) {
      this.#searchEdge(edge, pair);
      for (const trigger of this.#triggers.countEdges.get(edge) ?? NO_COUNTS) {
        this.#counted.addEdge(trigger, pair, first);
      }
    }
    for (const [node, touch] of this.touched.nodes) this.#searchNode(node, touch);
    for (const [end, node] of this.#counted.worthSearching()) this.#startAtNode(end, node);
  }

  /** The hit on the nodes of a hit of before, as the graph now has it. */
  matchAgain(compiled: CompiledPart, hit: Hit): Hit | undefined {
    const search = startSearch(this.reader, compiled.size);
    for (const node of compiled.shape.nodes) {
      search.nodes[node.slot] = hit.nodes.find(({ name }) => name === node.name)?.id;
    }
    let after: Hit | undefined;
    const before = this.reader.steps;
    look(search, compiled.whole, () => {
      const match = evaluate(search, compiled);
      after = match && makeHit(this.reader, compiled, match);
      return true;
    });
    this.#meter.add(compiled.analyzer.id, this.reader.steps - before);
    return after;
  }

  /**
   * Whether a fact of a pseudo-key may be the first of a session that concerns anything by what
   * holds for all of them. Not where the pseudo-key is new and that is itself among what is new,
   * and not where it has one session, which was there before.
   */
  #mayBegin(ref: Ref): boolean {
    if (!isPseudoKey(ref) || this.#fresh.has(ref)) return false;
    if (!heldByAll(ref).some((name) => this.#triggers.predicates.has(name))) return false;
    return this.#view.isDivided(ref) || !this.#wasSighted(ref);
  }

  /**
   * Whether the one session of a pseudo-key was there before what is new, as far as properties tell:
   * only what does not hold for all sessions of a pseudo-key shows that there is one.
   */
  #wasSighted(key: Ref): boolean {
    let was = this.#sighted.get(key);
    if (was === undefined) {
      const { identity, properties } = nodeTypeOfCode(refType(key));
      was = properties.some(({ name }) => {
        if (identity.over.includes(name)) return false;
        return this.#view.sightingsCount(key, name) > this.#newSightings.count(key, name);
      });
      this.#sighted.set(key, was);
    }
    return was;
  }

  #searchEdge(edge: string, pair: EdgePair): void {
    const { from, to } = pair;
    for (const { trigger, atObject, ends } of this.#triggers.wayEdges.get(edge) ?? []) {
      if (ends !== undefined && !fulfils(this.reader, ends.subject, from)) continue;
      if (ends !== undefined && !fulfils(this.reader, ends.object, to)) continue;
      this.#goWay(trigger, atObject ? to : from);
    }
    const triggers = this.#triggers.edges.get(edge);
    if (triggers === undefined) return;
    const { byObject, bySubject } = triggers;
    if (byObject.size > 0) this.#startAtEdges(byObject, this.reader.fulfilledBy(to), pair);
    if (bySubject.size > 0) this.#startAtEdges(bySubject, this.reader.fulfilledBy(from), pair);
  }

  #startAtEdges(
    triggers: ReadonlyMap<number, readonly EdgeTrigger[]>,
    fulfilled: readonly number[],
    { from, to }: EdgePair,
  ): void {
    for (const number of fulfilled) {
      for (const trigger of triggers.get(number) ?? NO_TRIGGERS) {
        this.#startAtEdge(trigger, from, to);
      }
    }
  }

  #searchNode(node: NodeId, { predicates, isWhole }: Touch): void {
    const triggers = this.#triggers.byType.get(this.reader.typeOf(node));
    if (triggers === undefined) return;
    if (isWhole || intersects(predicates, triggers.predicates)) {
      // Of a new node all edges are new, and each of them is searched from.
      const isNew = !isWhole && this.#fresh.has(baseRef(node));
      for (const number of this.reader.fulfilledBy(node)) {
        for (const trigger of triggers.nodes.get(number) ?? []) {
          if (isNew && trigger.isJoined) continue;
          const isAsked = isWhole || intersects(predicates, trigger.predicates);
          if (isAsked) this.#startAtNode(trigger, node);
        }
      }
    }
    if (isWhole) {
      for (const way of triggers.ways) this.#goWay(way, node);
      for (const count of triggers.counts) this.#counted.addNode(count, node);
      return;
    }
    // Of a new node all edges are new, and each of them leads where these would.
    if (this.#fresh.has(baseRef(node))) return;
    for (const predicate of predicates) {
      for (const way of triggers.waysByPredicate.get(predicate) ?? []) this.#goWay(way, node);
    }
    if (triggers.countsByPredicate.size === 0) return;
    const counts = new Set<CountTrigger>();
    for (const predicate of predicates) {
      for (const count of triggers.countsByPredicate.get(predicate) ?? NO_COUNTS) counts.add(count);
    }
    for (const count of counts) this.#counted.addNode(count, node);
  }

  #startAtNode({ id, compiled, node, plan }: NodeTrigger, at: NodeId): void {
    if (!fulfils(this.reader, node, at) || !this.#isFirst(id, at)) return;
    const search = startSearch(this.reader, compiled.size);
    search.nodes[node.slot] = at;
    this.#search(compiled, search, plan);
  }

  #startAtEdge(trigger: EdgeTrigger, subject: NodeId, object: NodeId): void {
    const { id, compiled, plan } = trigger;
    const [from, to] = trigger.backwards ? [object, subject] : [subject, object];
    if (!fulfils(this.reader, trigger.from, from) || !fulfils(this.reader, trigger.to, to)) return;
    if (!this.#isFirst(id, `${from} ${to}`)) return;
    const search = startSearch(this.reader, compiled.size);
    search.nodes[trigger.from.slot] = from;
    search.nodes[trigger.to.slot] = to;
    this.#search(compiled, search, plan);
  }

  /** Searches from where a way leads, and has the hits there looked at again. */
  #goWay(trigger: WayTrigger, start: NodeId): void {
    if (this.reader.typeOf(start) !== trigger.type) return;
    if (trigger.way.length === 0) {
      this.#reach(trigger, start);
      return;
    }
    if (this.#meter.isStopped(trigger.compiled.analyzer.id)) return;
    if (!this.#isFirst(trigger.id, start)) return;
    const addsNothing = trigger.start !== undefined && !fulfils(this.reader, trigger.start, start);
    if (addsNothing && !this.touched.held.hasHitsOf(trigger.compiled.analyzer.id)) return;
    for (const node of this.#endsOf(trigger, start)) {
      if (addsNothing) this.touched.addWholeRef(baseRef(node));
      else this.#reach(trigger, node);
    }
  }

  #reach({ end }: WayTrigger, node: NodeId): void {
    this.touched.addWholeRef(baseRef(node));
    this.#startAtNode(end, node);
  }

  /** Where a way leads; the same way is gone once for all analyzers. */
  #endsOf({ compiled, way, wayNumber }: WayTrigger, start: NodeId): ReadonlySet<NodeId> {
    let ofWay = this.#ends.get(wayNumber);
    if (ofWay === undefined) {
      ofWay = new Map();
      this.#ends.set(wayNumber, ofWay);
    }
    const known = ofWay.get(start);
    if (known !== undefined) return known;
    const before = this.reader.steps;
    let nodes = new Set([start]);
    for (const { choices, isForward, isOptional } of way) {
      const next = new Set<NodeId>();
      for (const node of nodes) {
        if (isOptional) next.add(node);
        for (const reached of this.reader.around(node, choices, isForward)) {
          if (next.size < MAX_WAY_ENDS) next.add(reached);
        }
      }
      nodes = next;
    }
    this.#meter.add(compiled.analyzer.id, this.reader.steps - before);
    ofWay.set(start, nodes);
    return nodes;
  }

  #search(compiled: CompiledPart, search: Search, plan: Plan): void {
    const { id } = compiled.analyzer;
    if (this.#meter.isStopped(id)) return;
    const before = this.reader.steps;
    lookFurther(search, plan, () => {
      const match = evaluate(search, compiled);
      const hit = match && makeHit(this.reader, compiled, match);
      if (hit !== undefined) this.found.set(hit.id, hit);
      return false;
    });
    this.#meter.add(id, this.reader.steps - before);
  }

  #isFirst(trigger: number, key: string): boolean {
    const started = this.#started.get(trigger);
    if (started === undefined) {
      this.#started.set(trigger, new Set([key]));
      return true;
    }
    return started.size < started.add(key).size;
  }
}

function intersects(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  for (const item of some) if (others.has(item)) return true;
  return false;
}
