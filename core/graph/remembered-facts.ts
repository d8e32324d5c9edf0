import { ALIAS, findEdge } from '../schema/schema.ts';
import { compareByObject, compareBySubject } from './fact.ts';
import type { Fact, Value } from './fact.ts';
import { isPseudoKey } from './id.ts';
import type { Ref } from './id.ts';
import type { Change, FactPage, FactStore, Page, SubjectPage, ValuePage } from './store.ts';

/** How a subject is read of which nothing is remembered. */
export interface Reading {
  /**
   * Facts that are read together, for a question about a property. Properties come first, so that
   * they are nearly always among them, and of most subjects this is all there is.
   */
  readonly together: number;
  /** Facts of one predicate, or of one that leads to an object, that are remembered at most. */
  readonly ofPredicate: number;
  /**
   * Whether a question about an edge reads that edge alone. Matching asks most subjects for an edge
   * or two that they do not have; with all that they do have, few of them could be remembered.
   */
  readonly edgesAlone: boolean;
}

const FOR_MATCHING: Reading = { together: 24, ofPredicate: 32, edgesAlone: true };

/** For a question that asks for nearly all facts of its subjects. */
export const NEARLY_ALL: Reading = { together: 1_000, ofPredicate: 1_000, edgesAlone: false };

/**
 * Facts that are remembered from one append to the next, by subject and as many by object, with the maps
 * that lead to them: some twenty megabytes each in Node, and about half of that where pointers are
 * compressed. Enough for what some hundred hosts do; where less is remembered, a shard of so many
 * reads most of it from runs for every upload.
 */
const MAX_REMEMBERED = 60_000;

/** So many edges of one name stay with a subject that is used, whether they are asked for or not. */
const FEW = 4;

/** So many more may be, before those that are too many go: to count all of them takes a while. */
const MAX_UNCOUNTED = 10_000;

/** Facts of a pseudo-key that are read together, about: what dozens of sessions have. */
const MAX_OF_SESSIONS = 300;

/**
 * Facts of predicates with more than {@link Reading.ofPredicate} that are remembered until the next
 * append: some tens of megabytes. What is beyond is read for each question.
 */
const MAX_HELD = 100_000;

/** What is remembered of one thing. */
interface Remembered<T> {
  readonly byPredicate: Map<string, T>;
  /** Whether it was asked for since there were last too many. */
  isUsed: boolean;
}

interface RememberedSubject extends Remembered<readonly Fact[]> {
  /** Whether there may be facts of predicates that are not in the map. */
  readonly isOpen: boolean;
  /** Whether it was asked for what is read together. */
  readonly hasProperties: boolean;
  /** The edges that it was asked for since there were last too many facts. */
  readonly asked: Set<string>;
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
  readonly #reading: Reading;
  readonly #subjects = new Map<Ref, RememberedSubject>();
  /** What leads to an object, by predicate: all of it, where that is not much. */
  readonly #objects = new Map<Value, Remembered<FactPage>>();
  /** What was read of subjects with many facts since the last append, by subject and predicate. */
  readonly #large = new Map<Ref, Map<string | undefined, readonly Fact[]>>();
  /** The same of what leads to an object. */
  readonly #largeObjects = new Map<Value, Map<string, FactPage>>();
  #held = 0;
  /** How many facts, at most, were remembered since they were last counted. */
  #uncounted = 0;
  /** The objects of which all edges are remembered. */
  #fresh: ReadonlySet<Value> = new Set();

