import { expect, test } from 'vitest';
import type { Hit } from '../detect/hit.ts';
import type { NodeId } from '../graph/id.ts';
import type { DescribedNode } from './exception-scope.ts';
import { scopeHolds } from './exception-scope.ts';
import { compileException } from './exceptions.ts';
import { readFilter } from './sigma-filter.ts';

const filterOf = (body: string, rules = 'rules: [r1, r2]') => `title: Our backup
logsource: { product: windows, category: process_creation }
filter:
  ${rules}
  selection:
    ${body}
  condition: selection
`;

const HIT = {
  nodes: [{ name: 'process', id: 'p' as NodeId, type: 'process', label: '' }],
} as const;

function holds(filter: string, properties: object, parent: object = {}): boolean {
  const base = { id: 'e', analyzer: 'sigma:r1', where: {}, reason: 'r', by: 'b', at: 0 };
  const read = compileException({ ...base, filter });
  if ('message' in read || read.scope === undefined) throw new Error(JSON.stringify(read));
  const node = { id: 'p', properties, ancestors: [parent] } as unknown as DescribedNode;
  return scopeHolds(read.scope, HIT as unknown as Hit, new Map([['p', node]]));
}

test('a filter is read with the rules that it names', () => {
  expect(readFilter(filterOf("Image|endswith: '\\backup.exe'"))).toMatchObject({
    title: 'Our backup',
    rules: ['r1', 'r2'],
  });
});

test('its fields are asked of the hit’s process and its parent', () => {
  const filter = filterOf(`CommandLine|contains|all: [--daily, --quiet]
    ParentImage|endswith: '\\agent.exe'`);
  const line = { command_line: 'backup.exe --DAILY --quiet' };
  expect(holds(filter, line, { image: 'C:\\x\\Agent.exe' })).toBe(true);
  expect(holds(filter, line, { image: 'C:\\x\\word.exe' })).toBe(false);
  expect(holds(filter, { command_line: '--daily' }, { image: 'C:\\x\\agent.exe' })).toBe(false);
});

test('a filter that says what to keep takes the rest away', () => {
  const filter = filterOf("Image|endswith: '\\backup.exe'").replace(
    'condition: selection',
    'condition: not selection',
  );
  expect(holds(filter, { image: 'C:\\backup.exe' })).toBe(true);
  expect(holds(filter, { image: 'C:\\other.exe' })).toBe(false);
});

test.each([
  [filterOf('Image: x', 'rules: any'), 'names no rules'],
  [filterOf('TargetObject: x'), 'the graph does not tell of TargetObject'],
  [filterOf('Image|nosuch: x'), 'nosuch'],
  ['title: x', 'missing'],
  ['a: [', ''],
  [`${filterOf('Image: x')}---\n${filterOf('Image: y')}`, 'one filter'],
])('what cannot be an exception says why: %#', (text, why) => {
  const read = readFilter(text);
  expect('message' in read ? read.message : 'read').toContain(why);
  expect('message' in read).toBe(true);
});
