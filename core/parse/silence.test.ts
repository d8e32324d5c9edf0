import { expect, test } from 'vitest';
import { isSilent } from './silence.ts';

const MINUTE_MS = 60_000;

test.each([
  ['is awaited before its first upload', null, 0, false],
  ['with an upload a minute may pause for a quarter of an hour', 15, 1_440, false],
  ['with an upload a minute is silent after a quarter of an hour', 16, 1_440, true],
  ['with an upload an hour is not silent after nine', 540, 24, false],
  ['with an upload an hour is silent after eleven', 660, 24, true],
  ['that sent nothing for a day is silent', 2_000, 0, true],
])('a source %s', (_, minutes, uploads, expected) => {
  const now = 1e12;
  expect(isSilent(minutes === null ? null : now - minutes * MINUTE_MS, uploads, now)).toBe(
    expected,
  );
});
