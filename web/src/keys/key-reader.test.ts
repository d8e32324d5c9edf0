import { expect, test } from 'vitest';
import { keyNames, KeyReader } from './key-reader.ts';
import type { KeyBinding, KeyStroke } from './key-reader.ts';

const bindings: readonly KeyBinding[] = ['j', 'g l', 'g s', 's'].map((keys) => ({
  keys,
  what: keys,
  group: 'Test',
  run: () => undefined,
}));

function stroke(key: string, more: Partial<KeyStroke> = {}): KeyStroke {
  return { key, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, ...more };
}

function readAll(strokes: readonly (readonly [string, number])[]): (string | undefined)[] {
  const reader = new KeyReader();
  return strokes.map(([key, timeMs]) => reader.read(stroke(key), bindings, timeMs)?.keys);
}

test('a key runs its binding', () => {
  expect(readAll([['j', 0]])).toEqual(['j']);
});

test('two keys in time are a sequence, and not the second key alone', () => {
  expect(
    readAll([
      ['g', 0],
      ['s', 500],
    ]),
  ).toEqual([undefined, 'g s']);
});

test('a second key that comes late is a key of its own', () => {
  expect(
    readAll([
      ['g', 0],
      ['s', 5000],
    ]),
  ).toEqual([undefined, 's']);
});

test('a key that continues no sequence starts over', () => {
  expect(
    readAll([
      ['g', 0],
      ['j', 10],
      ['s', 20],
    ]),
  ).toEqual([undefined, 'j', 's']);
});

test.each([['ctrlKey'], ['metaKey'], ['altKey'], ['isComposing']])(
  '%s leaves keys alone',
  (flag) => {
    const reader = new KeyReader();
    expect(reader.read(stroke('j', { [flag]: true }), bindings, 0)).toBeUndefined();
  },
);

test('the binding added last goes first', () => {
  const both = [...bindings, { keys: 'j', what: 'newer', group: 'Test', run: () => undefined }];
  expect(new KeyReader().read(stroke('j'), both, 0)?.what).toBe('newer');
});

test('keys are written as people know them', () => {
  const names = ['g l', 'ArrowDown', '?', '+', 'Mod+k'].map((keys) => keyNames(keys));
  expect(names).toEqual([['g', 'l'], ['↓'], ['?'], ['+'], [expect.stringMatching(/Ctrl|⌘/), 'k']]);
});

test('Ctrl and ⌘ make a key of its own', () => {
  const all = [...bindings, { keys: 'Mod+k', what: 'find', group: 'Test', run: () => undefined }];
  const reader = new KeyReader();
  const read = (more: Partial<KeyStroke>) => reader.read(stroke('k', more), all, 0)?.what;
  expect([read({ ctrlKey: true }), read({ metaKey: true }), read({})]).toEqual([
    'find',
    'find',
    undefined,
  ]);
});
