import { expect, test } from 'vitest';
import type { LensSummary } from '../../../../core/contract/lenses.ts';
import {
  append,
  arrange,
  changedSince,
  filterLenses,
  inOrder,
  keepShort,
  update,
  updateLives,
} from './lens-order.ts';
import { SORT_TITLES, sortingOf } from './lens-sorting.ts';

function lens(id: string, score: number, more: Partial<LensSummary> = {}): LensSummary {
  return {
    id,
    type: 'asset',
    name: id,
    score,
    hits: 1,
    techniques: [],
    analyzers: [],
    why: '',
    first: 0,
    last: 0,
    updatedAt: 0,
    ...more,
  };
}

const ids = (lenses: readonly LensSummary[]) => lenses.map(({ id }) => id);

test('the riskiest comes first, then the latest', () => {
  const order = arrange([lens('a', 10), lens('b', 85), lens('c', 10, { last: 5 })]);
  expect(order.order).toEqual(['b', 'c', 'a']);
});

test('a lens whose risk rises changes its number and not its place', () => {
  const order = update(arrange([lens('a', 85), lens('b', 10)]), [lens('b', 95, { updatedAt: 1 })]);
  expect(inOrder(order).map(({ id, score }) => [id, score])).toEqual([
    ['a', 85],
    ['b', 95],
  ]);
  expect(changedSince(order)).toBe(1);
  expect(arrange(order.latest.values()).order).toEqual(['b', 'a']);
});

test('a new lens waits until it is asked for', () => {
  const order = update(arrange([lens('a', 85)]), [lens('new', 99)]);
  expect([ids(inOrder(order)), changedSince(order)]).toEqual([['a'], 1]);
});

test('an answer that is older than what is known is dropped', () => {
  const order = update(arrange([lens('a', 85, { updatedAt: 9 })]), [lens('a', 10)]);
  expect([order.latest.get('a')?.score, changedSince(order)]).toEqual([85, 0]);
});

test('every word of a filter must be found, in any column', () => {
  const lenses = [
    lens('WS-7', 85, { why: 'dropper.exe → cmd.exe', techniques: ['T1036.005'] }),
    lens('SRV-2', 10, { why: 'cmd.exe' }),
  ];
  expect(ids(filterLenses(lenses, 'CMD t1036'))).toEqual(['WS-7']);
  expect(ids(filterLenses(lenses, ' cmd '))).toEqual(['WS-7', 'SRV-2']);
  expect(ids(filterLenses(lenses, ''))).toEqual(['WS-7', 'SRV-2']);
});

test('what comes into an empty list is shown at once', () => {
  const first = update(arrange([]), [lens('first', 85)]);
  expect(ids(inOrder(first))).toEqual(['first']);
  expect(changedSince(first)).toBe(0);
});

test('a lens that is closed stays where it is, and counts as changed until it is asked for', () => {
  const closed = { status: 'closed', verdict: 'benign', tags: [], version: 2 } as const;
  const order = updateLives(arrange([lens('a', 85), lens('b', 10)]), [['a', closed]]);
  expect(ids(inOrder(order))).toEqual(['a', 'b']);
  expect(changedSince(order, ({ life }) => life?.status !== 'closed')).toBe(1);
});

test('an answer that is older than a change does not take it back', () => {
  const closed = { status: 'closed', verdict: 'benign', tags: [], version: 2 } as const;
  const order = updateLives(arrange([lens('a', 85)]), [['a', closed]]);
  const after = update(order, [lens('a', 90, { updatedAt: 5 })]);
  expect([after.latest.get('a')?.score, after.latest.get('a')?.life]).toEqual([90, closed]);
});

test('a page that follows goes below, without what is there already', () => {
  const order = append(arrange([lens('a', 85), lens('b', 40)]), [lens('b', 40), lens('c', 90)]);
  expect(ids(inOrder(order))).toEqual(['a', 'b', 'c']);
  expect(changedSince(order)).toBe(0);
});

const isRisky = ({ score }: LensSummary) => score > 50;

test('what would not be in the list is not kept; what is shown stays', () => {
  const heard = update(arrange([lens('a', 40)]), [lens('new', 60), lens('other', 10)]);
  expect([...keepShort(heard, isRisky).latest.keys()]).toEqual(['a', 'new']);
});

const DAY = 86_400_000;
const known = [
  lens('a', 10, { name: 'beta', first: 3 * DAY, last: 9 * DAY, activity: [1] }),
  lens('b', 85, { name: 'Alpha', first: DAY, last: 8 * DAY, activity: [1, 0, 0, 0, 7] }),
  lens('c', 40, { name: 'alphabet', first: 2 * DAY, last: 10 * DAY, activity: [5] }),
];

test('a list is sorted by what is asked for', () => {
  const orders = SORT_TITLES.map(([sort]) => [
    sort,
    arrange(known, sortingOf(sort, 10 * DAY)).order.join(''),
  ]);
  expect(Object.fromEntries(orders)).toEqual({
    score: 'bca',
    last: 'cab',
    first: 'acb',
    growth: 'cba',
    name: 'bca',
  });
});

test('what counts as changed is what the list is sorted by', () => {
  const byLast = arrange(known, sortingOf('last', 10 * DAY));
  const louder = update(byLast, [lens('a', 99, { last: 9 * DAY, updatedAt: 1 })]);
  expect(changedSince(louder)).toBe(0);
  const later = update(byLast, [lens('a', 10, { last: 11 * DAY, updatedAt: 1 })]);
  expect([later.order.join(''), changedSince(later)]).toEqual(['cab', 1]);
});

test('a page that follows is in the order of the list', () => {
  const page = [lens('d', 99, { name: 'zeta' }), lens('e', 1, { name: 'gamma' })];
  expect(append(arrange(known, sortingOf('name', 0)), page).order.join('')).toBe('bcaed');
});