  constructor(store: FactStore, reading = FOR_MATCHING) {
    this.#store = store;
    this.#reading = reading;
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
      this.#renewObject(fact);
    }
    if (this.#uncounted > MAX_UNCOUNTED) {
      trim(this.#subjects, (facts: readonly Fact[]) => facts.length, asAsked);
      trim(
        this.#objects,
        ({ facts }: FactPage) => facts.length,
        (all) => all,
      );
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
    const remembered = this.#of(subject, predicate);
    const known = remembered.byPredicate.get(predicate);
    if (known !== undefined || !remembered.isOpen) return known ?? NONE;
    const found = this.#readLarge(subject, predicate);
    this.#keep(remembered, predicate, found);
    return found;
  }

  factPage(subject: Ref, predicate: string | undefined, page: Page): FactPage {
    if (page.after !== undefined) return this.#store.factPage(subject, predicate, page);
    const remembered = this.#of(subject, predicate);
    const { byPredicate, isOpen } = remembered;
    if (predicate === undefined) {
      const facts = isOpen ? undefined : [...byPredicate.values()].flat();
      if (facts !== undefined && facts.length <= (page.limit ?? Infinity)) return { facts };
      return this.#store.factPage(subject, undefined, page);
    }
    const known = byPredicate.get(predicate);
    if (known === undefined && !isOpen) return NO_PAGE;
    if (known !== undefined && known.length <= (page.limit ?? known.length))
      return { facts: known };
    const found = this.#store.factPage(subject, predicate, page);
    if (found.next === undefined) this.#keep(remembered, predicate, found.facts);
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
    const held = this.#largeObjects.get(object)?.get(predicate);
    if (held !== undefined && held.facts.length <= limit) return held;
    const found = this.#store.subjects(predicate, object, page);
    if (found.next !== undefined) return found;
    if (found.facts.length > this.#reading.ofPredicate) {
      this.#holdObject(object, predicate, found);
      return found;
    }
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
    const { byPredicate, isOpen } = remembered;
    const known = byPredicate.get(predicate);
    if (known === undefined) {
      // Of a subject that is remembered whole, it is the first; of another, it will be read.
      if (!isOpen) byPredicate.set(predicate, [fact]);
    } else if (known.length < this.#reading.ofPredicate) {
      byPredicate.set(predicate, withFact(known, fact));
    } else if (isOpen) byPredicate.delete(predicate);
    else this.#subjects.delete(subject);
  }

  /** The same by object. */
  #renewObject(fact: Fact): void {
    const byPredicate = this.#objects.get(fact.object)?.byPredicate;
    const known = byPredicate?.get(fact.predicate);
    if (byPredicate === undefined || known === undefined) return;
    if (known.facts.length >= this.#reading.ofPredicate) byPredicate.delete(fact.predicate);
    else byPredicate.set(fact.predicate, { facts: withFact(known.facts, fact, compareBySubject) });
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

  #holdObject(object: Value, predicate: string, page: FactPage): void {
    if (this.#held + page.facts.length > MAX_HELD) return;
    this.#held += page.facts.length;
    const ofObject = this.#largeObjects.get(object);
    if (ofObject === undefined) this.#largeObjects.set(object, new Map([[predicate, page]]));
    else ofObject.set(predicate, page);
  }

  #forgetLarge(): void {
    this.#large.clear();
    this.#largeObjects.clear();
    this.#held = 0;
  }

  #allFacts(subject: Ref): readonly Fact[] {
    const { byPredicate, isOpen } = this.#of(subject);
    return isOpen ? this.#readLarge(subject, undefined) : [...byPredicate.values()].flat();
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
      this.#subjects.set(subject, {
        byPredicate,
        isOpen: false,
        hasProperties: true,
        asked: new Set(),
        isUsed: false,
      });
    }
    for (const [object, byPredicate] of byObject) {
      const pages = new Map<string, FactPage>();
      for (const [predicate, facts] of byPredicate) {
        pages.set(predicate, { facts: facts.sort(compareBySubject) });
      }
      this.#objects.set(object, { byPredicate: pages, isUsed: false });
    }
  }

  /** What is remembered of a subject, after what a question about it reads together. */
  #of(subject: Ref, predicate?: string): RememberedSubject {
    let remembered = this.#subjects.get(subject);
    if (remembered !== undefined) remembered.isUsed = true;
    const isOfEdge = isEdge(predicate);
    if (remembered?.hasProperties !== true) {
      if (!isOfEdge || !this.#reading.edgesAlone) {
        remembered = this.#readTogether(subject, remembered);
      } else if (remembered === undefined) {
        const byPredicate = new Map<string, readonly Fact[]>();
        const asked = new Set<string>();
        remembered = { byPredicate, isOpen: true, hasProperties: false, asked, isUsed: false };
      }
      this.#uncounted += remembered.byPredicate.size;
      this.#subjects.set(subject, remembered);
    }
    if (isOfEdge) remembered.asked.add(predicate);
    return remembered;
  }

  /** @param before with edges that were read alone */
  #readTogether(subject: Ref, before: RememberedSubject | undefined): RememberedSubject {
    const { facts, isOpen } = this.#properties(subject);
    this.#uncounted += facts.length;
    const byPredicate = new Map<string, readonly Fact[]>(byPredicateOf(facts));
    // Of the last predicate there may be more.
    if (isOpen) byPredicate.delete(facts.at(-1)?.predicate ?? '');
    for (const [name, ofEdge] of before?.byPredicate ?? []) byPredicate.set(name, ofEdge);
    const asked = before?.asked ?? new Set();
    return { byPredicate, isOpen, hasProperties: true, asked, isUsed: before !== undefined };
  }

  /**
   * The first facts of a subject. A pseudo-key has few properties, but values of them for each of its
   * sessions: these are read to their end, if that is not far.
   */
  #properties(subject: Ref): { readonly facts: readonly Fact[]; readonly isOpen: boolean } {
    const limit = this.#reading.together;
    const first = this.#store.factPage(subject, undefined, { limit });
    if (first.next === undefined || !isPseudoKey(subject)) {
      return { facts: first.facts, isOpen: first.next !== undefined };
    }
    const facts = [...first.facts];
    let after: string | undefined = first.next;
    while (
      after !== undefined &&
      facts.length < MAX_OF_SESSIONS &&
      !isEdge(facts.at(-1)?.predicate)
    ) {
      const page = this.#store.factPage(subject, undefined, { limit: facts.length, after });
      facts.push(...page.facts);
      after = page.next;
    }
    return { facts, isOpen: after !== undefined };
  }

  /** Remembers all facts of one predicate of a subject, when these are few. */
  #keep({ byPredicate }: RememberedSubject, predicate: string, facts: readonly Fact[]): void {
    if (facts.length > this.#reading.ofPredicate) return;
    byPredicate.set(predicate, facts);
    this.#uncounted += facts.length + 1;
  }
}

