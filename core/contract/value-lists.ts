import * as z from 'zod';

/** Lists of a tenant, values of one list, and characters of all values together. */
export const MAX_VALUE_LISTS = 100;
export const MAX_LIST_VALUES = 10_000;
export const MAX_LIST_LENGTH = 1_000_000;

/** A list of values that Sigma rules name as `%name%` with the modifier `expand`. */
export interface ValueList {
  readonly name: string;
  readonly values: number;
  /** Rules that name it. */
  readonly rules: number;
  readonly savedAt: number;
  readonly savedBy: string;
}

/** Answer of `GET /api/value-lists`. */
export interface ValueLists {
  readonly lists: readonly ValueList[];
  /** Lists that rules name and that there are not. */
  readonly missing: readonly { readonly name: string; readonly rules: number }[];
}

/** Answer of `GET /api/value-lists/:name`. */
export interface ValueListDetail {
  readonly name: string;
  readonly values: readonly string[];
}

export const valueListName = z
  .string()
  .regex(
    /^[\w.-]{1,60}$/,
    'letters, digits and . _ -, 60 at most; the name between the % of rules',
  );

/** `PUT /api/value-lists/:name`. A value may hold the wildcards `*` and `?`. */
export const saveValueListRequest = z.object({
  values: z.array(z.string().min(1).max(1_000)).min(1).max(MAX_LIST_VALUES),
});

export type SaveValueListRequest = z.infer<typeof saveValueListRequest>;
