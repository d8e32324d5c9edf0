import { expect, test } from 'vitest';
import type { SearchMatch } from '../../../../core/contract/search.ts';
import { inBin, seenBins } from './seen-bins.ts';

const matches: SearchMatch[] = [0, 10, 99, 100].map((last) => ({
  type: 'file',
  property: 'name',
  value: 'a',
  nodes: [{ id: `${last}`, type: 'file', label: 'a', first: 0, last }],
  isMore: false,
}));

test('every node is in one bin, the last moment in the last one', () => {
  const { bins, first, last } = seenBins(matches, 10);
  expect(bins.map(({ count }) => count)).toEqual([1, 1, 0, 0, 0, 0, 0, 0, 0, 2]);
  expect([first, last, bins[1]?.from]).toEqual([0, 100, 10]);
});

test('a bin narrows to its nodes', () => {
  const ids = inBin(matches, 9, 10).flatMap(({ nodes }) => nodes.map(({ id }) => id));
  expect(ids).toEqual(['99', '100']);
});

test('one moment is one bin, and nothing is none', () => {
  expect(seenBins(matches.slice(0, 1), 4).bins.map(({ count }) => count)).toEqual([1, 0, 0, 0]);
  expect(seenBins([], 2)).toMatchObject({ first: 0, last: 0 });
});
