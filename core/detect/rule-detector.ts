import { isBoundary } from '../graph/boundary-fact.ts';
import { ALWAYS } from '../graph/fact.ts';
import type { Fact } from '../graph/fact.ts';
import { baseRef, isPseudoKey } from '../graph/id.ts';
import type { NodeId, Ref } from '../graph/id.ts';
import type { Change } from '../graph/store.ts';
import type { GraphView } from '../graph/view.ts';
import { MATCHED_RULES } from '../schema/declare.ts';
import { ALIAS, findEdge } from '../schema/schema.ts';
import type { Hit, HitChange } from './hit.ts';
import { concernsHits, ruleHitsOn, ruleOfAnalyzer, subjectOf } from './rule-hits.ts';

/** Whether a hit is of a Sigma rule that is about single records. */
export function isRuleHit({ analyzer, mark }: Hit): boolean {
  return ruleOfAnalyzer(analyzer) !== undefined && mark === undefined;
}

/**
 * Turns matches of Sigma rules, which are facts of the graph, into hits. They are worked out anew
 * for every node whose matches, neighbours or session changed, so that they are a function of the
 * graph (law 2). Costs nothing where no rule ever matched.
 */
export class RuleDetector {
  readonly #view: GraphView;
  readonly #hitsBySubject = new Map<NodeId, Map<string, Hit>>();
  /** The subjects of the hits that name a node or count for it, by the node's reference. */
  readonly #subjectsByRef = new Map<Ref, Set<NodeId>>();

  /** @param hits the active hits of rules of before */
  constructor(view: GraphView, hits: Iterable<Hit>) {
    this.#view = view;
    for (const hit of hits) this.#remember(hit);
  }

  /**
   * What changes did to the hits.
   *
   * @param refreshed the nodes whose sessions the changes divide anew
   */
  detect(changes: readonly Change[], refreshed: Iterable<NodeId>): readonly HitChange[] {
    const subjects = new Set<NodeId>();
    for (const { fact, novelty } of changes) {
      if (fact.predicate === MATCHED_RULES.name) {
        for (const id of this.#view.subjectsOf(fact)) subjects.add(id);
      } else if (isBoundary(fact) && !this.#view.isRepeated(fact, novelty)) {
        for (const key of this.#view.keysOf(fact.subject)) this.#addSessions(key, subjects);
      }
      if (this.#hitsBySubject.size > 0 && concernsHits(fact)) {
        for (const id of this.#nodesOf(fact)) this.#addSubjects(id, fact, subjects);
      }
    }
    for (const id of refreshed) {
      subjects.add(id);
      this.#addNaming(baseRef(id), subjects);
    }
    return [...subjects].flatMap((subject) => this.#update(subject));
  }

  #nodesOf(fact: Fact): readonly NodeId[] {
    if (fact.predicate === ALIAS) return [];
    if (findEdge(fact.predicate) === undefined) {
      const isOfAll = fact.scope === ALWAYS && isPseudoKey(fact.subject);
      return isOfAll ? [...this.#view.sessionsOf(fact.subject)] : this.#view.subjectsOf(fact);
    }
    return this.#view.pairsOf(fact).flatMap(({ from, to }) => [from, to]);
  }

  /** An edge matters to the hits on its ends; a name to all hits that say it. */
  #addSubjects(id: NodeId, fact: Fact, into: Set<NodeId>): void {
    if (findEdge(fact.predicate) !== undefined) {
      if (this.#hitsBySubject.has(id)) into.add(id);
      return;
    }
    this.#addNaming(baseRef(id), into);
  }

  /** The nodes that a pseudo-key was or is, that have hits or rules that matched: a fact may have moved. */
  #addSessions(key: Ref, into: Set<NodeId>): void {
    this.#addNaming(key, into);
    for (const id of this.#view.meaningsOf(key)) this.#addNaming(baseRef(id), into);
    for (const id of this.#view.nodesWith(key, MATCHED_RULES.name)) into.add(id);
  }

  #addNaming(ref: Ref, into: Set<NodeId>): void {
    for (const subject of this.#subjectsByRef.get(ref) ?? []) into.add(subject);
  }

  #update(subject: NodeId): HitChange[] {
    const before = this.#hitsBySubject.get(subject) ?? new Map<string, Hit>();
    const now = new Map(ruleHitsOn(this.#view, subject).map((hit) => [hit.id, hit]));
    const changes: HitChange[] = [];
    for (const hit of before.values()) {
      if (!now.has(hit.id)) changes.push({ hit, state: 'withdrawn' });
    }
    for (const hit of now.values()) {
      const known = before.get(hit.id);
      const isSame = known !== undefined && JSON.stringify(known) === JSON.stringify(hit);
      if (!isSame) changes.push({ hit, state: 'active' });
    }
    for (const { hit } of changes) this.#forget(before.get(hit.id));
    for (const { hit, state } of changes) if (state === 'active') this.#remember(hit);
    return changes;
  }

  #remember(hit: Hit): void {
    const subject = subjectOf(hit);
    const hits = this.#hitsBySubject.get(subject);
    if (hits === undefined) this.#hitsBySubject.set(subject, new Map([[hit.id, hit]]));
    else hits.set(hit.id, hit);
    for (const { id } of [...hit.nodes, ...hit.lenses]) {
      const ref = baseRef(id);
      const subjects = this.#subjectsByRef.get(ref);
      if (subjects === undefined) this.#subjectsByRef.set(ref, new Set([subject]));
      else subjects.add(subject);
    }
  }

  /** What names a node stays: looking at a subject once too often changes nothing. */
  #forget(hit: Hit | undefined): void {
    if (hit === undefined) return;
    const subject = subjectOf(hit);
    const hits = this.#hitsBySubject.get(subject);
    hits?.delete(hit.id);
    if (hits?.size === 0) this.#hitsBySubject.delete(subject);
  }
}
