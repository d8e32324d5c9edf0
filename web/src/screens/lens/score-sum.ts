import type { LensDetail, ScoreRow, ScoreTerm } from '../../../../core/contract/lenses.ts';

/** The rows and terms of a score, and whether they sum to it. They must (law 5); if not, it is said. */
export interface ScoreSum {
  readonly rows: readonly ScoreRow[];
  readonly terms: readonly ScoreTerm[];
  readonly sum: number;
  readonly isWhole: boolean;
}

/** Sums of decimal contributions may differ in the last bits. */
const TOLERANCE = 1e-6;

/** The rows by contribution, the largest first, with their sum. */
export function scoreSum(detail: LensDetail): ScoreSum {
  const rows = detail.rows.toSorted(
    (a, b) => b.contribution - a.contribution || (a.analyzerId < b.analyzerId ? -1 : 1),
  );
  const sum = [...rows, ...detail.terms].reduce((total, row) => total + row.contribution, 0);
  return {
    rows,
    terms: detail.terms,
    sum,
    isWhole: Math.abs(sum - detail.lens.score) <= TOLERANCE,
  };
}
