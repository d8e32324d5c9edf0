import { ALWAYS, merge } from './fact.ts';
import type { Fact, Value } from './fact.ts';
import type { Ref } from './id.ts';
import type {
  Change,
  FactPage,
  FactStore,
  Novelty,
  Page,
  PredicateTable,
  SubjectPage,
  ValuePage,
} from './store.ts';

/**
 * Facts in plain maps: the meaning of {@link FactStore} in the fewest lines, which the stored
 * kinds are held against, and enough for tests and for graphs that live as long as a command.
 */
export class MemoryStore implements FactStore {
  readonly #predicates: PredicateTable;
  readonly #bySubject = new Map<Ref, Map<string, Fact>>();
  readonly #byObject = new Map<string, Map<string, Fact>>();
  readonly #values = new Map<string, Map<string, Value>>();

  constructor(predicates: PredicateTable) {
    this.#predicates = predicates;
  }

  append(facts: readonly Fact[]): readonly Change[] {
    const changes: Change[] = [];
    const newSubjects = new Set<Ref>();
    for (const fact of facts) {
      if (!this.#bySubject.has(fact.subject)) newSubjects.add(fact.subject);
      const ofSubject = getOrAdd(this.#bySubject, fact.subject, () => new Map<string, Fact>());
      const key = factKey(this.#predicates, fact);
      const before = ofSubject.get(key);
      const after = before === undefined ? fact : merge(before, fact);
      if (after === before) continue;
      ofSubject.set(key, after);
      if (this.#predicates.isIndexed(fact.predicate)) {
        const about = `${fact.predicate} ${fact.object}`;
        const ofObject = getOrAdd(this.#byObject, about, () => new Map<string, Fact>());
        const values = getOrAdd(this.#values, fact.predicate, () => new Map<string, Value>());
        values.set(objectKey(fact.object), fact.object);
        ofObject.set(`${fact.subject} ${scopeKey(fact.scope)}`, { ...after, upload: 0, record: 0 });
      }
      const novelty = noveltyOf(before, after, newSubjects.has(fact.subject));
      if (novelty !== undefined) changes.push({ fact: after, novelty });
    }
    return changes;
  }

  facts(subject: Ref, predicate?: string): readonly Fact[] {
    const all = sortedValues(this.#bySubject.get(subject));
    return predicate === undefined ? all : all.filter((fact) => fact.predicate === predicate);
  }

  factPage(subject: Ref, predicate: string | undefined, page: Page): FactPage {
    const found = this.#bySubject.get(subject) ?? new Map<string, Fact>();
    const isAsked = (key: string) => !predicate || found.get(key)?.predicate === predicate;
    return factPageOf(found, [...found.keys()].filter(isAsked).sort(), page);
  }

  subjects(predicate: string, object: Value, page: SubjectPage = {}): FactPage {
    if (!this.#predicates.isIndexed(predicate)) throw new Error(`${predicate} is not indexed`);
    const found = this.#byObject.get(`${predicate} ${object}`) ?? new Map<string, Fact>();
    const { from = '' } = page;
    return factPageOf(found, [...found.keys()].filter((key) => key >= from).sort(), page);
  }

  values(predicate: string, page: Page = {}): ValuePage {
    if (!this.#predicates.isIndexed(predicate)) throw new Error(`${predicate} is not indexed`);
    const found = this.#values.get(predicate) ?? new Map<string, Value>();
    const { items, next } = pageOf(found, [...found.keys()].sort(), page);
    return next === undefined ? { values: items } : { values: items, next };
  }

  *scan(from?: Ref): Iterable<Fact> {
    for (const subject of [...this.#bySubject.keys()].sort()) {
      if (from !== undefined && subject < from) continue;
      yield* sortedValues(this.#bySubject.get(subject));
    }
  }
}

/** Merges facts of equal keys, so that each key is left once. Keeps the order of first mention. */
export function mergeByKey(facts: Iterable<Fact>): Fact[] {
  const byKey = new Map<string, Fact>();
  for (const fact of facts) {
    const key = `${fact.subject} ${fact.predicate} ${fact.scope} ${fact.object}`;
    const before = byKey.get(key);
    byKey.set(key, before === undefined ? fact : merge(before, fact));
  }
  return [...byKey.values()];
}

/** What a merge made new; undefined when it is only how long a fact holds, whatever its session. */
function noveltyOf(
  before: Fact | undefined,
  after: Fact,
  isNewSubject: boolean,
): Novelty | undefined {
  if (before === undefined) return isNewSubject ? 'subject' : 'fact';
  if (after.first < before.first) return 'first';
  return after.scope !== ALWAYS && after.last > before.last ? 'last' : undefined;
}

function factKey(predicates: PredicateTable, fact: Fact): string {
  const code = String.fromCharCode(predicates.code(fact.predicate));
  return `${code}${objectKey(fact.object)}\0${scopeKey(fact.scope)}`;
}

/** Sorts texts by code unit and numbers by value. */
function objectKey(object: Value): string {
  if (typeof object === 'string') return object;
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, object + 0); // zero has one form, whatever its sign
  const high = bits.getInt32(0);
  const flipped = high < 0 ? ~bits.getBigUint64(0) : bits.getBigUint64(0) ^ (1n << 63n);
  return BigInt.asUintN(64, flipped).toString(16).padStart(16, '0');
}

/** Scopes are whole numbers that may be negative: times before 1970. */
function scopeKey(scope: number): string {
  return (scope + 2 ** 52).toString(16).padStart(14, '0');
}

function factPageOf(
  found: ReadonlyMap<string, Fact>,
  keys: readonly string[],
  page: Page,
): FactPage {
  const { items, next } = pageOf(found, keys, page);
  return next === undefined ? { facts: items } : { facts: items, next };
}

function pageOf<T>(
  found: ReadonlyMap<string, T>,
  keys: readonly string[],
  page: Page,
): { items: T[]; next?: string | undefined } {
  const { after, limit = keys.length } = page;
  const from = after === undefined ? 0 : keys.findIndex((key) => key > after);
  const taken = from < 0 ? [] : keys.slice(from, from + limit);
  const items = taken.flatMap((key) => found.get(key) ?? []);
  const isMore = from >= 0 && from + limit < keys.length;
  return isMore ? { items, next: taken.at(-1) } : { items };
}

function sortedValues(map: Map<string, Fact> | undefined): Fact[] {
  if (map === undefined) return [];
  return [...map.keys()].sort().flatMap((key) => map.get(key) ?? []);
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
