import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scoreRows, totalScore } from './score.ts';
import type { ScoredHit } from './score.ts';

const hit: fc.Arbitrary<ScoredHit> = fc.record({
  analyzer: fc.constantFrom('a', 'b', 'c').map((id) => ({
    id,
    title: id,
    kind: 'pattern' as const,
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
