import type { Fact, Value } from './fact.ts';
import type { Ref } from './id.ts';
import type { Change, FactPage, FactStore, Page, SubjectPage, ValuePage } from './store.ts';

/**
 * Facts of a subject that are read at once. Properties come first, so that they are nearly always
 * among them, and of most subjects this is all there is.
 */
const FACTS_AT_ONCE = 64;

interface Remembered {
  readonly byPredicate: Map<string, readonly Fact[]>;
  /** The predicate that the rest begins with; undefined when there is no rest. */
  readonly open: string | undefined;
}

const NONE: readonly Fact[] = [];
const NOBODY: ReadonlySet<Ref> = new Set();

/**
 * A store as it is at one moment, with everything remembered that was read of it: a read of a few
 * facts costs about as much as one of many, and matching asks for one property after the other.
 */
export class RememberedFacts implements FactStore {
  readonly #store: FactStore;
  readonly #subjects = new Map<Ref, Remembered>();
  readonly #pages = new Map<string, FactPage>();

  /**
   * @param changes what the last append changed
   * @param fresh the subjects of which nothing was known before; see {@link newSubjects}
   */
  constructor(store: FactStore, changes: readonly Change[] = [], fresh: ReadonlySet<Ref> = NOBODY) {
    this.#store = store;
    this.#remember(changes, fresh);
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
    byPredicate.set(predicate, found);
    return found;
  }

  factPage(subject: Ref, predicate: string | undefined, page: Page): FactPage {
    return this.#store.factPage(subject, predicate, page);
  }

  subjects(predicate: string, object: Value, page: SubjectPage = {}): FactPage {
    const key = `${predicate} ${page.limit} ${page.after} ${page.from} ${object}`;
    let found = this.#pages.get(key);
    if (found === undefined) {
      found = this.#store.subjects(predicate, object, page);
      this.#pages.set(key, found);
    }
    return found;
  }

  values(predicate: string, page?: Page): ValuePage {
    return this.#store.values(predicate, page);
  }

  scan(): Iterable<Fact> {
    return this.#store.scan();
  }

  #allFacts(subject: Ref): readonly Fact[] {
    const remembered = this.#subjects.get(subject);
    if (remembered === undefined || remembered.open !== undefined)
      return this.#store.facts(subject);
    return [...remembered.byPredicate.values()].flat();
  }

  /** Remembers the subjects that are new without reading them. */
  #remember(changes: readonly Change[], fresh: ReadonlySet<Ref>): void {
    if (fresh.size === 0) return;
    for (const { fact } of changes) {
      if (!fresh.has(fact.subject)) continue;
      let remembered = this.#subjects.get(fact.subject);
      if (remembered === undefined) {
        remembered = { byPredicate: new Map<string, Fact[]>(), open: undefined };
        this.#subjects.set(fact.subject, remembered);
      }
      const { byPredicate } = remembered;
      const ofPredicate = byPredicate.get(fact.predicate);
      if (ofPredicate === undefined) byPredicate.set(fact.predicate, [fact]);
      else byPredicate.set(fact.predicate, [...ofPredicate, fact].sort(compareInPredicate));
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

/** The order in which stores have the facts of a subject and predicate. */
function compareInPredicate(a: Fact, b: Fact): number {
  if (a.object !== b.object) return a.object < b.object ? -1 : 1;
  return a.scope - b.scope;
}
