import { ALIAS, findEdge } from '../schema/schema.ts';
import { isBoundary } from '../graph/boundary-fact.ts';
import { baseRef } from '../graph/id.ts';
import type { NodeId, Ref } from '../graph/id.ts';
import { newSubjects } from '../graph/new-subjects.ts';
import type { Change } from '../graph/store.ts';
import type { GraphView } from '../graph/view.ts';
import type { Analyzer } from './analyzer.ts';
import { Numbering, compileParts } from './compile-part.ts';
import type { CompiledPart } from './compile-part.ts';
import { GraphReader } from './graph-reader.ts';
import type { Hit, HitChange, Mark } from './hit.ts';
import { MarkDetector } from './mark-detector.ts';
import { NodeConditions } from './node-conditions.ts';
import { RememberedConditions } from './remembered-conditions.ts';
import { RuleDetector, isRuleHit } from './rule-detector.ts';
import { Run } from './run.ts';
import { Touched } from './touched.ts';
import type { HeldHits, Touch } from './touched.ts';
import { findTriggers } from './find-triggers.ts';
import { KnownValuesOfNodes } from './known-values.ts';
import type { Triggers } from './triggers.ts';
import { WorkMeter } from './work-meter.ts';
import type { AnalyzerWork } from './work-meter.ts';

/** Whether a hit is one shard's share of a correlation's. */
function isMarked({ mark }: Hit): boolean {
  return mark !== undefined;
}

const NO_HITS: HeldHits = { hasHitsOn: () => false, hasHitsOf: () => false };

/** A hit that is remembered, and whether it waits for what must be absent. */
interface Held {
  readonly hit: Hit;
  readonly isWaiting: boolean;
}

/**
 * Finds hits as the graph changes. Hits are a function of the graph: a change that breaks a shape
 * withdraws its hit, so that the order in which facts come makes no difference (law 2).
 */
export class Detector implements HeldHits {
  readonly #view: GraphView;
  readonly #parts = new Map<string, CompiledPart>();
  readonly #triggers: Triggers;
  readonly #conditions: NodeConditions;
  readonly #fulfilled = new RememberedConditions();
  readonly #values = new KnownValuesOfNodes();
  #forgottenBefore = 0;
  readonly #held = new Map<string, Held>();
  readonly #idsByRef = new Map<Ref, Set<string>>();
  readonly #heldByAnalyzer = new Map<string, number>();
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
    this.#conditions = new NodeConditions(parts);
    const reader = new GraphReader(view, this.#conditions);
    const known = [...hits];
    const [marked, others] = [known.filter(isMarked), known.filter((hit) => !isMarked(hit))];
    for (const hit of others) if (!isRuleHit(hit)) this.#remember(hit, isWaiting(reader, hit));
    this.#rules = new RuleDetector(view, others.filter(isRuleHit));
    this.#marks = new MarkDetector(view, marked);
  }

  hasHitsOn(ref: Ref): boolean {
    return this.#idsByRef.has(ref);
  }

  hasHitsOf(analyzer: string): boolean {
    return (this.#heldByAnalyzer.get(analyzer) ?? 0) > 0;
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
    const touched = new Touched(this);
    const reader = new GraphReader(this.#view, this.#conditions, this.#fulfilled);
    const refreshed = this.#refreshSessions(changes, fresh, touched);
    for (const node of refreshed) this.#values.forget(node);
    this.#values.nextCall();
    const run = new Run(reader, this.#triggers, this.#meter, touched, changes, fresh, this.#values);
    const news = changes.filter((change) => this.#isNews(change));
    this.#forgetConditions(changes, news);
    for (const { fact } of news) run.take(fact);
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

  /** Whether the graph has anything new by a change, besides where sessions begin and end. */
  #isNews({ fact, novelty }: Change): boolean {
    return fact.predicate !== ALIAS && !this.#view.isRepeated(fact, novelty);
  }

  /**
   * Forgets which conditions nodes fulfil of which a property, or what belongs to them, changed.
   *
   * @param news the changes by which nodes have something new
   */
  #forgetConditions(changes: readonly Change[], news: readonly Change[]): void {
    if (this.#forgottenBefore !== this.#view.timesForgotten) {
      this.#fulfilled.clear();
      this.#values.clear();
    }
    this.#forgottenBefore = this.#view.timesForgotten;
    for (const { fact } of news) {
      if (findEdge(fact.predicate) === undefined) this.#fulfilled.forget(fact.subject);
    }
    for (const { fact } of changes) {
      if (!isBoundary(fact)) continue;
      this.#fulfilled.forget(fact.subject);
      if (fact.predicate === ALIAS) this.#fulfilled.forget(fact.object as Ref);
      // Where a session begins or ends, others of its pseudo-keys have more or less.
      for (const key of this.#view.keysOf(fact.subject)) this.#fulfilled.forget(key);
    }
  }

  /**
   * Looks again at the hits of analyzers that are not what they were when these were found; those of
   * analyzers that are gone are withdrawn. What else they would find now is found from new facts.
   */
  renew(analyzers: ReadonlySet<string>): readonly HitChange[] {
    return this.#view.remembering([], new Set(), () => {
      const touched = new Touched(NO_HITS);
      const reader = new GraphReader(this.#view, this.#conditions, this.#fulfilled);
      const run = new Run(
        reader,
        this.#triggers,
        new WorkMeter(),
        touched,
        [],
        new Set(),
        this.#values,
      );
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
    const boundaries = Map.groupBy(
      changes.filter(({ fact }) => isBoundary(fact)),
      ({ fact }) => fact.subject,
    );
    for (const [ref, news] of boundaries) {
      if (fresh.has(ref)) continue;
      for (const node of this.#view.refresh(ref, news)) {
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
    this.#heldByAnalyzer.set(hit.analyzer, (this.#heldByAnalyzer.get(hit.analyzer) ?? 0) + 1);
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
    this.#heldByAnalyzer.set(hit.analyzer, (this.#heldByAnalyzer.get(hit.analyzer) ?? 1) - 1);
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

/** Hits are small and plain, and made by one function: their JSON is their value. */
function isSame(before: Hit, after: Hit): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}
