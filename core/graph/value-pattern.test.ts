import { expect, test } from 'vitest';
import { valuePattern } from './value-pattern.ts';

test.each([
  ['cmd', 'C:\\Windows\\System32\\CMD.EXE', true],
  ['*\\cmd.exe', 'C:\\Windows\\System32\\CMD.EXE', true],
  ['cmd*', 'C:\\Windows\\System32\\CMD.EXE', false],
  ['c:\\*\\temp\\*.exe', 'C:\\Users\\ann\\Temp\\a.exe', true],
  ['c:\\*\\temp\\*.exe', 'C:\\Users\\ann\\Temp\\a.dll', false],
  ['*', '', true],
  ['a*a', 'a', false],
  ['a*b*b', 'ab', false],
  ['a**b', 'axb', true],
  ['.*+', 'a.*+b', false],
  ['.*', '.x', true],
])('%s and %s: %s', (pattern, value, expected) => {
  expect(valuePattern(pattern)(value)).toBe(expected);
});

test('hostile patterns take linear time', () => {
  const isLike = valuePattern('a*'.repeat(50_000));
  const start = performance.now();
  expect(isLike('a'.repeat(100_000))).toBe(true);
  expect(isLike(`${'a'.repeat(49_000)}b`)).toBe(false);
  expect(performance.now() - start).toBeLessThan(1_000);
});
