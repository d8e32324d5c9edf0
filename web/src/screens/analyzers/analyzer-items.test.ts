import { expect, test } from 'vitest';
import type { RuleList, RuleSummary } from '../../../../core/contract/rules.ts';
import { countViews, itemsOf, narrow } from './analyzer-items.ts';

const rule = (id: string, more: Partial<RuleSummary> = {}): RuleSummary => ({
  id,
  title: id,
  kind: 'event',
  level: 'low',
  techniques: [],
  logs: 'windows / process_creation',
  pack: 'public',
  state: 'on',
  setting: null,
  isNoisy: false,
  hits: 0,
  isSilent: false,
  isOwn: false,
  missingLists: [],
  ...more,
});

const list: RuleList = {
  packs: [],
  correlations: { matches: 0, dropped: 0, leftOut: 0 },
  rules: [
    rule('quiet low'),
    rule('quiet high', { level: 'high', author: 'Ada' }),
    rule('noisy', { hits: 900, state: 'shadow', isNoisy: true, techniques: ['T1059.001'] }),
  ],
  own: [],
  builtIn: [
    {
      id: 'shape',
      title: 'Shape',
      description: 'A shape.',
      level: 'high',
      risk: 60,
      techniques: [],
      hits: 3,
      falsePositives: [],
      isOwn: false,
      state: 'on',
    },
  ],
};

test('what hits most comes first, then by level', () => {
  expect(itemsOf(list).map(({ id }) => id)).toEqual(['noisy', 'shape', 'quiet high', 'quiet low']);
});

test('a filter finds all of its words in any column, within a view', () => {
  const items = itemsOf(list);
  const found = (view: Parameters<typeof narrow>[1], filter: string) =>
    narrow(items, view, filter).map(({ id }) => id);
  expect(found('all', 'ADA process')).toEqual(['quiet high']);
  expect(found('all', 't1059')).toEqual(['noisy']);
  expect(found('on', '')).toEqual(['shape', 'quiet high', 'quiet low']);
  expect(found('shadow', 'quiet')).toEqual([]);
  expect(countViews(items)).toEqual({
    all: 4,
    hitting: 2,
    on: 3,
    shadow: 1,
    off: 0,
    'built in': 1,
    own: 0,
  });
});
