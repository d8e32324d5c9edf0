import { describe, expect, test } from 'vitest';
import { parseAnalyzer } from './analyzer.ts';

const VALID = `id: example
title: Example
description: An example.
risk: 50
level: medium
techniques: [T1059]
lens: [asset]
nodes:
  parent:
    type: process
    where: { name|endswith: .exe }
  child:
    type: process
edges:
  - [parent, children, child]
`;

function faultsOf(source: string): string[] {
  const result = parseAnalyzer(source);
  if (result.ok) return [];
  return result.faults.map(({ line, column, message, fix }) => {
    return `${line}:${column} ${message}${fix === undefined ? '' : `; ${fix}`}`;
  });
}

test('a valid analyzer has no faults', () => {
  expect(faultsOf(VALID)).toEqual([]);
});

test('an edge may be followed backwards', () => {
  const result = parseAnalyzer(
    VALID.replace('[parent, children, child]', '[child, parent, parent]'),
  );
  expect(result.ok && result.analyzer.edges).toEqual([
    {
      from: 'parent',
      to: 'child',
      choices: [{ edge: 'children', reverse: 'parent', backwards: false, steps: 1 }],
    },
  ]);
});

describe('faults come with their line and column', () => {
  test.each([
    ['no YAML', 'id: [', '1:6'],
    ['a property that the type has not', VALID.replace('name|endswith', 'nam'), '11:14'],
    ['a modifier that does not exist', VALID.replace('endswith', 'ends'), '11:18'],
    ['an unknown node type', VALID.replace('type: process\nedges', 'type: proces\nedges'), '13:11'],
    ['an unknown edge', VALID.replace('children,', 'kids,'), '15:14'],
    ['an edge between the wrong types', VALID.replace('children,', 'created_files,'), '15:14'],
    ['nodes that no edge joins', VALID.replace(/edges:[^]*/, ''), '8:1'],
    ['a lens on nothing', VALID.replace('lens: [asset]', 'lens: [host]'), '7:8'],
    ['a risk out of range', VALID.replace('risk: 50', 'risk: 500'), '4:7'],
    ['a technique that is none', VALID.replace('T1059', 'X1'), '6:14'],
  ])('%s', (_, source, position) => {
    const faults = faultsOf(source);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(new RegExp(`^${position} `));
  });

  test('all of them, not only the first', () => {
    const source = VALID.replace('risk: 50', 'risk: x').replace('level: medium', 'level: bad');
    expect(faultsOf(source)).toHaveLength(2);
  });

  test.each([
    [
      'a property',
      VALID.replace('name|endswith', 'nam'),
      '11:14 process has no property nam; did you mean `name`?',
    ],
    [
      'a property of Sigma',
      VALID.replace('name|endswith', 'CommandLine'),
      '11:14 process has no property CommandLine; did you mean `command_line`?',
    ],
    [
      'a property like none',
      VALID.replace('name|endswith', 'zzzzzzz'),
      '11:14 process has no property zzzzzzz; it has pid, guid, name',
    ],
    [
      'a modifier',
      VALID.replace('endswith', 'endwith'),
      '11:18 there is no modifier `endwith`; did you mean `endswith`?',
    ],
    [
      'a type',
      VALID.replace('type: process\nedges', 'type: proces\nedges'),
      '13:11 there is no node type proces; did you mean `process`?',
    ],
    [
      'an edge',
      VALID.replace('children,', 'childen,'),
      '15:14 there is no edge childen; did you mean `children`?',
    ],
    [
      'an edge elsewhere',
      VALID.replace('children,', 'created_files,'),
      '15:14 created_files leads from process to file; there are children, ',
    ],
    [
      'a node',
      VALID.replace('[parent, children', '[parnt, children'),
      '15:6 there is no node parnt; did you mean `parent`?',
    ],
    ['a key', VALID.replace('level:', 'lvl:'), '1:1 `level` is missing'],
    [
      'a level',
      VALID.replace('medium', 'med'),
      '5:8 there is no level med; there are informational',
    ],
  ])('what would be right is said: %s', (_, source, expected) => {
    expect(faultsOf(source)[0]?.slice(0, expected.length)).toBe(expected);
  });

  test('aliases cannot blow a text up', () => {
    const lines = Array.from(
      { length: 20 },
      (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}, *a${n}]`,
    );
    expect(faultsOf(`a0: &a0 [x, x]\n${lines.join('\n')}\n`)[0]).toContain('more than');
  });
});
