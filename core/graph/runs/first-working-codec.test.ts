import { expect, test } from 'vitest';
import { firstWorkingCodec } from './first-working-codec.ts';
import type { Compression } from './run-storage.ts';
import { zstd } from './testing/node-storage.ts';

const plain: Compression = { compress: (bytes) => bytes, decompress: (bytes) => bytes };

/** Refuses what is longer than ten bytes. */
const picky: Compression = {
  compress(bytes) {
    if (bytes.length > 10) throw new Error('Unexpected end of file');
    return zstd.compress(bytes);
  },
  decompress: (bytes) => zstd.decompress(bytes),
};

test('what one refuses goes to the next, and comes back', () => {
  const codec = firstWorkingCodec([picky, plain]);
  for (const length of [0, 1, 10, 11, 1000]) {
    const bytes = new Uint8Array(length).fill(7);
    expect([...codec.decompress(codec.compress(bytes))]).toEqual([...bytes]);
  }
  expect(codec.compress(new Uint8Array(11))[0]).toBe(1);
});

test('bytes of an unknown codec and a failure of all are errors', () => {
  const codec = firstWorkingCodec([picky]);
  expect(() => codec.decompress(Uint8Array.of(1, 2))).toThrow('unknown way');
  expect(() => codec.decompress(new Uint8Array(0))).toThrow('unknown way');
  expect(() => codec.compress(new Uint8Array(11))).toThrow('nothing compresses');
});
