import type { Coverage } from '../../../../core/contract/rules.ts';
import { TACTICS, tacticOf } from '../../../../core/contract/tactics.ts';

/** One technique of the matrix, its sub-techniques counted with it. */
export interface Cell {
  readonly technique: string;
  readonly analyzers: number;
  readonly hits: number;
  /** The sub-techniques that analyzers name. */
  readonly parts: readonly string[];
}

/** One tactic of the matrix. */
export interface Column {
  readonly tactic: string;
  readonly cells: readonly Cell[];
}

/** What of the matrix is shown. */
export const MATRIX_VIEWS = ['all', 'covered', 'gaps', 'hitting'] as const;
export type MatrixView = (typeof MATRIX_VIEWS)[number];

/** What analyzers name and the matrix does not have. */
const ELSEWHERE = 'Elsewhere';

/**
 * The matrix: every technique that is listed in it, covered or not, and what analyzers name beside
 * it in a column of its own, so that nothing is left out.
 */
export function matrixOf({ techniques }: Coverage): readonly Column[] {
  const cells = new Map<string, { analyzers: number; hits: number; parts: string[] }>();
  const cellOf = (technique: string) => {
    const known = cells.get(technique) ?? { analyzers: 0, hits: 0, parts: [] };
    cells.set(technique, known);
    return known;
  };
  for (const { techniques: listed } of TACTICS) for (const technique of listed) cellOf(technique);
  for (const { technique, analyzers, hits } of techniques) {
    const cell = cellOf(baseOf(technique));
    cell.analyzers += analyzers;
    cell.hits += hits;
    if (technique.includes('.')) cell.parts.push(technique);
  }
  const columns = [...TACTICS.map(({ name }) => name), ELSEWHERE];
  const byTactic = Map.groupBy(cells, ([technique]) => tacticOf(technique)?.name ?? ELSEWHERE);
  return columns.flatMap((tactic) => {
    const own = byTactic.get(tactic)?.map(([technique, cell]) => ({ technique, ...cell })) ?? [];
    return own.length === 0 ? [] : [{ tactic, cells: own }];
  });
}

/** The technique of a sub-technique: `T1059` of `T1059.001`. */
export function baseOf(technique: string): string {
  return technique.split('.', 1)[0] ?? technique;
}

/** Whether a cell is in a view. */
export function isIn(view: MatrixView, { analyzers, hits }: Cell): boolean {
  switch (view) {
    case 'all':
      return true;
    case 'covered':
      return analyzers > 0;
    case 'gaps':
      return analyzers === 0;
    case 'hitting':
      return hits > 0;
  }
}

/** How well a technique is covered, from 0 (not) to 3. More analyzers than a few add little. */
export function shade({ analyzers }: Cell): 0 | 1 | 2 | 3 {
  if (analyzers === 0) return 0;
  if (analyzers === 1) return 1;
  return analyzers < 5 ? 2 : 3;
}
