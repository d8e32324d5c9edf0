import { compareBySubject } from './fact.ts';
import type { Fact, Value } from './fact.ts';
import { groupFacts, sizeOf, withFact } from './grouped-facts.ts';
import type { Ref } from './id.ts';
import type { Reading } from './reading.ts';
import { S3Fifo } from './s3-fifo.ts';
import type { Change, FactPage, FactStore, SubjectPage } from './store.ts';

/** What leads to an object, by predicate: all of it, where that is not much. */
interface RememberedObject {
  readonly byPredicate: Map<string, readonly Fact[]>;
}

const NO_PAGE: FactPage = { facts: [] };

/** What was read of objects, remembered for as long as it holds. */
export class RememberedObjects {
  readonly #store: FactStore;
  readonly #reading: Reading;
  readonly #objects: S3Fifo<Value, RememberedObject>;
  /** What is much of, until the next append. */
  readonly #large = new Map<Value, Map<string, readonly Fact[]>>();
  #held = 0;
  /** The objects of which all edges are remembered. */
  #fresh: ReadonlySet<Value> = new Set();

  constructor(store: FactStore, reading: Reading) {
    this.#store = store;
    this.#reading = reading;
    this.#objects = new S3Fifo(reading.remembered, ({ byPredicate }) => sizeOf(byPredicate));
  }

  /** See RememberedFacts. */
  update(changes: readonly Change[], fresh: ReadonlySet<Ref>): void {
    this.#forgetLarge();
    for (const { fact } of changes) this.#renew(fact);
    this.#objects.nextRound();
    this.#fresh = fresh;
    const ofFresh = changes.filter(({ fact }) => fresh.has(fact.object as Ref));
    for (const [object, byPredicate] of groupFacts(ofFresh, 'object')) {
      for (const facts of byPredicate.values()) facts.sort(compareBySubject);
      this.#objects.set(object, { byPredicate });
    }
  }

  clear(): void {
    this.#forgetLarge();
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
    const known = remembered?.byPredicate.get(predicate) ?? this.#large.get(object)?.get(predicate);
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
      this.#hold(predicate, object, facts);
    } else if (remembered === undefined) {
      const byPredicate = new Map([[predicate, facts]]);
      this.#objects.set(object, { byPredicate });
    } else {
      remembered.byPredicate.set(predicate, facts);
      this.#objects.grow(facts.length + 1);
    }
  }

  #hold(predicate: string, object: Value, facts: readonly Fact[]): void {
    if (this.#held + facts.length > this.#reading.held) return;
    this.#held += facts.length;
    const ofObject = this.#large.get(object);
    if (ofObject === undefined) this.#large.set(object, new Map([[predicate, facts]]));
    else ofObject.set(predicate, facts);
  }

  #forgetLarge(): void {
    this.#large.clear();
    this.#held = 0;
  }

  /** Has one of few facts as the store has it now; of more, what changes is forgotten. */
  #renew(fact: Fact): void {
    const byPredicate = this.#objects.peek(fact.object)?.byPredicate;
    const known = byPredicate?.get(fact.predicate);
    if (byPredicate === undefined || known === undefined) return;
    if (known.length >= this.#reading.ofPredicate) byPredicate.delete(fact.predicate);
    else byPredicate.set(fact.predicate, withFact(known, fact, compareBySubject));
    this.#objects.grow(1);
  }
}
