import { ALIAS, findEdge, predicates } from '../schema/schema.ts';
import { compareByObject } from './fact.ts';
import type { Fact } from './fact.ts';
import { groupByPredicate, groupFacts, sizeOf, withFact } from './grouped-facts.ts';
import { HeldFacts } from './held-facts.ts';
import { isPseudoKey } from './id.ts';
import type { Ref } from './id.ts';
import type { Reading } from './reading.ts';
import { S3Fifo } from './s3-fifo.ts';
import type { Change, FactPage, FactStore, Page } from './store.ts';

/** So many edges of one name stay with a subject that is used, whether they are asked for or not. */
const FEW = 4;

/** What is remembered of a subject. */
interface RememberedSubject {
  readonly byPredicate: Map<string, readonly Fact[]>;
  /** Whether there may be facts of predicates that are not in the map. */
  readonly isOpen: boolean;
  /** Whether it was asked for what is read together. */
  readonly hasProperties: boolean;
  /** The edges that it was asked for since there was last too much. */
  readonly asked: Set<string>;
}

const NONE: readonly Fact[] = [];
const NO_PAGE: FactPage = { facts: NONE };

/** What was read of subjects, remembered for as long as it holds. */
export class RememberedSubjects {
  readonly #store: FactStore;
  readonly #reading: Reading;
  readonly #subjects: S3Fifo<Ref, RememberedSubject>;
  /** All facts of a subject are under no predicate. */
  readonly #large: HeldFacts<Ref, string | undefined>;

