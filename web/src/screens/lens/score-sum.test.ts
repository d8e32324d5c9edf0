import { expect, test } from 'vitest';
import type { LensDetail, ScoreRow } from '../../../../core/contract/lenses.ts';
import { recordName, recordOf } from './lens-model.ts';
import { scoreSum } from './score-sum.ts';

function detail(score: number, contributions: readonly number[]): LensDetail {
  return {
    lens: {
      id: 'l',
      type: 'asset',
      name: 'WS-7',
      score,
      hits: 0,
      techniques: [],
      analyzers: [],
      why: '',
      first: 0,
      last: 0,
      updatedAt: 0,
    },
    rows: contributions.map((contribution, at): ScoreRow => ({
      analyzerId: `a${at}`,
      title: '',
      kind: 'pattern',
      risk: contribution,
      techniques: [],
      hits: 1,
      contribution,
      why: '',
      nodes: [],
      first: 0,
      last: 0,
    })),
    terms: [],
    graph: { nodes: [], edges: [], omitted: 0 },
  };
}

test('rows come largest first, and sum to the score', () => {
  const sum = scoreSum(detail(85, [10, 75]));
  expect([sum.rows.map((row) => row.contribution), sum.sum, sum.isWhole]).toEqual([
    [75, 10],
    85,
    true,
  ]);
});

test('tenths add up; a missing row does not go unseen', () => {
  expect(scoreSum(detail(0.3, [0.1, 0.2])).isWhole).toBe(true);
  expect(scoreSum(detail(85, [75])).isWhole).toBe(false);
});

test('terms count with the rows', () => {
  const term = { kind: 'common' as const, title: 'a0', contribution: -25, why: '', nodes: [] };
  const sum = scoreSum({ ...detail(75, [100]), terms: [term] });
  expect([sum.sum, sum.isWhole, sum.terms]).toEqual([75, true, [term]]);
});

test('a record has a name in the URL, and what is no name is refused', () => {
  expect(recordOf(recordName({ upload: 3, record: 17 }))).toEqual({ upload: 3, record: 17 });
  expect(['', '3', '3.x', '-1.2', '3.1.1'].map(recordOf)).toEqual(
    Array.from({ length: 5 }, () => undefined),
  );
});
