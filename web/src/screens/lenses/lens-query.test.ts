import { expect, test } from 'vitest';
import type { LensLife } from '../../../../core/contract/lens-life.ts';
import type { LensSummary } from '../../../../core/contract/lenses.ts';
import { belongs, queryText } from './lens-query.ts';
import type { ListQuery } from './lens-query.ts';

const OPEN: ListQuery = {
  tab: 'open',
  q: '',
  type: '',
  assignee: '',
  tag: '',
  technique: '',
  minScore: '',
  sort: '',
};

function lens(life?: Partial<LensLife>): LensSummary {
  return {
    id: 'l',
    type: 'asset',
    name: 'WS-1',
    score: 40,
    hits: 1,
    techniques: ['T1105'],
    analyzers: [],
    why: '',
    first: 0,
    last: 0,
    updatedAt: 0,
    ...(life && { life: { status: 'new', tags: [], version: 1, ...life } }),
  };
}

const isIn = (query: Partial<ListQuery>, life?: Partial<LensLife>) =>
  belongs(lens(life), { ...OPEN, ...query }, 'me', 1000);

test('the list that is shown first asks for nothing', () => {
  expect(queryText(OPEN)).toBe('');
  expect(queryText({ ...OPEN, tab: 'closed', q: 'a b' })).toBe('tab=closed&q=a+b');
});

test('a lens is in the list of its status; a snooze that is over is none', () => {
  expect([isIn({}), isIn({}, { status: 'reviewing' }), isIn({}, { status: 'closed' })]).toEqual([
    true,
    true,
    false,
  ]);
  expect(isIn({ tab: 'closed' }, { status: 'closed' })).toBe(true);
  expect(isIn({ tab: 'snoozed' }, { status: 'snoozed', snooze: { until: 1001 } })).toBe(true);
  expect(isIn({}, { status: 'snoozed', snooze: { until: 1000 } })).toBe(true);
  expect(isIn({ tab: 'mine' }, { assignee: 'me' })).toBe(true);
  expect(isIn({ tab: 'mine' }, { assignee: 'me', status: 'closed' })).toBe(false);
});

test('every filter must hold', () => {
  expect(isIn({ type: 'asset', technique: 'T1105', minScore: '40' })).toBe(true);
  expect(isIn({ type: 'user' })).toBe(false);
  expect(isIn({ minScore: '41' })).toBe(false);
  expect(isIn({ tag: 'vip' }, { tags: ['vip'] })).toBe(true);
  expect(isIn({ tag: 'vip' })).toBe(false);
  expect([isIn({ assignee: 'none' }), isIn({ assignee: 'none' }, { assignee: 'me' })]).toEqual([
    true,
    false,
  ]);
});
