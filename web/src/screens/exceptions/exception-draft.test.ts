import { expect, test } from 'vitest';
import {
  brokenLines,
  brokenNodeLines,
  conditionsOf,
  lineOf,
  requestOf,
} from './exception-draft.ts';
import type { ExceptionDraft } from './exception-draft.ts';

const DRAFT: ExceptionDraft = {
  analyzer: 'a',
  scope: 'this',
  lens: 'WS*1',
  pattern: 'ws-*',
  group: '',
  where: '',
  nodes: '',
  ancestor: '',
  ends: 'week',
  reason: ' ours ',
};

test('a draft is for this lens by its very name, for lenses of a pattern, or for all', () => {
  expect(requestOf(DRAFT, 0)).toEqual({
    analyzer: 'a',
    where: {},
    reason: 'ours',
    lens: String.raw`WS\*1`,
    until: 7 * 86_400_000,
  });
  expect(requestOf({ ...DRAFT, scope: 'named' }, 0).lens).toBe('ws-*');
  expect(requestOf({ ...DRAFT, scope: 'all', ends: 'never' }, 0)).toEqual({
    analyzer: 'a',
    where: {},
    reason: 'ours',
  });
});

test('conditions are lines, and a line that is none is told', () => {
  expect(conditionsOf('parent: a.exe\n parent:b.exe\nfile|contains: C:\\x\n')).toEqual({
    parent: ['a.exe', 'b.exe'],
    'file|contains': ['C:\\x'],
  });
  expect(brokenLines('parent: a\nwhat\n\n: x')).toEqual(['what', ': x']);
});

test('a node is meant by its name, whatever its process number', () => {
  expect(lineOf({ type: 'process', label: 'cmd.exe (42)' })).toBe('process|startswith: cmd.exe');
  expect(lineOf({ type: 'file', label: 'a?.dll' })).toBe(String.raw`file: a\?.dll`);
});

test('a draft is for a group of assets, properties of nodes, and an ancestor', () => {
  const nodes = 'child.command_line|contains: a.b:c\nchild.name: x.exe\nprocess.name: y';
  const request = requestOf(
    { ...DRAFT, scope: 'group', group: 'g1', nodes, ancestor: 'name: agent.exe' },
    0,
  );
  expect(request).toMatchObject({
    group: 'g1',
    nodes: {
      child: { 'command_line|contains': ['a.b:c'], name: ['x.exe'] },
      process: { name: ['y'] },
    },
    ancestor: { name: ['agent.exe'] },
  });
  expect(request.lens).toBeUndefined();
  expect(brokenNodeLines(`${nodes}\nname: x\n.name: y\nchild.name`)).toEqual([
    'name: x',
    '.name: y',
    'child.name',
  ]);
});
