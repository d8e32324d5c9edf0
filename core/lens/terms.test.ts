import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ScoreRow } from '../contract/lenses.ts';
import { totalScore } from './score.ts';
import { scoreTerms } from './terms.ts';
import type { TermContext } from './terms.ts';

const DAY = 86_400_000;

function row(analyzerId: string, contribution: number, more: Partial<ScoreRow> = {}): ScoreRow {
  return {
    analyzerId,
    title: analyzerId,
    kind: 'pattern',
    risk: contribution,
    techniques: [],
    hits: 1,
    contribution,
    why: '',
    nodes: [analyzerId],
    first: 0,
    last: 0,
    ...more,
  };
}

const plain: TermContext = { asOf: 0, hostsOf: () => 1, isMeetingPlace: () => true };

const told = (rows: readonly ScoreRow[], context: Partial<TermContext> = {}) =>
  scoreTerms(rows, { ...plain, ...context }).map(({ kind, contribution }) => [kind, contribution]);

test('analyzers that meet on a node count a quarter more after the strongest', () => {
  expect(told([row('a', 40, { nodes: ['p'] }), row('b', 20, { nodes: ['p'] })])).toEqual([
    ['meeting', 5],
  ]);
  expect(told([row('a', 40), row('b', 20)])).toEqual([]);
});

test('rules on one node are one finding, and do not meet', () => {
  const rule = (id: string) => row(id, 40, { nodes: ['p'], kind: 'sigma' });
  expect(told([rule('a'), rule('b')])).toEqual([]);
  expect(told([rule('a'), rule('b'), row('c', 60, { nodes: ['p'] })])).toEqual([['meeting', 10]]);
});

test('a node where everything meets is no meeting place', () => {
  const rows = [row('a', 40, { nodes: ['host'] }), row('b', 20, { nodes: ['host'] })];
  expect(told(rows, { isMeetingPlace: () => false })).toEqual([]);
});

test('each tactic after the first counts, up to four of them', () => {
  const techniques = ['T1059', 'T1003', 'T1021', 'T1486', 'T1048', 'T1071'];
  const rows = (count: number) =>
    techniques.slice(0, count).map((id) => row(id, 20, { techniques: [id] }));
  expect([1, 2, 3, 6].map((count) => told(rows(count)))).toEqual([
    [],
    [['tactics', 2]],
    [['tactics', 6]],
    [['tactics', 24]],
  ]);
});

const onHosts = (hosts: number) => told([row('a', 40)], { hostsOf: () => hosts });

test('what hits on many hosts counts less, and never by more than half', () => {
  expect([8, 9, 33, 9_000].map(onHosts)).toEqual([
    [],
    [['common', -10]],
    [['common', -20]],
    [['common', -20]],
  ]);
});

const afterDays = (days: number) => told([row('a', 40)], { asOf: days * DAY });

test('a finding is new for a week, and then halves every thirty days', () => {
  expect([7, 37, 67, 5_000].map(afterDays)).toEqual([
    [],
    [['age', -20]],
    [['age', -30]],
    [['age', -40]],
  ]);
});

const rows = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom(...'abcdefgh'),
    contribution: fc.integer({ min: 0, max: 1_500 }).map((tenths) => tenths / 10),
    techniques: fc.subarray(['T1059.001', 'T1003', 'T1021', 'T9999']),
    nodes: fc.subarray(['p', 'q', 'r'], { minLength: 1 }),
    kind: fc.constantFrom('pattern' as const, 'sigma' as const),
    last: fc.integer({ min: 0, max: 90 }).map((days) => days * DAY),
  }),
  { selector: ({ id }) => id, minLength: 1 },
);

const random: TermContext = {
  asOf: 90 * DAY,
  hostsOf: (id) => (id < 'd' ? 1 : 20),
  isMeetingPlace: (node) => node !== 'r',
};

test('the order of rows is of no account, and a score is never below zero', () => {
  fc.assert(
    fc.property(rows, (all) => {
      const made = all.map(({ id, contribution, ...more }) => row(id, contribution, more));
      const terms = scoreTerms(made, random);
      const backwards = scoreTerms([...made].reverse(), random);
      expect(new Set(backwards.map((term) => JSON.stringify(term)))).toEqual(
        new Set(terms.map((term) => JSON.stringify(term))),
      );
      expect(totalScore([...made, ...terms])).toBeGreaterThanOrEqual(0);
    }),
  );
});

test('without an analyzer its own terms go, and no other analyzer’s change', () => {
  fc.assert(
    fc.property(rows, fc.constantFrom(...'abcdefgh'), (all, without) => {
      const made = all.map(({ id, contribution, ...more }) => row(id, contribution, more));
      const own = (terms: ReturnType<typeof scoreTerms>) =>
        terms.filter(({ analyzerId }) => analyzerId !== undefined && analyzerId !== without);
      const kept = made.filter(({ analyzerId }) => analyzerId !== without);
      expect(own(scoreTerms(kept, random))).toEqual(own(scoreTerms(made, random)));
    }),
  );
});
