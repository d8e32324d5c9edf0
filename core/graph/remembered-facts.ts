import type { Fact, Value } from './fact.ts';
import type { Ref } from './id.ts';
import type { Change, FactPage, FactStore, Page, SubjectPage, ValuePage } from './store.ts';

/**
 * Facts of a subject that are read at once. Properties come first, so that they are nearly always
 * among them, and of most subjects this is all there is.
 */
const FACTS_AT_ONCE = 64;

/**
 * Facts that are remembered from one append to the next, by subject and as many by object, with the maps
 * that lead to them: some twenty megabytes each in Node, and about half of that where pointers are
 * compressed. Enough for what some hundred hosts do; where less is remembered, a shard of so many
 * reads most of it from runs for every upload.
 */
const MAX_REMEMBERED = 60_000;

/** So many more may be, before those that are too many go: to count all of them takes a while. */
const MAX_UNCOUNTED = 10_000;

/**
 * Facts of subjects with more than {@link FACTS_AT_ONCE} that are remembered until the next append:
 * some tens of megabytes. What is beyond is read for each question.
 */
const MAX_HELD = 100_000;

/** What is remembered of one thing. */
interface Remembered<T> {
  readonly byPredicate: Map<string, T>;
  /** Whether it was asked for since there were last too many. */
  isUsed: boolean;
}

interface RememberedSubject extends Remembered<readonly Fact[]> {
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
  readonly #atOnce: number;
  readonly #subjects = new Map<Ref, RememberedSubject>();
  /** What leads to an object, by predicate: all of it, where that is not much. */
  readonly #objects = new Map<Value, Remembered<FactPage>>();
  /** What was read of subjects with many facts since the last append, by subject and predicate. */
  readonly #large = new Map<Ref, Map<string | undefined, readonly Fact[]>>();
  #held = 0;
  /** How many facts, at most, were remembered since they were last counted. */
  #uncounted = 0;
  /** The objects of which all edges are remembered. */
  #fresh: ReadonlySet<Value> = new Set();

  /** @param factsAtOnce facts of a subject that are read at once, and remembered for long */
  constructor(store: FactStore, factsAtOnce = FACTS_AT_ONCE) {
    this.#store = store;
    this.#atOnce = factsAtOnce;
  }

