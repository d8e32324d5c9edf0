import { ALIAS, findEdge } from '../schema/schema.ts';
import { isBoundary } from '../graph/boundary-fact.ts';
import { ALWAYS } from '../graph/fact.ts';
import type { Fact } from '../graph/fact.ts';
import { baseRef, isPseudoKey } from '../graph/id.ts';
import type { NodeId, Ref } from '../graph/id.ts';
import { newSubjects } from '../graph/new-subjects.ts';
import type { Change } from '../graph/store.ts';
import type { EdgePair } from '../graph/references.ts';
import type { GraphView } from '../graph/view.ts';
import type { Analyzer } from './analyzer.ts';
import { Numbering, compileParts } from './compile-part.ts';
import type { CompiledPart, Plan } from './compile-part.ts';
import { evaluate } from './evaluate.ts';
import { GraphReader } from './graph-reader.ts';
import type { Hit, HitChange, Mark } from './hit.ts';
import { makeHit } from './make-hit.ts';
import { MarkDetector } from './mark-detector.ts';
import { RuleDetector, isRuleHit } from './rule-detector.ts';
import { fulfils, look, lookFurther, startSearch } from './search.ts';
import type { Search } from './search.ts';
import { Touched, heldByAll } from './touched.ts';
import type { Touch } from './touched.ts';
import { findTriggers } from './triggers.ts';
import type { EdgeTrigger, NodeTrigger, Triggers, WayTrigger } from './triggers.ts';
import { WorkMeter } from './work-meter.ts';
import type { AnalyzerWork } from './work-meter.ts';

/** Whether a hit is one shard's share of a correlation's. */
function isMarked({ mark }: Hit): boolean {
  return mark !== undefined;
}

/** A hit that is remembered, and whether it waits for what must be absent. */
interface Held {
  readonly hit: Hit;
  readonly isWaiting: boolean;
}

/** Nodes that one change can lead to over a way; beyond are nodes too popular to go through. */
const MAX_WAY_ENDS = 1_000;

/**
 * Finds hits as the graph changes. Hits are a function of the graph: a change that breaks a shape
 * withdraws its hit, so that the order in which facts come makes no difference (law 2).
 */
export class Detector {
  readonly #view: GraphView;
  readonly #parts = new Map<string, CompiledPart>();
  readonly #triggers: Triggers;
  readonly #held = new Map<string, Held>();
  readonly #idsByRef = new Map<Ref, Set<string>>();
  readonly #waitingByAsset = new Map<NodeId, Map<string, number>>();
  readonly #rules: RuleDetector;
  readonly #marks: MarkDetector;
  #meter = new WorkMeter();

  /** @param hits the active and waiting hits of before, as {@link detect} gave them */
  constructor(view: GraphView, analyzers: readonly Analyzer[], hits: Iterable<Hit>) {
    this.#view = view;
    const numbering = new Numbering();
    const parts = analyzers.flatMap((analyzer) => compileParts(analyzer, numbering));
    for (const part of parts) this.#parts.set(`${part.analyzer.id} ${part.index}`, part);
    this.#triggers = findTriggers(parts);
    const reader = new GraphReader(view);
    const known = [...hits];
    const [marked, others] = [known.filter(isMarked), known.filter((hit) => !isMarked(hit))];
    for (const hit of others) if (!isRuleHit(hit)) this.#remember(hit, isWaiting(reader, hit));
    this.#rules = new RuleDetector(view, others.filter(isRuleHit));
    this.#marks = new MarkDetector(view, marked);
  }

  /** What each analyzer cost in the last call of {@link detect}, and which were stopped. */
  get work(): readonly AnalyzerWork[] {
    return this.#meter.work();
  }

  /** What a set of changes did to the hits. The view must already show the changes. */
  detect(changes: readonly Change[]): readonly HitChange[] {
    const fresh = newSubjects(changes);
    return this.#view.remembering(changes, fresh, () => this.#detect(changes, fresh));
  }

