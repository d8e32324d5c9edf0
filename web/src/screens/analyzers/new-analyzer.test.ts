import { expect, test } from 'vitest';
import { copyOf, idOf } from './new-analyzer.ts';

test('finds the id of a text, and makes a copy with another', () => {
  expect(idOf('id: a-b # c\ntitle: x')).toBe('a-b');
  expect(idOf('title: x')).toBeUndefined();
  expect(idOf(copyOf('id: a-b\ntitle: x'))).toBe('a-b-own');
});
