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
  /** Where it is fetched from; absent for one that is pasted. */
  readonly url?: string | undefined;
  /** How often it is fetched, in hours. */
  readonly everyHours?: number | undefined;
  /** When it was last fetched, whether it had changed or not. */
  readonly fetchedAt?: number | undefined;
  /** Whether what is below a listed domain is met as the domain itself. */
  readonly hasSubdomains?: boolean | undefined;
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

/** A list is fetched once a day unless said otherwise. */
export const USUAL_HOURS = 24;

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
    /** How often a url is fetched: hourly to weekly. */
    everyHours: z.number().int().min(1).max(168).default(USUAL_HOURS),
    /** Whether what is below a listed domain is met as the domain itself. */
    hasSubdomains: z.boolean().default(false),
  })
  .refine(({ text, url }) => (text === undefined) !== (url === undefined), 'send a text or a url');

export type SaveIndicatorsRequest = z.input<typeof saveIndicatorsRequest>;

/** {@link SaveIndicatorsRequest} with what is usual filled in. */
export type IndicatorsToSave = z.infer<typeof saveIndicatorsRequest>;

/** `PATCH /api/indicators/:id`. */
export const setIndicatorsRequest = z.object({ state: z.enum(['on', 'shadow', 'off']) });
