import { expect, test } from 'vitest';
import { byteSize } from './byte-size.ts';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1 kB'],
  [1_450_000, '1.5 MB'],
  [50e9, '50 GB'],
  [1e15, '1 PB'],
  [5e18, '5,000 PB'],
])('%d bytes are %s', (bytes, said) => {
  expect(byteSize(bytes)).toBe(said);
});
