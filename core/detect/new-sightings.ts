import { ALWAYS } from '../graph/fact.ts';
import { isPseudoKey } from '../graph/id.ts';
import type { Ref } from '../graph/id.ts';
import type { Change } from '../graph/store.ts';

/** How many facts with a scope are new of each pseudo-key and property. */
export class NewSightings {
  readonly #counts = new Map<string, number>();

  constructor(changes: readonly Change[]) {
    for (const { fact, novelty } of changes) {
      const { subject, predicate, scope } = fact;
      if (novelty !== 'fact' || scope === ALWAYS || !isPseudoKey(subject)) continue;
      const key = `${subject} ${predicate}`;
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    }
  }

  count(key: Ref, property: string): number {
    return this.#counts.get(`${key} ${property}`) ?? 0;
  }
}