function isEdge(predicate: string | undefined): predicate is string {
  return predicate !== undefined && predicate !== ALIAS && findEdge(predicate) !== undefined;
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

/**
 * Lets the oldest go that were not used lately, as long as there are too many facts.
 *
 * @param most what is left of one that was used: the part of it that is likeliest to be used again
 */
function trim<K, T, R extends Remembered<T>>(
  map: Map<K, R>,
  factsOf: (one: T) => number,
  most: (one: R) => R,
): void {
  let total = 0;
  for (const one of map.values()) total += sizeOf(one, factsOf);
  // What was used is put behind the others, where it is come to again if these are not enough.
  for (const [key, one] of map) {
    if (total <= MAX_REMEMBERED) return;
    map.delete(key);
    total -= sizeOf(one, factsOf);
    if (!one.isUsed) continue;
    const left = most(one);
    left.isUsed = false;
    map.set(key, left);
    total += sizeOf(left, factsOf);
  }
}

/** A subject without the edges that nobody asked for lately: a busy process has hundreds. */
function asAsked({ byPredicate, asked, ...rest }: RememberedSubject): RememberedSubject {
  const kept = new Map(byPredicate);
  for (const [name, { length }] of byPredicate) {
    if (length > FEW && isEdge(name) && !asked.has(name)) kept.delete(name);
  }
  const isOpen = rest.isOpen || kept.size < byPredicate.size;
  return { ...rest, byPredicate: kept, asked: new Set(), isOpen };
}

/** How many facts there are, and about how many more the maps take that lead to them. */
function sizeOf<T>({ byPredicate }: Remembered<T>, factsOf: (one: T) => number): number {
  let size = 2 + byPredicate.size / 2;
  for (const one of byPredicate.values()) size += factsOf(one);
  return size;
}

/** Facts that differ in one end with one more, or with one as it is now; in their order. */
function withFact(facts: readonly Fact[], fact: Fact, compare = compareByObject): readonly Fact[] {
  const at = facts.findIndex((one) => compare(one, fact) >= 0);
  if (at < 0) return [...facts, fact];
  const isSame = compare(facts[at] ?? fact, fact) === 0;
  return facts.toSpliced(at, isSame ? 1 : 0, fact);
}
