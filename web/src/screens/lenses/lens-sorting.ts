import { growthOf } from '../../../../core/contract/lens-activity.ts';
import { LENS_SORTS } from '../../../../core/contract/lens-sorts.ts';
import type { LensSort } from '../../../../core/contract/lens-sorts.ts';
import type { LensSummary } from '../../../../core/contract/lenses.ts';

/** What a list is sorted by: the key of each lens, and whether the highest comes first. */
export interface Sorting {
  readonly keyOf: (lens: LensSummary) => number | string;
  readonly isDown: boolean;
}

/** So much of a name is sorted by, as the service does. */
const NAME_KEY = 80;

export const BY_SCORE: Sorting = { keyOf: ({ score }) => score, isDown: true };

/** The words of each sorting, in the order in which they are offered. */
export const SORT_TITLES: readonly (readonly [name: LensSort, title: string])[] = [
  ['score', 'By risk'],
  ['last', 'By last activity'],
  ['first', 'By first seen'],
  ['growth', 'By growth'],
  ['name', 'By name'],
];

/** The sorting that a text names; by risk where it names none. */
export function sortOf(text: string): LensSort {
  return LENS_SORTS.find((name) => name === text) ?? 'score';
}

/**
 * How lenses are sorted here, as the service sorts them.
 *
 * @param until the event time that growth is counted up to, ms
 */
export function sortingOf(sort: LensSort, until: number): Sorting {
  switch (sort) {
    case 'score':
      return BY_SCORE;
    case 'last':
    case 'first':
      return { keyOf: (lens) => lens[sort], isDown: true };
    case 'growth':
      return { keyOf: (lens) => growthOf(lens, until), isDown: true };
    case 'name':
      return {
        // The service counts characters, and folds the letters of ASCII only.
        keyOf: ({ name }) =>
          Array.from(name.slice(0, 2 * NAME_KEY))
            .slice(0, NAME_KEY)
            .join('')
            .replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase()),
        isDown: false,
      };
  }
}

/** Compares two lenses for sorting; of equal ones the latest comes first. */
export function compareBy({ keyOf, isDown }: Sorting): (a: LensSummary, b: LensSummary) => number {
  return (a, b) => {
    const [left, right] = [keyOf(a), keyOf(b)];
    if (left !== right) return left < right === isDown ? 1 : -1;
    return b.last - a.last || (a.id < b.id ? -1 : 1);
  };
}
