import { isBoundary } from '../graph/boundary-fact.ts';
import { baseRef, refType } from '../graph/id.ts';
import type { NodeId, Ref } from '../graph/id.ts';
import type { Change } from '../graph/store.ts';
import type { GraphView } from '../graph/view.ts';
import { ALIAS, findEdge, nodeType } from '../schema/schema.ts';
import type { Hit, HitChange, Mark } from './hit.ts';
import { markedHit } from './marked-hit.ts';
import { concernsHits } from './rule-hits.ts';

const ASSET = nodeType('asset').code;

/**
 * Keeps the hits of correlations what the graph says: which nodes their matches are about changes
 * when sessions do, and what these are called with their properties. Costs nothing where there is no
 * mark.
 */
export class MarkDetector {
  readonly #view: GraphView;
  readonly #held = new Map<string, Hit>();
  readonly #idsByRef = new Map<Ref, Set<string>>();

  /** @param hits the active hits of marks of before */
  constructor(view: GraphView, hits: Iterable<Hit>) {
    this.#view = view;
    for (const hit of hits) this.#remember(hit);
  }

  /** Places marks, and takes back those of these ids. Repeating it changes nothing. */
  place(marks: readonly Mark[], ended: readonly string[]): readonly HitChange[] {
    const placed = marks.flatMap((mark) => this.#change(markedHit(this.#view, mark)));
    const withdrawn = ended.flatMap((id): HitChange[] => {
      const hit = this.#held.get(id);
      if (hit === undefined) return [];
      this.#held.delete(id);
      return [{ hit, state: 'withdrawn' }];
    });
    return [...placed, ...withdrawn];
  }

  /**
   * What changes did to the hits.
   *
   * @param refreshed the nodes whose sessions the changes divide anew
   */
  detect(changes: readonly Change[], refreshed: Iterable<NodeId>): readonly HitChange[] {
    if (this.#held.size === 0) return [];
    const ids = new Set<string>();
    const concern = (ref: Ref): void => {
      for (const id of this.#idsByRef.get(ref) ?? []) ids.add(id);
    };
    for (const { fact } of changes) {
      const { subject, predicate, object } = fact;
      if (predicate !== ALIAS && !isBoundary(fact) && !concernsHits(fact)) continue;
      concern(subject);
      if (isBoundary(fact)) for (const key of this.#view.keysOf(subject)) concern(key);
      // What belongs to a host says nothing of the host.
      const leads = predicate === ALIAS || findEdge(predicate) !== undefined;
      if (leads && refType(String(object)) !== ASSET) concern(object as Ref);
    }
    for (const id of refreshed) concern(baseRef(id));
    return [...ids].flatMap((id) => {
      const mark = this.#held.get(id)?.mark;
      return mark === undefined ? [] : this.#change(markedHit(this.#view, mark));
    });
  }

  #change(hit: Hit): HitChange[] {
    const before = this.#held.get(hit.id);
    if (before !== undefined && JSON.stringify(before) === JSON.stringify(hit)) return [];
    this.#remember(hit);
    return [{ hit, state: 'active' }];
  }

  /** What names a node stays: looking at a hit once too often changes nothing. */
  #remember(hit: Hit): void {
    this.#held.set(hit.id, hit);
    const nodes = [...hit.nodes, ...hit.lenses].flatMap(({ id }) => [
      baseRef(id),
      ...this.#view.refsOf(id),
    ]);
    const { subjects = [], users = [] } = hit.mark ?? {};
    for (const ref of [
      ...nodes,
      ...subjects.map((one) => one.ref),
      ...users.map((one) => one.ref),
    ]) {
      const known = this.#idsByRef.get(ref);
      if (known === undefined) this.#idsByRef.set(ref, new Set([hit.id]));
      else known.add(hit.id);
    }
  }
}
