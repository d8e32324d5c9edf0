import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { timeOf } from '../../../parse/form/epoch.ts';
import { SigmaEngine } from '../engine/engine.ts';
import { rulesOf } from '../oracle/match-both-ways.ts';
import { linkRules } from '../rule-set.ts';
import type { RuleSet } from '../rule-set.ts';
import { Correlator } from './correlator.ts';
import type { CorrelationMatch } from './correlator.ts';

const GOLDENS = path.join(import.meta.dirname, 'goldens');

describe('goldens', () => {
  test.each(readdirSync(GOLDENS))('%s', (name) => {
    const read = (file: string) => readFileSync(path.join(GOLDENS, name, file), 'utf8');
    const { set, problems } = linkRules(rulesOf(read('rules.yaml')));
    expect(problems).toEqual([]);
    const records = read('records.jsonl')
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(correlate(set, records)).toEqual(JSON.parse(read('matches.json')));
  });
});

test('rules that feed a correlation are silent unless it generates them', () => {
  expect(silentIn('temporal')).toBe(2);
  expect(silentIn('generate')).toBe(0);
});

test('a correlation that misses a rule, or itself needs one that does, is left out', () => {
  const text = `
title: one
id: one
correlation: {type: event_count, rules: [gone], group-by: [a], timespan: 1m, condition: {gte: 1}}
---
title: two
id: two
correlation: {type: event_count, rules: [one], group-by: [a], timespan: 1m, condition: {gte: 1}}
---
title: three
id: three
correlation: {type: event_count, rules: [three], group-by: [a], timespan: 1m, condition: {gte: 1}}
`;
  const { set, problems } = linkRules(rulesOf(text));
  expect(set.correlations).toEqual([]);
  expect(problems.map(({ rule, reason }) => `${rule.title}: ${reason}`)).toEqual([
    'one: there is no rule with the id or name gone',
    'three: it correlates itself: three → three',
    'two: it builds on a correlation that cannot be used',
  ]);
});

describe('memory', () => {
  const text = readFileSync(path.join(GOLDENS, 'event-count', 'rules.yaml'), 'utf8');
  const { set } = linkRules(rulesOf(text));
  const rule = set.events.at(0);
  if (rule === undefined) throw new Error('the golden has no rule');

  test('is bounded when every record has a group of its own', () => {
    const limits = { maxSightings: 1000, maxLateMs: 60_000 };
    const correlator = new Correlator<number>(set.correlations, limits);
    for (let i = 0; i < 5000; i++) {
      correlator.add(rule, { product: 'test', timeMs: i, fields: { user: `u${i}` } }, i);
    }
    expect(correlator.dropped).toBeGreaterThan(3000);
    expect(correlator.remembered).toBeLessThanOrEqual(1000);
  });

  test('lets go of what is over without counting it as dropped', () => {
    const limits = { maxSightings: 100, maxLateMs: 0 };
    const correlator = new Correlator<number>(set.correlations, limits);
    for (let i = 0; i < 5000; i++) {
      correlator.add(rule, { product: 'test', timeMs: i * 10_000, fields: { user: `u${i}` } }, i);
    }
    expect(correlator.dropped).toBe(0);
  });

  test('a record without a time or a group is left out', () => {
    const correlator = new Correlator<number>(set.correlations);
    for (let i = 0; i < 5; i++) {
      expect(correlator.add(rule, { product: 'test', fields: { user: 'u' } }, i)).toEqual([]);
      expect(correlator.add(rule, { product: 'test', timeMs: 1, fields: {} }, i)).toEqual([]);
    }
  });
});

/** The matches of a stream of JSON values, as the goldens show them; records count from 1. */
function correlate(set: RuleSet, values: readonly unknown[]): readonly unknown[] {
  const engine = new SigmaEngine(set);
  const correlator = new Correlator<number>(set.correlations);
  const matches: CorrelationMatch<number>[] = [];
  for (const [index, value] of values.entries()) {
    const fields = value as Record<string, unknown>;
    const record = { product: 'test', timeMs: timeOf(fields['@timestamp']), fields };
    for (const rule of engine.match(record))
      matches.push(...correlator.add(rule, record, index + 1));
  }
  matches.push(...correlator.end());
  return matches
    .filter(({ rule }) => !set.silent.has(rule.id))
    .map(({ rule, group, firstMs, lastMs, evidence }) => ({
      title: rule.title,
      group,
      first: isoTime(firstMs),
      last: isoTime(lastMs),
      records: evidence,
    }));
}

function silentIn(name: string): number {
  const text = readFileSync(path.join(GOLDENS, name, 'rules.yaml'), 'utf8');
  return linkRules(rulesOf(text)).set.silent.size;
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString().replace('.000', '');
}
