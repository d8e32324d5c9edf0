import type { Fact, Value } from './fact.ts';
import type { Ref } from './id.ts';
import type { Change, FactPage, FactStore, Page, SubjectPage, ValuePage } from './store.ts';

/**
 * Facts of a subject that are read at once. Properties come first, so that they are nearly always
 * among them, and of most subjects this is all there is.
 */
const FACTS_AT_ONCE = 64;

/** Subjects and objects that are remembered from one append to the next: some megabytes. */
const MAX_REMEMBERED = 5_000;

interface Remembered {
  readonly byPredicate: Map<string, readonly Fact[]>;
  /** The predicate that the rest begins with; undefined when there is no rest. */
  readonly open: string | undefined;
}

const NONE: readonly Fact[] = [];
const NO_PAGE: FactPage = { facts: NONE };

/**
 * A store with what was read of it remembered for as long as it holds: a read of a few facts costs
 * about as much as one of many, matching asks for one property after the other, and one batch is
 * about what the last one was about. Of facts that only hold longer than before, the store tells
 * nobody: `last` may be older here than it is, where a fact has no scope.
 */
export class RememberedFacts implements FactStore {
  readonly #store: FactStore;
  readonly #subjects = new Map<Ref, Remembered>();
  /** Pages of `subjects`, by object and what was asked. */
  readonly #objects = new Map<Value, Map<string, FactPage>>();
  /** The objects of which all edges are remembered. */
  #fresh: ReadonlySet<Value> = new Set();

  constructor(store: FactStore) {
    this.#store = store;
  }

  /**
   * Forgets what an append has changed, and remembers what it brought.
   *
   * @param changes what the append returned
   * @param fresh the subjects of which nothing was known before; see {@link newSubjects}
   */
  update(changes: readonly Change[], fresh: ReadonlySet<Ref>): void {
    for (const { fact } of changes) {
      this.#subjects.delete(fact.subject);
      this.#objects.delete(fact.object);
    }
    trim(this.#subjects);
    trim(this.#objects);
    this.#fresh = fresh;
    if (fresh.size > 0) this.#remember(changes, fresh);
  }

  /** Forgets everything. */
  clear(): void {
    this.#subjects.clear();
    this.#objects.clear();
    this.#fresh = new Set();
  }

  append(): readonly Change[] {
    throw new Error('what is remembered would be wrong');
  }

  facts(subject: Ref, predicate?: string): readonly Fact[] {
    if (predicate === undefined) return this.#allFacts(subject);
    let remembered = this.#subjects.get(subject);
    if (remembered === undefined) {
      remembered = this.#read(subject);
      this.#subjects.set(subject, remembered);
    }
    const { byPredicate, open } = remembered;
    const known = byPredicate.get(predicate);
    if (known !== undefined || open === undefined) return known ?? NONE;
    const found = this.#store.facts(subject, predicate);
    if (found.length <= FACTS_AT_ONCE) byPredicate.set(predicate, found);
    return found;
  }

  factPage(subject: Ref, predicate: string | undefined, page: Page): FactPage {
    return this.#store.factPage(subject, predicate, page);
  }

  subjects(predicate: string, object: Value, page: SubjectPage = {}): FactPage {
    let pages = this.#objects.get(object);
    if (pages === undefined) {
      pages = new Map();
      this.#objects.set(object, pages);
    }
    const { limit, after, from } = page;
    const isFirst = after === undefined && from === undefined;
    if (isFirst && this.#fresh.has(object)) return pages.get(predicate) ?? NO_PAGE;
    const key =
      isFirst && limit === undefined ? predicate : `${predicate} ${limit} ${after} ${from}`;
    let found = pages.get(key);
    if (found === undefined) {
      found = this.#store.subjects(predicate, object, page);
      if (found.facts.length <= FACTS_AT_ONCE) pages.set(key, found);
    }
    return found;
  }

  values(predicate: string, page?: Page): ValuePage {
    return this.#store.values(predicate, page);
  }

  scan(from?: Ref): Iterable<Fact> {
    return this.#store.scan(from);
  }

  #allFacts(subject: Ref): readonly Fact[] {
    const remembered = this.#subjects.get(subject);
    if (remembered === undefined || remembered.open !== undefined)
      return this.#store.facts(subject);
    return [...remembered.byPredicate.values()].flat();
  }

  /** Remembers what is new without reading it: all that leads from it, and all that leads to it. */
  #remember(changes: readonly Change[], fresh: ReadonlySet<Ref>): void {
    const bySubject = new Map<Ref, Map<string, Fact[]>>();
    const byObject = new Map<Value, Map<string, Fact[]>>();
    for (const { fact } of changes) {
      if (fresh.has(fact.subject)) add(bySubject, fact.subject, fact);
      if (fresh.has(fact.object as Ref)) add(byObject, fact.object, fact);
    }
    for (const [subject, byPredicate] of bySubject) {
      for (const facts of byPredicate.values()) facts.sort(compareByObject);
      this.#subjects.set(subject, { byPredicate, open: undefined });
    }
    for (const [object, byPredicate] of byObject) {
      const pages = new Map<string, FactPage>();
      for (const [predicate, facts] of byPredicate) {
        pages.set(predicate, { facts: facts.sort(compareBySubject) });
      }
      this.#objects.set(object, pages);
    }
  }

  #read(subject: Ref): Remembered {
    const { facts, next } = this.#store.factPage(subject, undefined, { limit: FACTS_AT_ONCE });
    const byPredicate = new Map<string, Fact[]>();
    for (const fact of facts) {
      const ofPredicate = byPredicate.get(fact.predicate);
      if (ofPredicate === undefined) byPredicate.set(fact.predicate, [fact]);
      else ofPredicate.push(fact);
    }
    if (next === undefined) return { byPredicate, open: undefined };
    // Of the last predicate there may be more.
    const open = facts.at(-1)?.predicate ?? '';
    byPredicate.delete(open);
    return { byPredicate, open };
  }
}

function add<K>(map: Map<K, Map<string, Fact[]>>, key: K, fact: Fact): void {
  let byPredicate = map.get(key);
  if (byPredicate === undefined) {
    byPredicate = new Map();
    map.set(key, byPredicate);
  }
  const facts = byPredicate.get(fact.predicate);
  if (facts === undefined) byPredicate.set(fact.predicate, [fact]);
  else facts.push(fact);
}

/** Lets the oldest go. */
function trim<K>(map: Map<K, unknown>): void {
  for (const key of map.keys()) {
    if (map.size <= MAX_REMEMBERED) return;
    map.delete(key);
  }
}

/** The orders in which stores have the facts of a subject, or of an object, and a predicate. */
function compareByObject(a: Fact, b: Fact): number {
  if (a.object !== b.object) return a.object < b.object ? -1 : 1;
  return a.scope - b.scope;
}

function compareBySubject(a: Fact, b: Fact): number {
  if (a.subject !== b.subject) return a.subject < b.subject ? -1 : 1;
  return a.scope - b.scope;
}
