import { compareBySubject } from './fact.ts';
import type { Fact, Value } from './fact.ts';
import { HeldFacts } from './held-facts.ts';
import { groupFacts, sizeOf, withFact } from './grouped-facts.ts';
import type { Ref } from './id.ts';
import type { Reading } from './reading.ts';
import { S3Fifo } from './s3-fifo.ts';
import type { Change, FactPage, FactStore, SubjectPage } from './store.ts';

/** What leads to an object, by predicate: all of it, where that is not much. */
type RememberedObject = Map<string, readonly Fact[]>;

const NO_PAGE: FactPage = { facts: [] };

/** What was read of objects, remembered for as long as it holds. */
export class RememberedObjects {
  readonly #store: FactStore;
  readonly #reading: Reading;
  readonly #objects: S3Fifo<Value, RememberedObject>;
  readonly #large: HeldFacts<Value, string>;
  /** The objects of which all edges are remembered. */
  #fresh: ReadonlySet<Value> = new Set();

  constructor(store: FactStore, reading: Reading) {
    this.#store = store;
    this.#reading = reading;
    this.#objects = new S3Fifo<Value, RememberedObject>(reading.remembered, sizeOf);
    this.#large = new HeldFacts(reading.held);
  }

  /** See RememberedFacts. */
  update(changes: readonly Change[], fresh: ReadonlySet<Ref>): void {
    this.#large.clear();
    for (const { fact } of changes) this.#renew(fact);
    this.#objects.nextRound();
    this.#fresh = fresh;
    const ofFresh = changes.filter(({ fact }) => fresh.has(fact.object as Ref));
    for (const [object, byPredicate] of groupFacts(ofFresh, 'object')) {
      for (const facts of byPredicate.values()) facts.sort(compareBySubject);
      this.#objects.set(object, byPredicate);
    }
  }

  clear(): void {
    this.#large.clear();
    this.#objects.clear();
    this.#fresh = new Set();
  }

  /** See FactStore. */
  subjects(predicate: string, object: Value, page: SubjectPage): FactPage {
    const { limit = Infinity, after, from } = page;
    if (after !== undefined || from !== undefined) {
      return this.#store.subjects(predicate, object, page);
    }
    const remembered = this.#objects.use(object);
    const known = remembered?.get(predicate) ?? this.#large.get(object, predicate);
    if (known === undefined && this.#fresh.has(object)) return NO_PAGE;
    if (known !== undefined && known.length <= limit) return { facts: known };
    const found = this.#store.subjects(predicate, object, page);
    if (found.next === undefined) this.#keep(remembered, predicate, object, found.facts);
    return found;
  }

  /** @param facts all that there are */
  #keep(
    remembered: RememberedObject | undefined,
    predicate: string,
    object: Value,
    facts: readonly Fact[],
  ): void {
    if (facts.length > this.#reading.ofPredicate) {
      this.#large.hold(object, predicate, facts);
    } else if (remembered === undefined) {
      this.#objects.set(object, new Map([[predicate, facts]]));
    } else {
      remembered.set(predicate, facts);
      this.#objects.grow(facts.length + 1);
    }
  }

  /** Has one of few facts as the store has it now; of more, what changes is forgotten. */
  #renew(fact: Fact): void {
    const byPredicate = this.#objects.peek(fact.object);
    const known = byPredicate?.get(fact.predicate);
    if (byPredicate === undefined || known === undefined) return;
    if (known.length >= this.#reading.ofPredicate) byPredicate.delete(fact.predicate);
    else byPredicate.set(fact.predicate, withFact(known, fact, compareBySubject));
    this.#objects.grow(1);
  }
}
