import * as z from 'zod';

/** What became of a record. */
export type RecordOutcome = 'accepted' | 'rejected' | 'ignored';

/** One record of an upload, and what was made of it. */
export interface ToldRecord {
  /** Its number in the upload, from 1. */
  readonly number: number;
  /** The record as text; of a long one its beginning. */
  readonly text: string;
  readonly isCut: boolean;
  readonly outcome: RecordOutcome;
  /** Why it was rejected, or the rule that ignored it. */
  readonly reason?: string | undefined;
  /** When it happened, ms since 1970, of one that was accepted. */
  readonly time?: number | undefined;
  /** What it says, as sentences: subject, verb, object. */
  readonly says: readonly (readonly [from: string, verb: string, to: string])[];
}

/** Answer of `GET /api/uploads/:number/records`. */
export interface RecordPage {
  readonly records: readonly ToldRecord[];
  /** The `after` of the next page; absent at the end. */
  readonly next?: number | undefined;
}

/** Query of `GET /api/uploads/:number/records`. */
export const recordParameters = z.object({
  after: z.coerce.number().int().min(0).max(1e9).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  outcome: z.enum(['accepted', 'rejected', 'ignored']).optional(),
});
