import { expect, test } from 'vitest';
import { attackOf, riskOfLevel } from './attack.ts';

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
