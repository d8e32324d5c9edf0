import * as z from 'zod';

/** A node as a search finds it. */
export interface FoundNode {
  readonly id: string;
  readonly type: string;
  readonly label: string;
  /** The host that it is on, where it is on one. */
  readonly on?: string | undefined;
  /** Event times of the first and last sighting with the value, ms. */
  readonly first: number;
  readonly last: number;
}

/** A value that was found, and the nodes of one type that have it. */
export interface SearchMatch {
  readonly type: string;
  readonly property: string;
  readonly value: string | number;
  readonly nodes: readonly FoundNode[];
  /** Whether more nodes have the value than are told. */
  readonly isMore: boolean;
}

/** Query of `GET /api/search`. */
export const searchParameters = z.object({
  /** A value, a part of one, or a pattern with `*`. */
  q: z.string().trim().min(1, 'Say what to look for.').max(512),
  type: z.string().max(64).optional(),
  property: z.string().max(64).optional(),
  /** The `next` of the answer before. */
  after: z.string().max(1_200).optional(),
});

/** Answer of `GET /api/search`. */
export interface SearchAnswer {
  /** Exact matches come first; a value can come again where another shard has it too. */
  readonly matches: readonly SearchMatch[];
  /** Where to go on; absent when everything was searched. */
  readonly next?: string | undefined;
}
