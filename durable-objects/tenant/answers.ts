import type { Ref } from '../../core/graph/id.ts';
import type { RowMeters } from '../counted-sql.ts';
import type { MarkOrder } from './correlation-book.ts';

/** Where assets are. */
export interface Placed {
  readonly shards: Readonly<Record<Ref, number>>;
  readonly meters: RowMeters;
}

/** What correlating changed, and cost. */
export interface Correlated {
  /** The ids of the lenses that changed. */
  readonly lenses: readonly string[];
  readonly meters: RowMeters;
  readonly d1RowsWritten: number;
}

/** What shards have to be told of correlations, and the ids of the episodes that it is about. */
export interface MarkOrders {
  readonly orders: readonly MarkOrder[];
  readonly episodes: readonly string[];
  readonly meters: RowMeters;
}
