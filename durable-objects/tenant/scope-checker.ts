import type { Hit } from '../../core/detect/hit.ts';
import type { ExceptionScope } from '../../core/lens/exception-scope.ts';
import type { CompiledException } from '../../core/lens/exceptions.ts';
import type { CheckedHit } from './check-scope.ts';
import type { LensBook, ShardHitChange } from './lens-book.ts';

/** Hits that are looked at in one go. */
const HITS_AT_ONCE = 1_000;

/** So many goes are made while somebody waits; the alarm goes on. */
const STEPS_AT_ONCE = 10;

/** What is known of a hit's nodes may change after it came: it is looked at again so often. */
const CHECK_AGAIN_MS = 3_600_000;

/** Asks the graph whether a scope holds for hits. */
type Ask = (scope: ExceptionScope, hits: readonly Hit[]) => Promise<readonly CheckedHit[]>;

/** What of an analyzer's hits a scope holds for. */
export interface HeldHits {
  readonly held: ReadonlySet<string>;
  /** Whether there are more hits than were looked at. */
  readonly isPartial: boolean;
}

/**
 * Finds out for which hits exceptions hold that ask something of the graph: when hits come, when an
 * exception is made, and again by the hour, as facts come late.
 */
export class ScopeChecker {
  readonly #lenses: LensBook;
  readonly #ask: Ask;
  readonly #change: (work: () => void) => void;

  /** @param change does what is given to it as one transaction */
  constructor(lenses: LensBook, ask: Ask, change: (work: () => void) => void) {
    this.#lenses = lenses;
    this.#ask = ask;
    this.#change = change;
  }

  /** The hits for which an exception that is not made yet would hold. */
  async heldBy({ scope, exception }: CompiledException): Promise<HeldHits> {
    const held = new Set<string>();
    let after: string | undefined = scope && '';
    for (let step = 0; step < STEPS_AT_ONCE && after !== undefined; step += 1) {
      const hits = this.#lenses.activeHits(exception.analyzer, after, HITS_AT_ONCE);
      const checked = await this.#check(scope, hits);
      for (const { hit, holds } of checked) if (holds) held.add(hit);
      after = hits.length === HITS_AT_ONCE ? hits.at(-1)?.id : undefined;
    }
    return { held, isPartial: after !== undefined };
  }

  /** What exceptions make of hits that come. */
  async checkNew(
    changes: readonly ShardHitChange[],
  ): Promise<{ readonly exception: string; readonly hits: readonly CheckedHit[] }[]> {
    const hits = changes.filter(({ state }) => state === 'active').map(({ hit }) => hit);
    const checked = [];
    for (const [analyzer, of] of Map.groupBy(hits, (hit) => hit.analyzer)) {
      for (const { exception, scope } of this.#lenses.exceptions.scopedFor(analyzer)) {
        checked.push({ exception: exception.id, hits: await this.#check(scope, of) });
      }
    }
    return checked;
  }

  /** Looks at the hits for which that is due, as many as somebody waits for. */
  async checkSome(): Promise<void> {
    for (let step = 0; step < STEPS_AT_ONCE; step += 1) {
      if (!(await this.checkDue())) return;
    }
  }

  /** Looks at some more hits for one exception. @returns false when none is due */
  async checkDue(): Promise<boolean> {
    const now = Date.now();
    const due = this.#lenses.exceptions.dueCheck(now);
    if (due === undefined) return false;
    const { exception, scope } = due.compiled;
    const hits = this.#lenses.activeHits(exception.analyzer, due.after, HITS_AT_ONCE);
    const checked = await this.#check(scope, hits);
    const last = hits.length === HITS_AT_ONCE ? hits.at(-1)?.id : undefined;
    this.#change(() => {
      if (this.#lenses.exceptions.hold(exception.id, checked)) {
        this.#lenses.touchLensesOf(exception.analyzer);
      }
      const next = last === undefined ? now + CHECK_AGAIN_MS : now;
      this.#lenses.exceptions.checkedUpTo(exception.id, last ?? '', next);
    });
    return true;
  }

  async #check(
    scope: ExceptionScope | undefined,
    hits: readonly Hit[],
  ): Promise<readonly CheckedHit[]> {
    if (scope === undefined || hits.length === 0) return [];
    return await this.#ask(scope, hits);
  }
}
