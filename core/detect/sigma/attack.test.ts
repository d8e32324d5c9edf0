import { expect, test } from 'vitest';
import { attackOf, riskOfLevel } from './attack.ts';
import { matchInfo } from './match-info.ts';

test('tags are read as techniques and tactics', () => {
  expect(
    attackOf([
      'attack.t1059.001',
      'attack.defense_evasion',
      'attack.g0007',
      'cve.2024-1',
      'attack.t1',
    ]),
  ).toEqual({
    techniques: ['T1059.001'],
    tactics: ['defense-evasion'],
  });
  expect(attackOf()).toEqual({ techniques: [], tactics: [] });
});

test('risk grows with the level', () => {
  const levels = ['informational', 'low', 'medium', 'high', 'critical'] as const;
  const risks = levels.map(riskOfLevel);
  expect(risks).toEqual([...risks].sort((a, b) => a - b));
  expect(riskOfLevel(undefined)).toBe(riskOfLevel('low'));
});

test('a match shows who wrote its rule, and what it means', () => {
  const rule = {
    id: 'i',
    title: 't',
    level: 'high',
    author: 'A. Uthor',
    tags: ['attack.t1033'],
  } as const;
  expect(matchInfo(rule)).toEqual({
    ruleId: 'i',
    title: 't',
    level: 'high',
    status: undefined,
    description: undefined,
    author: 'A. Uthor',
    license: undefined,
    references: [],
    falsePositives: [],
    tags: ['attack.t1033'],
    risk: 60,
    techniques: ['T1033'],
    tactics: [],
  });
});
