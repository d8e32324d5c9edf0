import type { Fact, Value } from './fact.ts';
import type { Ref } from './id.ts';

/**
 * What an append made new about a fact. The most that is new counts:
 *
 * - `subject`: nothing was known of its subject before the append. Where a store is not sure, it
 *   says `fact` instead.
 * - `fact`: its key was not in the store before. The answer is exact.
 * - `first`: it was first seen earlier than was known.
 * - `last`: it was last seen later than was known, and has a scope.
 */
export type Novelty = 'subject' | 'fact' | 'first' | 'last';

/** What {@link FactStore.append} did with one fact. */
export interface Change {
  /** The fact as it stands after the merge. */
  readonly fact: Fact;
  readonly novelty: Novelty;
}

/** Where to go on reading, and how far. */
export interface Page {
  /** At most so many facts, and at least one; all of them when left out. */
  readonly limit?: number | undefined;
  /** The `next` of the page before. */
  readonly after?: string | undefined;
}

/** Which subjects to read. */
export interface SubjectPage extends Page {
  /** The first reference that may be among them. */
  readonly from?: Ref | undefined;
}

/** A part of an answer, and where the rest begins. */
export interface FactPage {
  readonly facts: readonly Fact[];
  /** Absent when nothing is left. */
  readonly next?: string | undefined;
}

/** A part of the values of a predicate, and where the rest begins. */
export interface ValuePage {
  readonly values: readonly Value[];
  /** Absent when nothing is left. */
  readonly next?: string | undefined;
}

/**
 * Facts, kept in two orders: by subject (all of them), and by object (edges, and the properties
 * that the schema marks as indexed). Knows nothing of sessions: it stores what was sighted, and
 * session.ts decides what that means.
 */
export interface FactStore {
  /**
   * Merges facts in by law 1. Durable when the storage's own commit is.
   *
   * @param facts at most one of a key
   * @returns one change for each fact that is new, whose `first` became earlier, or that has a scope
   *   and whose `last` became later (it may reach into another session now), in any order; facts
   *   that changed nothing else are not among them
   */
  append(facts: readonly Fact[]): readonly Change[];
  /**
   * The facts of a subject, in order of the predicate's code; those of one predicate in an order
   * that depends on the facts alone.
   */
  facts(subject: Ref, predicate?: string): readonly Fact[];
  /**
   * A part of what `facts` has, in the same order: for subjects that may have very many, such as
   * a process that an attacker lets write files without end. All predicates when undefined.
   */
  factPage(subject: Ref, predicate: string | undefined, page: Page): FactPage;
  /**
   * The facts with this predicate and object, in order of subject and scope. Only edges and
   * indexed properties can be asked for; anything else is a broken invariant and throws.
   * Evidence is not kept in this order: `upload` and `record` are 0.
   */
  subjects(predicate: string, object: Value, page?: SubjectPage): FactPage;
  /**
   * The objects that facts with this predicate have, each once, in an order that depends on the
   * facts alone. Costs what there are values, not what there are facts. Only indexed properties
   * and edges can be asked for, as with {@link subjects}.
   */
  values(predicate: string, page?: Page): ValuePage;
  /**
   * Every fact, in order of subject and then as `facts` has them; not to be mixed with appends.
   *
   * @param from the first subject that may be among them
   */
  scan(from?: Ref): Iterable<Fact>;
}

/** What a store must know of the schema's predicates. */
export interface PredicateTable {
  /** A number for the predicate, 1 to 65,535, the same for ever. Unknown names throw. */
  code(predicate: string): number;
  /** The predicate of a code. Unknown codes throw. */
  name(code: number): string;
  /** Whether the object is a reference, a text or a number. */
  kind(predicate: string): 'edge' | 'text' | 'number';
  /** Whether {@link FactStore.subjects} may ask for it. True for all edges. */
  isIndexed(predicate: string): boolean;
}
