import type { Fact, Value } from './fact.ts';
import type { Ref } from './id.ts';
import { FOR_MATCHING } from './reading.ts';
import { RememberedObjects } from './remembered-objects.ts';
import { RememberedSubjects } from './remembered-subjects.ts';
import type { Change, FactPage, FactStore, Page, SubjectPage, ValuePage } from './store.ts';

/**
 * A store with what was read of it remembered for as long as it holds: a read of a few facts costs
 * about as much as one of many, matching asks for one property after the other, and one batch is
 * about what the last one was about. Of facts that only hold longer than before, the store tells
 * nobody: `last` may be older here than it is, where a fact has no scope.
 */
export class RememberedFacts implements FactStore {
  readonly #store: FactStore;
  readonly #subjects: RememberedSubjects;
  readonly #objects: RememberedObjects;

  constructor(store: FactStore, reading = FOR_MATCHING) {
    this.#store = store;
    this.#subjects = new RememberedSubjects(store, reading);
    this.#objects = new RememberedObjects(store, reading);
  }

  /**
   * Renews what an append has changed, or forgets it, and remembers what it brought.
   *
   * @param changes what the append returned
   * @param fresh the subjects of which nothing was known before; see {@link newSubjects}
   */
  update(changes: readonly Change[], fresh: ReadonlySet<Ref>): void {
    this.#subjects.update(changes, fresh);
    this.#objects.update(changes, fresh);
  }

  /** Forgets everything. */
  clear(): void {
    this.#subjects.clear();
    this.#objects.clear();
  }

  append(): readonly Change[] {
    throw new Error('what is remembered would be wrong');
  }

  facts(subject: Ref, predicate?: string): readonly Fact[] {
    return this.#subjects.facts(subject, predicate);
  }

  factPage(subject: Ref, predicate: string | undefined, page: Page): FactPage {
    return this.#subjects.factPage(subject, predicate, page);
  }

  subjects(predicate: string, object: Value, page: SubjectPage = {}): FactPage {
    return this.#objects.subjects(predicate, object, page);
  }

  values(predicate: string, page?: Page): ValuePage {
    return this.#store.values(predicate, page);
  }

  scan(from?: Ref): Iterable<Fact> {
    return this.#store.scan(from);
  }
}
