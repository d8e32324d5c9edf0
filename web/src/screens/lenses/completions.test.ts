import { expect, test } from 'vitest';
import type { LensSummary } from '../../../../core/contract/lenses.ts';
import { completionsFor, completionsOf, withoutLastWord } from './completions.ts';

const lens: LensSummary = {
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
  life: { status: 'new', tags: ['vip', 'Print team'], version: 1 },
};

const all = completionsOf([lens], [{ id: 'u1', email: 'ada@example.com' }]);
const words = (text: string) => completionsFor(text, all).map((one) => one.words);

test('a word completes to a filter by its name or by its value', () => {
  expect(words('ta')).toEqual(['tag:Print team', 'tag:vip']);
  expect(words('svchost vi')).toEqual(['tag:vip']);
  expect(words('ada')).toEqual(['assignee:ada@example.com']);
  expect(words('t1')).toEqual(['technique:T1105']);
  expect(words('type:')).toEqual(['type:asset']);
  expect(words('nothing')).toEqual([]);
  expect(words('vip ')).toEqual([]);
});

test('any risk can be typed', () => {
  expect(completionsFor('risk:>60', all)).toMatchObject([{ name: 'minScore', value: '60' }]);
});

test('what became a filter is no word any more', () => {
  expect(withoutLastWord('svchost tag:vip')).toBe('svchost');
  expect(withoutLastWord('tag:vip')).toBe('');
});
