/** Why an analyzer was stopped. */
export type StopReason = 'hits' | 'work';

/** An analyzer that is over its budget: it is not looked for until a member sets its state. */
export interface StoppedAnalyzer {
  readonly at: number;
  readonly why: StopReason;
}

/** Hits that an analyzer may make in an hour: each costs rows, and nobody reads so many. */
export const MAX_HITS_PER_HOUR = 10_000;

/**
 * Batches of an hour in which an analyzer may do so much that it is stopped for the rest of them: each
 * is some tenths of a second of CPU.
 */
export const MAX_OVERWORKED_PER_HOUR = 20;
