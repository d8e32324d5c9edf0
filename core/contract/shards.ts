/** One part of a tenant's graph: how large it is, how busy, and what it may become. */
export interface ShardSummary {
  readonly shard: number;
  /** Assets that are placed in it. */
  readonly assets: number;
  readonly facts: number;
  /** Bytes of its database. */
  readonly bytes: number;
  /** At so many bytes it takes no new assets; those it has stay. */
  readonly fullAtBytes: number;
  /** Facts that arrived in the last whole minute. */
  readonly factsPerMinute: number;
  /** Entries that are still to be merged into larger runs. */
  readonly openEntries: number;
  /** Rows of its journal: what a restart has to read. */
  readonly journalRows: number;
}
