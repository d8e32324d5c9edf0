import * as z from 'zod';
import type { RuleState } from './rules.ts';

/** What an indicator can be. */
export type IndicatorKind = 'address' | 'network' | 'domain' | 'url' | 'sha256' | 'sha1' | 'md5';

/** A list of indicators as it is shown. */
export interface IndicatorList {
  /** Made of the name; does not change. */
  readonly id: string;
  readonly name: string;
  /** What one hit adds to a lens. */
  readonly risk: number;
  readonly state: RuleState;
  /** Indicators by their kind. */
  readonly counts: Readonly<Partial<Record<IndicatorKind, number>>>;
  /** Hits now, whatever the state. */
  readonly hits: number;
  /** Where it is fetched from once a day; absent for one that is pasted. */
  readonly url?: string | undefined;
  readonly savedAt: number;
  readonly savedBy: string;
  /** Why it could not be fetched the last time. */
  readonly failure?: string | undefined;
}

/** Something in a list that is no indicator, at a line from 1; of a STIX bundle, the object from 1. */
export interface IndicatorFault {
  readonly line: number;
  readonly message: string;
}

/** Answer of `GET /api/indicators`. */
export interface IndicatorLists {
  readonly lists: readonly IndicatorList[];
}

/** Answer of `PUT /api/indicators/:id`. */
export interface SavedIndicators {
  readonly taken: number;
  readonly refused: number;
  /** The first that were refused. */
  readonly faults: readonly IndicatorFault[];
}

/** A text of indicators is at most so long, in characters. */
export const MAX_INDICATOR_TEXT = 16_000_000;

/** `PUT /api/indicators/:id`: one of `text` and `url`. */
export const saveIndicatorsRequest = z
  .object({
    name: z
      .string()
      .trim()
      .regex(/^[\p{L}\p{N} ._()-]{1,60}$/u, 'letters, digits, spaces and . _ - ( ), 60 at most'),
    risk: z.number().int().min(0).max(100),
    text: z.string().max(MAX_INDICATOR_TEXT).optional(),
    url: z
      .url({ protocol: /^https$/ })
      .max(2_000)
      .optional(),
  })
  .refine(({ text, url }) => (text === undefined) !== (url === undefined), 'send a text or a url');

export type SaveIndicatorsRequest = z.infer<typeof saveIndicatorsRequest>;

/** `PATCH /api/indicators/:id`. */
export const setIndicatorsRequest = z.object({ state: z.enum(['on', 'shadow', 'off']) });
