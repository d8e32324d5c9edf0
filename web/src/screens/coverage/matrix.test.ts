import { expect, test } from 'vitest';
import { TACTICS } from '../../../../core/contract/tactics.ts';
import { isIn, matrixOf, shade } from './matrix.ts';
import { TECHNIQUE_NAMES } from './technique-names.ts';

const coverage = {
  techniques: [
    { technique: 'T1059', analyzers: 1, hits: 0 },
    { technique: 'T1059.001', analyzers: 4, hits: 7 },
    { technique: 'T9999.001', analyzers: 1, hits: 0 },
  ],
};

test('sub-techniques count with their technique, and what is unknown is not lost', () => {
  const columns = matrixOf(coverage);
  const execution = columns.find(({ tactic }) => tactic === 'Execution');
  expect(execution?.cells.find(({ technique }) => technique === 'T1059')).toEqual({
    technique: 'T1059',
    analyzers: 5,
    hits: 7,
    parts: ['T1059.001'],
  });
  expect(columns.at(-1)).toMatchObject({ tactic: 'Elsewhere', cells: [{ technique: 'T9999' }] });
});

test('what nothing covers is in the matrix, too', () => {
  const all = matrixOf({ techniques: [] }).flatMap(({ cells }) => cells);
  expect(all).toHaveLength(TACTICS.flatMap(({ techniques }) => techniques).length);
  expect(all.every((cell) => isIn('gaps', cell) && !isIn('covered', cell))).toBe(true);
});

test('shades rise with the number of analyzers', () => {
  const of = [0, 1, 4, 90].map((analyzers) =>
    shade({ technique: 'T1', analyzers, hits: 0, parts: [] }),
  );
  expect(of).toEqual([0, 1, 2, 3]);
});

test('every technique of the matrix has its name', () => {
  const listed = TACTICS.flatMap(({ techniques }) => techniques);
  expect(listed.filter((technique) => TECHNIQUE_NAMES[technique] === undefined)).toEqual([]);
});
