import { ALIAS, findEdge, nodeTypeOfCode } from '../schema/schema.ts';
import { isBoundary } from '../graph/boundary-fact.ts';
import type { Fact } from '../graph/fact.ts';
import { baseRef, isPseudoKey, refType } from '../graph/id.ts';
import type { NodeId, Ref } from '../graph/id.ts';
import type { Change } from '../graph/store.ts';
import type { GraphView } from '../graph/view.ts';
import type { Analyzer, PatternNode } from './analyzer.ts';
import { isRuledOut } from './condition.ts';
import type { Hit, HitChange } from './hit.ts';
import { matchAgain, matchesAt } from './pattern.ts';
import { RuleDetector, isRuleHit } from './rule-detector.ts';

/** A node of some analyzer's pattern. */
interface Position {
  readonly analyzer: Analyzer;
  readonly node: PatternNode;
  /** The predicates that can complete the pattern here. */
  readonly predicates: ReadonlySet<string>;
}

/** Any predicate: the node's identity itself changed. */
const ANY = undefined;

/**
 * Finds hits as the graph changes. Hits are a function of the graph: a change that breaks a shape
 * withdraws its hit, so that the order in which facts come makes no difference (law 2).
 */
export class Detector {
  readonly #view: GraphView;
  readonly #analyzers: ReadonlyMap<string, Analyzer>;
  readonly #positionsByType = new Map<string, Position[]>();
  readonly #hits = new Map<string, Hit>();
  readonly #hitsByRef = new Map<Ref, Set<string>>();
  readonly #rules: RuleDetector;

  /** @param hits the active hits of before, as {@link detect} gave them */
  constructor(view: GraphView, analyzers: readonly Analyzer[], hits: Iterable<Hit>) {
    this.#view = view;
    this.#analyzers = new Map(analyzers.map((analyzer) => [analyzer.id, analyzer]));
    for (const analyzer of analyzers) this.#addPositions(analyzer);
    const known = [...hits];
    for (const hit of known) if (!isRuleHit(hit)) this.#remember(hit);
    this.#rules = new RuleDetector(view, known.filter(isRuleHit));
  }

  /** What a set of changes did to the hits. The view must already show the changes. */
  detect(changes: readonly Change[]): readonly HitChange[] {
    const result = new Map<string, HitChange>();
    const tried = new Set<string>();
    const touchedRefs = new Set<Ref>();
    const refreshed = this.#refreshSessions(changes);
    for (const node of refreshed) {
      touchedRefs.add(baseRef(node));
      this.#search(node, ANY, undefined, tried, result);
    }
    for (const { fact } of changes) {
      touchedRefs.add(fact.subject);
      // A boundary that a sensor's id has divides its pseudo-key, whose hits may be no more.
      if (isBoundary(fact)) {
        for (const key of this.#view.keysOf(fact.subject)) touchedRefs.add(key);
      }
      for (const [node, predicate] of this.#nodesTouched(fact)) {
        touchedRefs.add(baseRef(node));
        this.#search(node, predicate, fact, tried, result);
      }
    }
    for (const ref of touchedRefs) {
      for (const id of this.#hitsByRef.get(ref) ?? []) this.#recheck(id, result);
    }
    for (const { hit, state } of result.values()) {
      if (state === 'active') this.#remember(hit);
      else this.#forget(hit);
    }
    return [...result.values(), ...this.#rules.detect(changes, refreshed)];
  }

  #addPositions(analyzer: Analyzer): void {
    for (const node of analyzer.nodes) {
      const predicates = new Set<string>();
      for (const { property } of [...node.condition.where, ...node.condition.not]) {
        predicates.add(property);
      }
      for (const { from, edge, to } of analyzer.edges) {
        if (from === node.name || to === node.name) predicates.add(edge);
      }
      const positions = this.#positionsByType.get(node.type) ?? [];
      positions.push({ analyzer, node, predicates });
      this.#positionsByType.set(node.type, positions);
    }
  }

  /** The sessions that changed boundaries divide anew. Each reference is looked at once. */
  #refreshSessions(changes: readonly Change[]): ReadonlySet<NodeId> {
    const refs = new Set(
      changes.filter(({ fact }) => isBoundary(fact)).map(({ fact }) => fact.subject),
    );
    return new Set([...refs].flatMap((ref) => [...this.#view.refresh(ref)]));
  }

  /** The nodes that a fact is about, each with the predicate that is new there. */
  #nodesTouched(fact: Fact): [NodeId, string | undefined][] {
    if (fact.predicate === ALIAS) return [];
    if (findEdge(fact.predicate) === undefined) {
      const predicate = isPseudoKey(fact.subject) ? ANY : fact.predicate;
      return this.#view.subjectsOf(fact).map((id) => [id, predicate]);
    }
    return this.#view.pairsOf(fact).flatMap(({ from, to }): [NodeId, string | undefined][] => [
      [from, isPseudoKey(fact.subject) ? ANY : fact.predicate],
      [to, isPseudoKey(String(fact.object)) ? ANY : fact.predicate],
    ]);
  }

  #search(
    node: NodeId,
    predicate: string | undefined,
    fact: Fact | undefined,
    tried: Set<string>,
    result: Map<string, HitChange>,
  ): void {
    const type = nodeTypeOfCode(refType(node)).name;
    for (const position of this.#positionsByType.get(type) ?? []) {
      const { analyzer, node: patternNode } = position;
      if (predicate !== ANY && !position.predicates.has(predicate)) continue;
      const isOwnProperty = predicate !== ANY && predicate === fact?.predicate;
      if (isOwnProperty && isRuledOut(patternNode.condition, predicate, fact.object)) continue;
      const key = `${analyzer.id} ${patternNode.name} ${node}`;
      if (tried.has(key)) continue;
      tried.add(key);
      for (const hit of matchesAt(this.#view, analyzer, patternNode, node)) {
        if (!isSame(this.#hits.get(hit.id), hit)) result.set(hit.id, { hit, state: 'active' });
      }
    }
  }

  #recheck(id: string, result: Map<string, HitChange>): void {
    const before = this.#hits.get(id);
    const analyzer = before && this.#analyzers.get(before.analyzer);
    if (before === undefined || analyzer === undefined) return;
    const after = matchAgain(this.#view, analyzer, before);
    if (after === undefined) result.set(id, { hit: before, state: 'withdrawn' });
    else if (!isSame(before, after)) result.set(id, { hit: after, state: 'active' });
  }

  #remember(hit: Hit): void {
    this.#hits.set(hit.id, hit);
    for (const { id } of [...hit.nodes, ...hit.lenses]) {
      const ref = baseRef(id);
      const ids = this.#hitsByRef.get(ref);
      if (ids === undefined) this.#hitsByRef.set(ref, new Set([hit.id]));
      else ids.add(hit.id);
    }
  }

  #forget(hit: Hit): void {
    this.#hits.delete(hit.id);
    for (const { id } of [...hit.nodes, ...hit.lenses]) {
      this.#hitsByRef.get(baseRef(id))?.delete(hit.id);
    }
  }
}

/** Hits are small and plain, and made by one function: their JSON is their value. */
function isSame(before: Hit | undefined, after: Hit): boolean {
  return before !== undefined && JSON.stringify(before) === JSON.stringify(after);
}
