import { expect, test } from 'vitest';
import { brokenLines, conditionsOf, lineOf, requestOf } from './exception-draft.ts';
import type { ExceptionDraft } from './exception-draft.ts';

const DRAFT: ExceptionDraft = {
  analyzer: 'a',
  scope: 'this',
  lens: 'WS*1',
  pattern: 'ws-*',
  where: '',
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