  /**
   * Renews what an append has changed, or forgets it, and remembers what it brought.
   *
   * @param changes what the append returned
   * @param fresh the subjects of which nothing was known before; see {@link newSubjects}
   */
  update(changes: readonly Change[], fresh: ReadonlySet<Ref>): void {
    this.#forgetLarge();
    for (const { fact } of changes) {
      this.#renew(fact);
      this.#objects.get(fact.object)?.byPredicate.delete(fact.predicate);
    }
    if (this.#uncounted > MAX_UNCOUNTED) {
      trim(this.#subjects, (facts) => facts.length);
      trim(this.#objects, ({ facts }) => facts.length);
      this.#uncounted = 0;
    }
    this.#uncounted += 2 * changes.length;
    this.#fresh = fresh;
    if (fresh.size > 0) this.#remember(changes, fresh);
  }

  /** Forgets everything. */
  clear(): void {
    this.#forgetLarge();
    this.#subjects.clear();
    this.#objects.clear();
    this.#fresh = new Set();
  }

  append(): readonly Change[] {
    throw new Error('what is remembered would be wrong');
  }

  facts(subject: Ref, predicate?: string): readonly Fact[] {
    if (predicate === undefined) return this.#allFacts(subject);
    const { byPredicate, open } = this.#of(subject);
    const known = byPredicate.get(predicate);
    if (known !== undefined || open === undefined) return known ?? NONE;
    const found = this.#readLarge(subject, predicate);
    if (found.length <= this.#atOnce) {
      byPredicate.set(predicate, found);
      this.#uncounted += found.length;
    }
    return found;
  }

  factPage(subject: Ref, predicate: string | undefined, page: Page): FactPage {
    if (predicate === undefined && page.after === undefined) {
      const { byPredicate, open } = this.#of(subject);
      const facts = open === undefined ? [...byPredicate.values()].flat() : undefined;
      if (facts !== undefined && facts.length <= (page.limit ?? Infinity)) return { facts };
    }
    if (predicate === undefined || page.after !== undefined) {
      return this.#store.factPage(subject, predicate, page);
    }
    const { byPredicate, open } = this.#of(subject);
    const known = byPredicate.get(predicate);
    if (known === undefined && open === undefined) return NO_PAGE;
    if (known !== undefined && known.length <= (page.limit ?? known.length))
      return { facts: known };
    const found = this.#store.factPage(subject, predicate, page);
    const isWhole = found.next === undefined && found.facts.length <= this.#atOnce;
    if (isWhole) {
      byPredicate.set(predicate, found.facts);
      this.#uncounted += found.facts.length;
    }
    return found;
  }

  subjects(predicate: string, object: Value, page: SubjectPage = {}): FactPage {
    const { limit = Infinity, after, from } = page;
    if (after !== undefined || from !== undefined) {
      return this.#store.subjects(predicate, object, page);
    }
    let remembered = this.#objects.get(object);
    const known = remembered?.byPredicate.get(predicate);
    if (remembered !== undefined) remembered.isUsed = true;
    if (known === undefined && this.#fresh.has(object)) return NO_PAGE;
    if (known !== undefined && known.facts.length <= limit) return known;
    const found = this.#store.subjects(predicate, object, page);
    if (found.next !== undefined || found.facts.length > this.#atOnce) return found;
    if (remembered === undefined) {
      remembered = { byPredicate: new Map(), isUsed: false };
      this.#objects.set(object, remembered);
    }
    remembered.byPredicate.set(predicate, found);
    this.#uncounted += found.facts.length + 1;
    return found;
  }

  values(predicate: string, page?: Page): ValuePage {
    return this.#store.values(predicate, page);
  }

  scan(from?: Ref): Iterable<Fact> {
    return this.#store.scan(from);
  }

  /** Has one of few facts as the store has it now; of more, what changes is forgotten. */
  #renew(fact: Fact): void {
    const { subject, predicate } = fact;
    const remembered = this.#subjects.get(subject);
    if (remembered === undefined) return;
    const { byPredicate, open } = remembered;
    const known = byPredicate.get(predicate);
    if (known === undefined) {
      // Of a subject that is remembered whole, it is the first; of another, it will be read.
      if (open === undefined) byPredicate.set(predicate, [fact]);
    } else if (known.length < this.#atOnce) byPredicate.set(predicate, withFact(known, fact));
    else if (open === undefined) this.#subjects.delete(subject);
    else byPredicate.delete(predicate);
  }

  /** Reads what may be many facts, once until the next append; of who is known whole, nothing. */
  #readLarge(subject: Ref, predicate: string | undefined): readonly Fact[] {
    let ofSubject = this.#large.get(subject);
    const known = ofSubject?.get(predicate);
    if (known !== undefined) return known;
    if (ofSubject?.has(undefined) === true) return NONE;
    const found = this.#store.facts(subject, predicate);
    if (this.#held + found.length > MAX_HELD) return found;
    this.#held += found.length;
    if (ofSubject === undefined) {
      ofSubject = new Map();
      this.#large.set(subject, ofSubject);
    }
    ofSubject.set(predicate, found);
    if (predicate === undefined) {
      for (const [name, facts] of byPredicateOf(found)) ofSubject.set(name, facts);
    }
    return found;
  }

  #forgetLarge(): void {
    this.#large.clear();
    this.#held = 0;
  }

  #allFacts(subject: Ref): readonly Fact[] {
    const { byPredicate, open } = this.#of(subject);
    if (open !== undefined) return this.#readLarge(subject, undefined);
    return [...byPredicate.values()].flat();
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
      this.#subjects.set(subject, { byPredicate, open: undefined, isUsed: false });
    }
    for (const [object, byPredicate] of byObject) {
      const pages = new Map<string, FactPage>();
      for (const [predicate, facts] of byPredicate) {
        pages.set(predicate, { facts: facts.sort(compareBySubject) });
      }
      this.#objects.set(object, { byPredicate: pages, isUsed: false });
    }
  }

  #of(subject: Ref): RememberedSubject {
    let remembered = this.#subjects.get(subject);
    if (remembered === undefined) {
      remembered = this.#read(subject);
      this.#uncounted += this.#atOnce;
      this.#subjects.set(subject, remembered);
    } else remembered.isUsed = true;
    return remembered;
  }

  #read(subject: Ref): RememberedSubject {
    const { facts, next } = this.#store.factPage(subject, undefined, { limit: this.#atOnce });
    const byPredicate = byPredicateOf(facts);
    if (next === undefined) return { byPredicate, open: undefined, isUsed: false };
    // Of the last predicate there may be more.
    const open = facts.at(-1)?.predicate ?? '';
    byPredicate.delete(open);
    return { byPredicate, open, isUsed: false };
  }
}

function byPredicateOf(facts: readonly Fact[]): Map<string, Fact[]> {
  const byPredicate = new Map<string, Fact[]>();
  for (const fact of facts) {
    const ofPredicate = byPredicate.get(fact.predicate);
    if (ofPredicate === undefined) byPredicate.set(fact.predicate, [fact]);
    else ofPredicate.push(fact);
  }
  return byPredicate;
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

/** Lets the oldest go that were not used lately, as long as there are too many facts. */
function trim<K, T>(map: Map<K, Remembered<T>>, factsOf: (one: T) => number): void {
  let total = 0;
  for (const one of map.values()) total += sizeOf(one, factsOf);
  // What was used is put behind the others, where it is come to again if these are not enough.
  for (const [key, one] of map) {
    if (total <= MAX_REMEMBERED) return;
    map.delete(key);
    if (one.isUsed) map.set(key, one);
    else total -= sizeOf(one, factsOf);
    one.isUsed = false;
  }
}

/** How many facts there are, and about how many more the maps take that lead to them. */
function sizeOf<T>({ byPredicate }: Remembered<T>, factsOf: (one: T) => number): number {
  let size = 2 + byPredicate.size / 2;
  for (const one of byPredicate.values()) size += factsOf(one);
  return size;
}

/** Facts of one subject and predicate with one more, or with one as it is now; in their order. */
function withFact(facts: readonly Fact[], fact: Fact): readonly Fact[] {
  const { object, scope } = fact;
  const same = facts.findIndex((one) => one.object === object && one.scope === scope);
  if (same >= 0) return facts.with(same, fact);
  const later = facts.findIndex((one) => compareByObject(one, fact) > 0);
  return facts.toSpliced(later < 0 ? facts.length : later, 0, fact);
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
