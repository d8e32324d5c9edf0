import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeFault } from '../../../yaml/fault.ts';
import { ruleWith, rulesOf } from '../oracle/match-both-ways.ts';
import { parseSigma } from './parse.ts';

/** All faults of a text, each on a line. */
function faultsOf(text: string): readonly string[] {
  return parseSigma(text).flatMap((parsed) => (parsed.ok ? [] : parsed.faults.map(describeFault)));
}

const HEAD = 'title: t\nlogsource:\n  product: test\n';

test('everything about a rule is read', () => {
  const text = `
title: Whoami
id: 929a690e-bef0-4204-a928-ef5e620d6fcc
name: whoami
related:
  - id: 08fbc97d-0a2f-491c-ae21-8ffcfd3174e9
    type: derived
status: test
description: Someone asks who they are.
license: MIT
references: [https://example.org/a]
author: A. Uthor, B. Uthor
date: 2024-01-02
modified: 2024-03-04
tags: [attack.T1033, attack.discovery]
logsource:
  category: process_creation
  product: Windows
detection:
  selection:
    Image|endswith: '\\whoami.exe'
  condition: selection
fields: [CommandLine]
falsepositives: Administrators
level: high
scope: [server]
`;
  expect(rulesOf(text)).toEqual([
    {
      kind: 'event',
      title: 'Whoami',
      id: '929a690e-bef0-4204-a928-ef5e620d6fcc',
      name: 'whoami',
      related: [{ id: '08fbc97d-0a2f-491c-ae21-8ffcfd3174e9', type: 'derived' }],
      status: 'test',
      description: 'Someone asks who they are.',
      license: 'MIT',
      references: ['https://example.org/a'],
      author: 'A. Uthor, B. Uthor',
      date: '2024-01-02',
      modified: '2024-03-04',
      tags: ['attack.t1033', 'attack.discovery'],
      logSource: { category: 'process_creation', product: 'windows' },
      fields: ['CommandLine'],
      falsePositives: ['Administrators'],
      level: 'high',
      scope: ['server'],
      when: { kind: 'test', field: 'Image', match: { kind: 'endswith', text: '\\whoami.exe' } },
    },
  ]);
});

describe('faults say where they are and what would be right', () => {
  test.each([
    ['', ['1:1: the file is empty']],
    [
      '- a',
      ['1:1: a rule must be a map, this is a list; write `title:`, `logsource:` and `detection:`'],
    ],
    [
      'title: t\n',
      [
        '1:1: `logsource` is missing; write for example `logsource:` with `category: process_creation` and `product: windows`',
        '1:1: `detection` is missing; write selections and a condition',
      ],
    ],
    [
      `${HEAD}level: hihg\nstatus: tset\ndetection:\n  s:\n    A|contans: x\n  condition: s`,
      [
        '4:8: there is no level `hihg`; did you mean `high`?',
        '5:9: there is no status `tset`; did you mean `test`?',
        '8:6: there is no modifier `contans`; did you mean `contains`?',
      ],
    ],
    [
      ruleWith('selection:\n  A: x\ncondition: selecton and (selection'),
      ['7:14: no selection is called `selecton`; did you mean `selection`?'],
    ],
    [ruleWith('s:\n  A: x\ncondition: (s'), ['7:16: a parenthesis is not closed; write `)`']],
    [
      ruleWith('s:\n  A: x\ncondition: s s'),
      ['7:16: `s` is not expected here; join with `and` or `or`'],
    ],
    [
      ruleWith('s:\n  A: x\ncondition: 2 of s*'),
      ['7:14: `2 of` is not part of Sigma; write `1 of` or `all of`'],
    ],
    [
      ruleWith('s:\n  A: x\ncondition: 1 of x*'),
      ['7:19: no selection is called `x*`; known are s'],
    ],
    [
      ruleWith('s:\n  A: [x, null]\ncondition: s'),
      [
        '6:12: null cannot stand in a list of values; give it a selection of its own, and write `1 of selection*` in the condition',
      ],
    ],
    [
      ruleWith('s:\n  A|all: x\ncondition: s'),
      ['6:5: `all` needs a list of at least two values; leave `|all` out'],
    ],
    [
      ruleWith('s:\n  A|contains|base64: x\ncondition: s'),
      [
        '6:6: `base64` comes too late: `contains` has already been applied; write `|base64|contains`',
      ],
    ],
    [
      ruleWith("s:\n  A|base64: 'x*'\ncondition: s"),
      ['6:15: `base64` cannot encode a wildcard; escape it with a backslash'],
    ],
    [
      ruleWith("s:\n  A|re: 'a(b'\ncondition: s"),
      [
        '6:13: regular expression: a group is not closed; write `)`, or escape the parenthesis as `\\(`',
      ],
    ],
    [
      ruleWith("s:\n  A|re: '(?=b)'\ncondition: s"),
      [
        '6:12: regular expression: lookaround is not supported: it cannot be matched in linear time; put the condition into a selection of its own',
      ],
    ],
    [
      ruleWith('s:\n  A|cidr: 10.0.0/8\ncondition: s'),
      ['6:13: `10.0.0/8` is not an address range; write it as 10.0.0.0/8 or fe80::/10'],
    ],
    [
      ruleWith('s:\n  A|gt: many\ncondition: s'),
      ['6:11: `many` is not a number; write a number without quotes'],
    ],
    [
      ruleWith('s:\n  A|exists: maybe\ncondition: s'),
      ['6:15: `exists` needs true or false; write `true` or `false` without quotes'],
    ],
    [
      ruleWith('s:\n  A:\n    b: c\ncondition: s'),
      ['7:7: the field `A` has a map as its value; write a value or a list of values'],
    ],
    [
      ruleWith('s:\n  A: x'),
      ['5:3: `condition` is missing; write for example `condition: selection`'],
    ],
    [
      ruleWith('s:\n  A: x\ncondition: s | count(User) by Host > 5'),
      [
        "7:16: conditions no longer aggregate: what follows `|` is obsolete since Sigma 2.0; write a second document with correlation: {type: value_count, rules: [this rule's id], group-by: [Host], timespan: 5m, condition: {field: User, gt: 5}}",
      ],
    ],
    [
      'title: [',
      [
        '1:9: YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
      ],
    ],
  ])('%j', (text, expected) => {
    expect(faultsOf(text)).toEqual(expected);
  });

  test('a correlation shows all of its faults', () => {
    expect(
      faultsOf(
        'title: t\ncorrelation:\n  type: event_cont\n  timespan: soon\n  condition:\n    more: 3',
      ),
    ).toEqual([
      '3:9: there is no correlation type `event_cont`; did you mean `event_count`?',
      '3:3: `rules` is missing; name rules by id or name'.replace('3:3', '2:1'),
      '4:13: `soon` is not a timespan; write a number and one of s, m, h, d, such as 90m',
      '6:5: there is no comparison `more`; write one of gt, gte, lt, lte, eq, neq',
    ]);
  });
});

