/**
 * What the list is sorted by: the riskiest, the latest activity, the newest, the name, or where the
 * last day has most hits more than the day before comes first.
 */
export const LENS_SORTS = ['score', 'last', 'first', 'name', 'growth'] as const;
export type LensSort = (typeof LENS_SORTS)[number];