  #detect(changes: readonly Change[], fresh: ReadonlySet<Ref>): readonly HitChange[] {
    this.#meter = new WorkMeter();
    const touched = new Touched((ref) => this.#idsByRef.has(ref));
    const run = new Run(this.#view, this.#triggers, this.#meter, touched, fresh);
    const refreshed = this.#refreshSessions(changes, fresh, touched);
    for (const change of changes) run.take(change);
    run.searchNodes();
    const result = new Map<string, HitChange>();
    for (const hit of run.found.values()) this.#compare(run.reader, hit, result);
    for (const id of this.#concerned(run)) this.#recheck(run, id, result);
    this.#settle(run, result);
    this.#keep(result);
    return [
      ...result.values(),
      ...this.#rules.detect(changes, refreshed),
      ...this.#marks.detect(changes, refreshed),
    ];
  }

  /** Places the marks of correlations that hold now, and takes those back that do not. */
  mark(marks: readonly Mark[], ended: readonly string[]): readonly HitChange[] {
    return this.#marks.place(marks, ended);
  }

  /**
   * Looks again at the hits of analyzers that are not what they were when these were found; those of
   * analyzers that are gone are withdrawn. What else they would find now is found from new facts.
   */
  renew(analyzers: ReadonlySet<string>): readonly HitChange[] {
    return this.#view.remembering([], new Set(), () => {
      const touched = new Touched(() => false);
      const run = new Run(this.#view, this.#triggers, new WorkMeter(), touched, new Set());
      const result = new Map<string, HitChange>();
      for (const { hit } of this.#held.values()) {
        if (!analyzers.has(hit.analyzer)) continue;
        const part = this.#partOf(hit);
        const after = part && run.matchAgain(part, hit);
        if (after?.id === hit.id) this.#compare(run.reader, after, result);
        else result.set(hit.id, { hit, state: 'withdrawn' });
      }
      this.#keep(result);
      return [...result.values()];
    });
  }

  /**
   * Notes the sessions that changed boundaries divide anew. Each reference is looked at once, and
   * new ones not at all: everything of them is new anyway. Hits on sessions that there were before
   * an eviction are not known to the view, only to be found by their pseudo-keys.
   */
  #refreshSessions(
    changes: readonly Change[],
    fresh: ReadonlySet<Ref>,
    touched: Touched,
  ): ReadonlySet<NodeId> {
    const refreshed = new Set<NodeId>();
    const refs = new Set(
      changes.filter(({ fact }) => isBoundary(fact)).map(({ fact }) => fact.subject),
    );
    for (const ref of refs) {
      if (fresh.has(ref)) continue;
      for (const node of this.#view.refresh(ref)) {
        touched.addWhole(node);
        refreshed.add(node);
      }
      touched.addWholeRef(ref);
      if (this.#held.size === 0) continue;
      for (const key of this.#view.keysOf(ref)) touched.addWholeRef(key);
    }
    return refreshed;
  }

  /** The hits that something new can concern. */
  #concerned(run: Run): ReadonlySet<string> {
    const ids = new Set<string>();
    for (const [ref, touch] of run.touched.refs) {
      for (const id of this.#idsByRef.get(ref) ?? []) {
        const held = this.#held.get(id);
        const part = held && this.#partOf(held.hit);
        if (part !== undefined && concerns(part, touch)) ids.add(id);
      }
    }
    return ids;
  }

  /** Looks at a hit of before again. */
  #recheck(run: Run, id: string, result: Map<string, HitChange>): void {
    const before = this.#held.get(id);
    const part = before && this.#partOf(before.hit);
    if (before === undefined || part === undefined || result.get(id)?.state === 'active') return;
    if (run.found.has(id) || this.#meter.isStopped(part.analyzer.id)) return;
    const after = run.matchAgain(part, before.hit);
    if (after === undefined) result.set(id, { hit: before.hit, state: 'withdrawn' });
    else this.#compare(run.reader, after, result);
  }

  /** Notes a hit as it now is, if that is not as it was. */
  #compare(reader: GraphReader, hit: Hit, result: Map<string, HitChange>): void {
    const before = this.#held.get(hit.id);
    const waits = isWaiting(reader, hit);
    if (before !== undefined && before.isWaiting === waits && isSame(before.hit, hit)) return;
    result.set(hit.id, { hit, state: waits ? 'waiting' : 'active' });
  }

