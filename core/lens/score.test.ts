import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scoreRows, totalScore } from './score.ts';
import type { ScoredHit } from './score.ts';

const hit: fc.Arbitrary<ScoredHit> = fc.record({
  analyzer: fc.constantFrom('a', 'b', 'c').map((id) => ({
    id,
    title: id,
    kind: id === 'a' ? ('pattern' as const) : ('sigma' as const),
    risk: id.charCodeAt(0) % 90,
    techniques: [],
  })),
  nodes: fc.array(fc.constantFrom('1', '2', '3'), { minLength: 1, maxLength: 3 }),
  time: fc.nat(1_000),
});

test('law 5: the score is the sum of its rows, whatever the order of the hits', () => {
  fc.assert(
    fc.property(fc.array(hit, { minLength: 1, maxLength: 30 }), (hits) => {
      const rows = scoreRows(hits);
      const sum = rows.reduce((total, { contribution }) => total + contribution, 0);
      expect(totalScore(rows)).toBeCloseTo(sum, 9);
      expect(scoreRows([...hits].reverse())).toEqual(rows);
      expect(rows.reduce((total, row) => total + row.hits, 0)).toBe(hits.length);
    }),
  );
});

test('a repeated finding counts less and less, and at most twice', () => {
  const analyzer = { id: 'a', title: 'A', kind: 'pattern' as const, risk: 40, techniques: [] };
  const hits = (count: number): ScoredHit[] =>
    Array.from({ length: count }, (_, time) => ({ analyzer, nodes: ['1'], time }));
  expect([1, 2, 3, 100].map((count) => totalScore(scoreRows(hits(count))))).toEqual([
    40, 60, 70, 80,
  ]);
});

const rule = (id: string, risk: number, node: string, time = 0): ScoredHit => ({
  analyzer: { id, title: id, kind: 'sigma', risk, techniques: [] },
  nodes: [node],
  time,
});

test('forty rules that hit one process count at most twice the strongest', () => {
  const hits = Array.from({ length: 40 }, (_, index) => rule(`r${index}`, 60, 'p'));
  const rows = scoreRows(hits);
  expect(rows).toHaveLength(40);
  expect(totalScore(rows)).toBeLessThanOrEqual(120.5);
  expect(rows.slice(0, 3).map(({ contribution }) => contribution)).toEqual([60, 30, 15]);
  expect(rows[1]?.why).toContain('stronger rules hit there too');
});

test('rules that hit different processes count in full', () => {
  const rows = scoreRows([rule('a', 60, 'p'), rule('b', 25, 'q'), rule('a', 60, 'q', 9)]);
  expect(rows.map(({ analyzerId, contribution }) => [analyzerId, contribution])).toEqual([
    ['a', 90],
    ['b', 12.5],
  ]);
});
