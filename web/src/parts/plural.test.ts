import { expect, test } from 'vitest';
import { counted } from './plural.ts';

test('nouns follow their number', () => {
  expect([
    counted(1, 'file'),
    counted(1200, 'file'),
    counted(2, 'address'),
    counted(0, 'hash'),
  ]).toEqual(['1 file', '1,200 files', '2 addresses', '0 hashes']);
});