  /** The hits whose hosts' records have gone on for long enough. */
  #settle(run: Run, result: Map<string, HitChange>): void {
    for (const [asset, waiting] of this.#waitingByAsset) {
      const now = run.reader.clock(asset);
      for (const [id, at] of waiting) {
        const held = this.#held.get(id);
        if (at > now || held === undefined || result.has(id)) continue;
        result.set(id, { hit: held.hit, state: 'active' });
      }
    }
  }

  /** Remembers hits as they now are. */
  #keep(changes: ReadonlyMap<string, HitChange>): void {
    for (const { hit, state } of changes.values()) {
      this.#forget(hit.id);
      if (state !== 'withdrawn') this.#remember(hit, state === 'waiting');
    }
  }

  #partOf(hit: Hit): CompiledPart | undefined {
    return this.#parts.get(`${hit.analyzer} ${hit.part?.index ?? 0}`);
  }

  #remember(hit: Hit, waits: boolean): void {
    this.#held.set(hit.id, { hit, isWaiting: waits });
    for (const { id } of [...hit.nodes, ...hit.lenses]) {
      const ref = baseRef(id);
      const ids = this.#idsByRef.get(ref);
      if (ids === undefined) this.#idsByRef.set(ref, new Set([hit.id]));
      else ids.add(hit.id);
    }
    if (!waits || hit.settling === undefined) return;
    const { asset, at } = hit.settling;
    const waiting = this.#waitingByAsset.get(asset);
    if (waiting === undefined) this.#waitingByAsset.set(asset, new Map([[hit.id, at]]));
    else waiting.set(hit.id, at);
  }

  #forget(id: string): void {
    const held = this.#held.get(id);
    if (held === undefined) return;
    const { hit } = held;
    this.#held.delete(id);
    for (const node of [...hit.nodes, ...hit.lenses]) {
      const ref = baseRef(node.id);
      const ids = this.#idsByRef.get(ref);
      ids?.delete(id);
      if (ids?.size === 0) this.#idsByRef.delete(ref);
    }
    if (hit.settling === undefined) return;
    const waiting = this.#waitingByAsset.get(hit.settling.asset);
    waiting?.delete(id);
    if (waiting?.size === 0) this.#waitingByAsset.delete(hit.settling.asset);
  }
}

/** One call of a detector: what it has read, touched and found. */
class Run {
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
  /** Edges to be searched from when all of what is new is known. */
  readonly #pairs: { readonly edge: string; readonly pair: EdgePair }[] = [];

  constructor(
    view: GraphView,
    triggers: Triggers,
    meter: WorkMeter,
    touched: Touched,
    fresh: ReadonlySet<Ref>,
  ) {
    this.#fresh = fresh;
    this.reader = new GraphReader(view);
    this.touched = touched;
    this.#view = view;
    this.#triggers = triggers;
    this.#meter = meter;
  }

  /** Notes what a changed fact is about. */
  take({ fact, novelty }: Change): void {
    const { subject, predicate } = fact;
    if (predicate === ALIAS || this.#view.isRepeated(fact, novelty)) return;
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
        if (isRelevant) this.#pairs.push({ edge: predicate, pair });
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
    for (const { edge, pair } of this.#pairs) this.#searchEdge(edge, pair);
    for (const [node, touch] of this.touched.nodes) this.#searchNode(node, touch);
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
    if (!isPseudoKey(ref) || this.#fresh.has(ref) || !this.#view.isDivided(ref)) return false;
    return heldByAll(ref).some((name) => this.#triggers.predicates.has(name));
  }

  #searchEdge(edge: string, pair: EdgePair): void {
    const { from, to } = pair;
    for (const { trigger, atObject } of this.#triggers.wayEdges.get(edge) ?? []) {
      this.#goWay(trigger, atObject ? to : from);
    }
    const triggers = this.#triggers.edges.get(edge);
    if (triggers === undefined) return;
    const search = (trigger: EdgeTrigger): void => this.#startAtEdge(trigger, from, to);
    triggers.byObject.find(this.reader.propertiesOf(to), search);
    triggers.bySubject.find(this.reader.propertiesOf(from), search);
  }

  #searchNode(node: NodeId, { predicates, isWhole }: Touch): void {
    const triggers = this.#triggers.byType.get(this.reader.typeOf(node));
    if (triggers === undefined) return;
    if (isWhole || intersects(predicates, triggers.predicates)) {
      // Of a new node all edges are new, and each of them is searched from.
      const isNew = !isWhole && this.#fresh.has(baseRef(node));
      triggers.nodes.find(this.reader.propertiesOf(node), (trigger) => {
        if (isNew && trigger.isJoined) return;
        if (isWhole || intersects(predicates, trigger.predicates)) this.#startAtNode(trigger, node);
      });
    }
    if (isWhole) for (const way of triggers.ways) this.#goWay(way, node);
    else if (triggers.waysByPredicate.size > 0) {
      for (const predicate of predicates) {
        for (const way of triggers.waysByPredicate.get(predicate) ?? []) this.#goWay(way, node);
      }
    }
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
    for (const node of this.#endsOf(trigger, start)) this.#reach(trigger, node);
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

/** Whether what is new at a node of a hit can make a difference to it. */
function concerns({ edges }: CompiledPart, { predicates, isWhole }: Touch): boolean {
  if (isWhole) return true;
  for (const predicate of predicates) {
    if (edges.has(predicate) || findEdge(predicate) === undefined) return true;
  }
  return false;
}

function isWaiting(reader: GraphReader, { settling }: Hit): boolean {
  return settling !== undefined && reader.clock(settling.asset) < settling.at;
}

function intersects(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  for (const item of some) if (others.has(item)) return true;
  return false;
}

/** Hits are small and plain, and made by one function: their JSON is their value. */
function isSame(before: Hit, after: Hit): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}
