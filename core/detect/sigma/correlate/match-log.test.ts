import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timeOf } from '../../../parse/form/epoch.ts';
import { SigmaEngine } from '../engine/engine.ts';
import { rulesOf } from '../oracle/match-both-ways.ts';
import { linkRules } from '../rule-set.ts';
import { MatchLog } from './match-log.ts';

const GOLDENS = path.join(import.meta.dirname, 'goldens');

const sets = readdirSync(GOLDENS).map((name) => {
  const { set } = linkRules(rulesOf(readFileSync(path.join(GOLDENS, name, 'rules.yaml'), 'utf8')));
  return { name, set, engine: new SigmaEngine(set) };
});

/** Records that the goldens' rules match, many of them at the same few moments. */
const record = fc.record({
  time: fc.integer({ min: 0, max: 12 }).map((tens) => Date.UTC(2024, 2, 1, 10, 0, tens * 10)),
  event: fc.constantFrom('failed', 'ok', 'sent'),
  user: fc.constantFrom('lee', 'kim'),
  source: fc.constantFrom('10.0.0.1', 'x'),
  target: fc.constantFrom('10.0.0.1', 'x'),
  host: fc.constantFrom('a', 'A', 'b', 'c'),
  image: fc.constantFrom(...'abcdefgh'),
  bytes: fc.constantFrom(4, 8, 60, '40', 'x'),
});

test.each(sets)(
  'law 2: what $name finds does not depend on order or repeats',
  ({ set, engine }) => {
    const correlate = (records: readonly (readonly [object & { time: number }, number])[]) => {
      const log = new MatchLog<number>(set.correlations, String);
      for (const [{ time, ...fields }, number] of records) {
        const seen = { product: 'test', timeMs: timeOf(time), fields: { ...fields } };
        for (const rule of engine.match(seen)) log.add(rule, seen, number);
      }
      return log.correlate();
    };
    let matches = 0;
    fc.assert(
      fc.property(
        fc.array(record, { minLength: 30, maxLength: 60 }),
        fc.infiniteStream(fc.nat(1_000_000)),
        (records, chances) => {
          const numbered = records.map((one, index) => [one, index] as const);
          const shuffled = [...numbered, ...numbered]
            .map((item) => ({ item, rank: chances.next().value as number }))
            .sort((a, b) => a.rank - b.rank)
            .map(({ item }) => item);
          const found = correlate(numbered);
          matches += found.length;
          expect(correlate(shuffled)).toEqual(found);
        },
      ),
      { numRuns: 60 },
    );
    expect(matches).toBeGreaterThan(0);
  },
);