  constructor(store: FactStore, reading: Reading) {
    this.#store = store;
    this.#reading = reading;
    this.#subjects = new S3Fifo(
      reading.remembered,
      ({ byPredicate }) => sizeOf(byPredicate),
      asAsked,
    );
    this.#large = new HeldFacts(reading.held);
  }

  /** See RememberedFacts. */
  update(changes: readonly Change[], fresh: ReadonlySet<Ref>): void {
    this.#large.clear();
    for (const { fact } of changes) this.#renew(fact);
    this.#subjects.nextRound();
    const ofFresh = changes.filter(({ fact }) => fresh.has(fact.subject));
    for (const [subject, byPredicate] of groupFacts(ofFresh, 'subject')) {
      for (const facts of byPredicate.values()) facts.sort(compareByObject);
      const asked = new Set<string>();
      const whole = { byPredicate, isOpen: false, hasProperties: true, asked };
      this.#subjects.set(subject, whole);
    }
  }

  clear(): void {
    this.#large.clear();
    this.#subjects.clear();
  }

  /** See FactStore. */
  facts(subject: Ref, predicate?: string): readonly Fact[] {
    const remembered = this.#of(subject, predicate);
    const { byPredicate, isOpen } = remembered;
    if (predicate === undefined) {
      return isOpen ? this.#readLarge(subject, undefined) : allOf(byPredicate);
    }
    const known = byPredicate.get(predicate);
    if (known !== undefined || !isOpen) return known ?? NONE;
    const found = this.#readLarge(subject, predicate);
    this.#keep(remembered, predicate, found);
    return found;
  }

  /** See FactStore. */
  factPage(subject: Ref, predicate: string | undefined, page: Page): FactPage {
    if (page.after !== undefined) return this.#store.factPage(subject, predicate, page);
    const remembered = this.#of(subject, predicate);
    const { byPredicate, isOpen } = remembered;
    if (predicate === undefined) {
      const facts = isOpen ? undefined : allOf(byPredicate);
      if (facts !== undefined && facts.length <= (page.limit ?? Infinity)) return { facts };
      return this.#store.factPage(subject, undefined, page);
    }
    const known = byPredicate.get(predicate);
    if (known === undefined && !isOpen) return NO_PAGE;
    if (known !== undefined && known.length <= (page.limit ?? Infinity)) return { facts: known };
    const found = this.#store.factPage(subject, predicate, page);
    if (found.next === undefined) this.#keep(remembered, predicate, found.facts);
    return found;
  }

  /** What is remembered of a subject, after what a question about it reads together. */
  #of(subject: Ref, predicate: string | undefined): RememberedSubject {
    let remembered = this.#subjects.use(subject);
    const isOfEdge = isEdge(predicate);
    if (remembered?.hasProperties !== true) {
      if (!isOfEdge || !this.#reading.edgesAlone) {
        remembered = this.#readTogether(subject, remembered);
        this.#subjects.set(subject, remembered);
      } else if (remembered === undefined) {
        const byPredicate = new Map<string, readonly Fact[]>();
        const asked = new Set<string>();
        remembered = { byPredicate, isOpen: true, hasProperties: false, asked };
        this.#subjects.set(subject, remembered);
      }
    }
    if (isOfEdge) remembered.asked.add(predicate);
    return remembered;
  }

  /** @param before with edges that were read alone */
  #readTogether(subject: Ref, before: RememberedSubject | undefined): RememberedSubject {
    const { facts, isWhole } = this.#beginning(subject);
    const byPredicate = new Map<string, readonly Fact[]>(groupByPredicate(facts));
    // Of the last predicate there may be more.
    if (!isWhole) byPredicate.delete(facts.at(-1)?.predicate ?? '');
    for (const [name, ofEdge] of before?.byPredicate ?? []) byPredicate.set(name, ofEdge);
    const asked = before?.asked ?? new Set();
    return { byPredicate, isOpen: !isWhole, hasProperties: true, asked };
  }

  /** The first facts of a subject: its properties, nearly always, and whether these are all facts. */
  #beginning(subject: Ref): { readonly facts: readonly Fact[]; readonly isWhole: boolean } {
    const { together, ofSessions } = this.#reading;
    const first = this.#store.factPage(subject, undefined, { limit: together });
    const facts = [...first.facts];
    let after = first.next;
    while (after !== undefined && isPseudoKey(subject) && facts.length < ofSessions) {
      if (isEdge(facts.at(-1)?.predicate)) break;
      // Twice as many as so far, so that there are few reads.
      const page = this.#store.factPage(subject, undefined, { limit: facts.length, after });
      facts.push(...page.facts);
      after = page.next;
    }
    return { facts, isWhole: after === undefined };
  }

  /** Remembers all facts of one predicate of a subject, when these are few. */
  #keep({ byPredicate }: RememberedSubject, predicate: string, facts: readonly Fact[]): void {
    if (facts.length > this.#reading.ofPredicate) return;
    byPredicate.set(predicate, facts);
    this.#subjects.grow(facts.length + 1);
  }

  /** Reads what may be many facts, once until the next append; of who is held whole, nothing. */
  #readLarge(subject: Ref, predicate: string | undefined): readonly Fact[] {
    const known = this.#large.get(subject, predicate);
    if (known !== undefined) return known;
    const whole = this.#large.get(subject, undefined);
    const found =
      whole?.filter((fact) => fact.predicate === predicate) ??
      this.#store.facts(subject, predicate);
    this.#large.hold(subject, predicate, found);
    return found;
  }

  /** Has one of few facts as the store has it now; of more, what changes is forgotten. */
  #renew(fact: Fact): void {
    const { subject, predicate } = fact;
    const remembered = this.#subjects.peek(subject);
    if (remembered === undefined) return;
    const { byPredicate, isOpen } = remembered;
    const known = byPredicate.get(predicate);
    if (known === undefined) {
      // Of a subject that is remembered whole, it is the first; of another, it will be read.
      if (!isOpen) byPredicate.set(predicate, [fact]);
    } else if (known.length < this.#reading.ofPredicate) {
      byPredicate.set(predicate, withFact(known, fact, compareByObject));
    } else if (isOpen) byPredicate.delete(predicate);
    else this.#subjects.delete(subject);
    this.#subjects.grow(1);
  }
}

function isEdge(predicate: string | undefined): predicate is string {
  return predicate !== undefined && predicate !== ALIAS && findEdge(predicate) !== undefined;
}

/** All facts of a subject, in the order in which stores have them. */
function allOf(byPredicate: ReadonlyMap<string, readonly Fact[]>): readonly Fact[] {
  return [...byPredicate]
    .sort(([a], [b]) => predicates.code(a) - predicates.code(b))
    .flatMap(([, facts]) => facts);
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