test('one bad document does not stop the others of its file', () => {
  const good = ruleWith('s:\n  A: x\ncondition: s');
  const parsed = parseSigma(`${good}---\ntitle: bad\n---\n${good}`);
  expect(parsed.map(({ ok }) => ok)).toEqual([true, false, true]);
});

test('an alias bomb is refused', () => {
  const levels = 'bcdefghij';
  let text = 'a: &a [x,x,x,x,x,x,x,x,x]\n';
  for (const [index, level] of [...levels].entries()) {
    const before = 'abcdefghij'.charAt(index);
    text += `${level}: &${level} [${Array.from({ length: 9 }, () => `*${before}`).join(',')}]\n`;
  }
  expect(faultsOf(text)[0]).toMatch(/more than 50000 values/);
});

test('what is too deep, too large or recursive is refused', () => {
  expect(faultsOf(`a: ${'['.repeat(50_000)}`)[0]).toBeDefined();
  expect(faultsOf('x'.repeat(1_000_001))[0]).toMatch(/at most 1000000 are read/);
  expect(faultsOf('a: &a\n  b: *a\n')[0]).toBeDefined();
  expect(faultsOf(ruleWith(`s:\n  A: x\ncondition: ${'('.repeat(5000)}s`))[0]).toMatch(
    /too deeply/,
  );
});

test('reading never throws, whatever the text', () => {
  const word = fc.constantFrom(
    'title: t',
    'logsource:',
    'detection:',
    '  product: x',
    '  condition: a',
    '  a:',
    '    B|re: (',
    '    C: [',
    '- ',
    '&x',
    '*x',
    '---',
    '"',
    "'",
    '|',
    '>',
    '{',
    '}',
    '\t',
    '!!int x',
    '? ',
    '<<: *x',
  );
  const lines = fc.array(fc.oneof(word, fc.string({ maxLength: 12 })), { maxLength: 14 });
  fc.assert(
    fc.property(lines, (parts) => {
      const parsed = parseSigma(parts.join('\n'));
      return parsed.every((one) => one.ok || one.faults.length > 0);
    }),
    { numRuns: 1500 },
  );
});

test('a damaged rule never throws', () => {
  const rule = ruleWith(`
s:
  A|contains|all: ['x*', "y\\\\"]
  B|re|i: 'a(b|c)+[d-f]{2,5}'
f:
  - C|cidr: 10.0.0.0/8
  - keyword
condition: s and not 1 of f*`);
  const edit = fc.tuple(fc.nat(rule.length), fc.nat(3), fc.string({ maxLength: 4 }));
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      let text = rule;
      for (const [at, drop, put] of edits) text = text.slice(0, at) + put + text.slice(at + drop);
      return parseSigma(text).every((one) => one.ok || one.faults.length > 0);
    }),
    { numRuns: 1500 },
  );
});
