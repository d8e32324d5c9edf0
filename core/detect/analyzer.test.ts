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
  return result.faults.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

test('a valid analyzer has no faults', () => {
  expect(faultsOf(VALID)).toEqual([]);
});

test('an edge may be followed backwards', () => {
  const result = parseAnalyzer(
    VALID.replace('[parent, children, child]', '[child, parent, parent]'),
  );
  expect(result.ok && result.analyzer.edges).toEqual([
    { from: 'parent', edge: 'children', to: 'child' },
  ]);
});

describe('faults come with their line and column', () => {
  test.each([
    ['no YAML', 'id: [', '1:6'],
    ['a property that the type has not', VALID.replace('name|endswith', 'nam'), '11:12'],
    ['a modifier that does not exist', VALID.replace('endswith', 'ends'), '11:12'],
    ['an unknown node type', VALID.replace('type: process\nedges', 'type: proces\nedges'), '13:11'],
    ['an unknown edge', VALID.replace('children,', 'kids,'), '15:5'],
    ['an edge between the wrong types', VALID.replace('children,', 'created_files,'), '15:5'],
    ['nodes that no edge joins', VALID.replace(/edges:[^]*/, ''), '1:1'],
    ['a lens on nothing', VALID.replace('lens: [asset]', 'lens: [host]'), '7:7'],
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

  test('what would be right is said', () => {
    expect(faultsOf(VALID.replace('name|endswith', 'nam'))[0]).toContain('it has pid, guid, name');
  });

  test('aliases cannot blow a text up', () => {
    const bomb = `a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n`;
    expect(faultsOf(bomb)[0]).toBe('2:8 write the value out: no aliases');
  });
});
