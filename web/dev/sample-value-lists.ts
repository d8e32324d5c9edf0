import type { RuleCheck } from '../../core/contract/rules.ts';
import type { ValueListDetail, ValueLists } from '../../core/contract/value-lists.ts';

/** Lists of values of an invented organisation. */
export function sampleValueLists(nowMs: number): ValueLists & ValueListDetail {
  const saved = { savedAt: nowMs - 86_400_000, savedBy: 'ana@acme.example' };
  return {
    lists: [
      { name: 'Administrators', values: 12, rules: 7, ...saved },
      { name: 'Workstations', values: 480, rules: 2, ...saved },
    ],
    missing: [{ name: 'Domain_Controllers', rules: 3 }],
    name: 'Administrators',
    values: ['ACME\\adm-ana', 'ACME\\adm-ben'],
  };
}

/** What is said of any rule. */
export const SAMPLE_RULE_CHECK: RuleCheck = {
  faults: [],
  warnings: [
    {
      line: 8,
      column: 3,
      message: 'there is no value list `Domain_Controllers`: the rule matches nothing',
      fix: 'add the list `Domain_Controllers` under Analyzers, Value lists',
    },
  ],
  rules: [
    {
      id: '5f0c2b1e-0000-4000-8000-000000000003',
      title: 'A rule that was edited here',
      kind: 'event',
      level: 'high',
      logs: 'windows / process_creation',
    },
  ],
};
