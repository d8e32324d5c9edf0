/** How much of a subject or an object is read at a time, and how much of all is remembered. */
export interface Reading {
  /**
   * Facts of a subject that are read together, for a question about a property. Properties come
   * first, so that they are nearly always among them, and of most subjects this is all there is.
   */
  readonly together: number;
  /**
   * Facts of a pseudo-key that are read together, about. It has few properties, but values of them for
   * each of its sessions: these are read to their end, if that is not further than this.
   */
  readonly ofSessions: number;
  /** Facts of one predicate, or of one that leads to an object, that are remembered at most. */
  readonly ofPredicate: number;
  /**
   * Whether a question about an edge reads that edge alone. Matching asks most subjects for an edge
   * or two that they do not have; with all that they do have, few of them could be remembered.
   */
  readonly edgesAlone: boolean;
  /**
   * Facts that are remembered from one append to the next, by subject and as many by object, with the
   * maps that lead to them.
   */
  readonly remembered: number;
  /**
   * Facts that are more than {@link ofPredicate}, and held until the next append, by subject and as
   * many by object. What is beyond is read for each question.
   */
  readonly held: number;
}

/**
 * For matching. What is remembered takes some twenty megabytes on each side in Node, and about half of
 * that where pointers are compressed. Enough for what some hundred hosts do; where less is remembered,
 * a shard of so many reads most of it from runs for every upload.
 */
export const FOR_MATCHING: Reading = {
  together: 24,
  ofSessions: 300,
  ofPredicate: 32,
  edgesAlone: true,
  remembered: 60_000,
  held: 50_000,
};

/** For one question that asks for nearly all facts of its subjects. */
export const NEARLY_ALL: Reading = {
  ...FOR_MATCHING,
  together: 1_000,
  ofPredicate: 1_000,
  edgesAlone: false,
};
