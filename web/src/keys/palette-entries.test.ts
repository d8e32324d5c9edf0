import { expect, test } from 'vitest';
import { commandEntries, grouped, matching } from './palette-entries.ts';
import type { PaletteEntry } from './palette-entries.ts';

const run = () => undefined;
const entry = (title: string, more: Partial<PaletteEntry> = {}): PaletteEntry => ({
  id: title,
  group: 'Screens',
  title,
  run,
  ...more,
});
const titles = (entries: readonly PaletteEntry[]) => entries.map(({ title }) => title);

test('every word must be found; what begins with the text comes first', () => {
  const entries = [
    entry('Send logs', { words: 'welcome' }),
    entry('Audit log', { words: 'settings' }),
    entry('Log out'),
  ];
  expect(titles(matching(entries, 'log'))).toEqual(['Log out', 'Send logs', 'Audit log']);
  expect(titles(matching(entries, 'SETTINGS audit'))).toEqual(['Audit log']);
  expect(titles(matching(entries, ''))).toHaveLength(3);
  expect(matching(entries, 'nothing')).toEqual([]);
});

test('a command with two keys comes once, and a key that was bound anew is the newer command', () => {
  const bindings = [
    { keys: 'c', what: 'Close …', group: 'Triage', run },
    { keys: 'e', what: 'Close …', group: 'Triage', run },
    { keys: 'j', what: 'Next row', group: 'Table', run },
    { keys: 'j', what: 'Next lens', group: 'Lenses', run },
    { keys: '', what: 'Export', group: 'Lens', run },
  ];
  const found = commandEntries(bindings);
  expect(titles(found)).toEqual(['Close …', 'Next lens', 'Export']);
  expect(found[0]?.keys).toBe('c');
});

test('a group shows a handful', () => {
  const many = Array.from({ length: 20 }, (_, at) => entry(`${at}`, { group: 'Nodes' }));
  expect(grouped([entry('a'), ...many]).map(([group, own]) => [group, own.length])).toEqual([
    ['Screens', 1],
    ['Nodes', 8],
  ]);
});
