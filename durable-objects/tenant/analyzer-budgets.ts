import { MAX_HITS_PER_HOUR, MAX_OVERWORKED_PER_HOUR } from '../../core/contract/budgets.ts';
import { HourlyBudget } from '../../core/detect/hourly-budget.ts';

/** What each analyzer may in an hour. Kept in memory: a new life of the object begins a new hour. */
export class AnalyzerBudgets {
  readonly #hits: HourlyBudget;
  readonly #work = new HourlyBudget(MAX_OVERWORKED_PER_HOUR);

  constructor({ MAX_HITS_PER_HOUR: own }: Pick<Env, 'MAX_HITS_PER_HOUR'>) {
    this.#hits = new HourlyBudget(Number(own ?? MAX_HITS_PER_HOUR));
  }

  /**
   * Counts new hits by analyzer.
   *
   * @returns those that made too many in this hour
   */
  countHits(made: ReadonlyMap<string, number>): readonly string[] {
    const now = Date.now();
    const over = [...made].filter(([id, count]) => this.#hits.spend(id, count, now));
    return over.map(([id]) => id);
  }

  /**
   * Counts a batch in which analyzers did too much.
   *
   * @returns those that did so too often in this hour
   */
  countOverwork(analyzers: readonly string[]): readonly string[] {
    const now = Date.now();
    return analyzers.filter((id) => this.#work.spend(id, 1, now));
  }
}
