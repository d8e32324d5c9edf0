import * as z from 'zod';
import { LENS_SORTS } from './lens-sorts.ts';

/** What an analyst found that a closed lens was. */
export const VERDICTS = ['true-positive', 'benign', 'false-positive', 'duplicate'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** `snoozed` is out of sight until a date, until the score grows, or until something new hits. */
export type LensStatus = 'new' | 'reviewing' | 'closed' | 'snoozed';

/** When a snoozed lens comes back. A new analyzer brings it back always. */
export interface Snooze {
  /** At this time, ms; without it, whenever it grows. */
  readonly until?: number | undefined;
  /** Once its score has grown by so much. */
  readonly rise?: number | undefined;
}

/** What analysts made of a lens. A lens that nobody has touched is new. */
export interface LensLife {
  readonly status: LensStatus;
  /** Of a closed lens. */
  readonly verdict?: Verdict | undefined;
  /** Of one that was closed as a duplicate: the lens that has it. */
  readonly duplicateOf?: string | undefined;
  readonly snooze?: Snooze | undefined;
  /** The user who has it in hand. */
  readonly assignee?: string | undefined;
  readonly tags: readonly string[];
  /** Why it came back after it had been closed or snoozed. */
  readonly reopened?: string | undefined;
  /** How often the service brought it back. */
  readonly reopenings?: number | undefined;
  /** Rises with each change. */
  readonly version: number;
}

/** A member to whom lenses can be assigned. */
export interface Assignee {
  readonly id: string;
  readonly email: string;
}

/** Lenses that one request may change. */
const MAX_IDS = 200;

const MAX_TAGS = 20;

const tag = z
  .string()
  .trim()
  .min(1)
  .max(40)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._:/-]*$/u, 'A tag is letters, numbers, spaces and . _ : / -');

const tags = z.array(tag).max(MAX_TAGS);

/** The latest moment that JavaScript's dates reach. */
const time = z.int().min(0).max(8_640_000_000_000_000);

/** A change of lenses. What is not named stays. */
export const lensChange = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('reopen') }),
  z.strictObject({ do: z.literal('review') }),
  z.strictObject({
    do: z.literal('close'),
    verdict: z.enum(VERDICTS),
    /** Of a duplicate: the lens that has it. One that is itself a duplicate stands for its own. */
    of: z.string().max(64).optional(),
  }),
  z.strictObject({
    do: z.literal('snooze'),
    until: time.optional(),
    rise: z.number().min(1).max(1_000_000).optional(),
  }),
  z.strictObject({ do: z.literal('assign'), assignee: z.string().max(64).nullable() }),
  z.strictObject({ do: z.literal('tag'), add: tags.default([]), remove: tags.default([]) }),
  /** Takes back what an earlier change of this id did, where nobody changed the lens since. */
  z.strictObject({ do: z.literal('undo'), change: z.uuid() }),
]);

export type LensChange = z.infer<typeof lensChange>;

/** `PATCH /api/lenses`. */
export const changeLensesRequest = z.strictObject({
  ids: z.array(z.string().max(64)).min(1).max(MAX_IDS),
  change: lensChange,
  /** Said in the history beside the change. */
  comment: z.string().trim().min(1).max(4000).optional(),
});

export type ChangeLensesRequest = z.infer<typeof changeLensesRequest>;

/** What became of one lens. */
export interface LifeChange {
  readonly id: string;
  readonly before: LensLife;
  readonly after: LensLife;
}

/** Answer of `PATCH /api/lenses`. */
export interface ChangedLenses {
  /** The id of the change, by which it can be undone. */
  readonly change: string;
  /** The lenses that are not as they were. */
  readonly changed: readonly LifeChange[];
  /** Lenses that do not exist, or, of an undo, that somebody changed since. */
  readonly skipped: readonly string[];
}

/** `POST /api/lenses/:id/comments`. */
export const commentRequest = z.strictObject({ text: z.string().trim().min(1).max(4000) });

/** An entry of a lens's history. Entries are only added. */
export interface LensEvent {
  readonly id: string;
  /** When, ms. */
  readonly at: number;
  /** The address of the member; null for the service. */
  readonly by: string | null;
  readonly what:
    | 'reopened'
    | 'reviewing'
    | 'closed'
    | 'snoozed'
    | 'assigned'
    | 'tagged'
    | 'undone'
    | 'duplicate'
    | 'comment';
  /** What there is to say: a comment's text, why a lens came back, or what a change made. */
  readonly text: string;
}

/** Answer of `GET /api/lenses/:id/history`, and, with comments only, of `…/comments`. */
export interface LensHistory {
  /** Latest first. */
  readonly events: readonly LensEvent[];
}

/** The lists of lenses. */
export const LENS_TABS = ['open', 'mine', 'snoozed', 'closed'] as const;
export type LensTabName = (typeof LENS_TABS)[number];

/** The query of `GET /api/lenses`. */
export const lensQuery = z.object({
  tab: z.enum(LENS_TABS).default('open'),
  /** A node type. */
  type: z.string().max(40).optional(),
  /** A user's id; `none` for nobody. */
  assignee: z.string().max(64).optional(),
  tag: z.string().max(40).optional(),
  technique: z.string().max(20).optional(),
  /** Words that must all be found, in whatever column. */
  q: z.string().max(200).optional(),
  minScore: z.coerce.number().min(0).optional(),
  sort: z.enum(LENS_SORTS).default('score'),
  /** The event time that growth is counted up to, ms; by default that of the latest hit. */
  until: z.coerce.number().int().min(0).max(8.64e15).optional(),
  after: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(500),
});

export type LensQuery = z.infer<typeof lensQuery>;
