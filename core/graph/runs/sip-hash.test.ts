import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { SipHash } from './sip-hash.ts';

/** HalfSipHash with 64 bits of output, with any number of rounds, written to be read. */
function halfSipHash(
  key: readonly [number, number],
  bytes: readonly number[],
  c: number,
  d: number,
) {
  const v = Int32Array.of(key[0], key[1] ^ 0xee, key[0] ^ 0x6c796765, key[1] ^ 0x74656462);
  const get = (i: number) => v[i] ?? 0;
  const add = (i: number, j: number) => (v[i] = get(i) + get(j));
  const rotate = (i: number, by: number) => (v[i] = (get(i) << by) | (get(i) >>> (32 - by)));
  const xor = (i: number, value: number) => (v[i] = get(i) ^ value);
  const mix = (a: number, b: number, by: number) => {
    add(a, b);
    rotate(b, by);
    xor(b, get(a));
  };
  const rounds = (count: number) => {
    for (let i = 0; i < count; i++) {
      mix(0, 1, 5);
      rotate(0, 16);
      mix(2, 3, 8);
      mix(0, 3, 7);
      mix(2, 1, 13);
      rotate(2, 16);
    }
  };
  const padded = [...bytes];
  while (padded.length % 4 !== 3) padded.push(0);
  padded.push(bytes.length & 0xff);
  for (let at = 0; at < padded.length; at += 4) {
    const word = padded.slice(at, at + 4).reduce((sum, byte, i) => sum | (byte << (i * 8)), 0);
    xor(3, word);
    rounds(c);
    xor(0, word);
  }
  xor(2, 0xee);
  rounds(d);
  const low = get(1) ^ get(3);
  xor(1, 0xdd);
  rounds(d);
  return [low >>> 0, (get(1) ^ get(3)) >>> 0];
}

test('the readable form gives the published vector of HalfSipHash-2-4', () => {
  expect(halfSipHash([0x03020100, 0x07060504], [], 2, 4)).toEqual([0x591f8d21, 0xc83cb8b9]);
});

test('is HalfSipHash-1-3', () => {
  const word = fc.integer();
  const byte = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(fc.tuple(word, word), fc.array(byte), fc.nat({ max: 5 }), (key, bytes, offset) => {
      const hash = new SipHash(key);
      hash.hash(
        Uint8Array.from([...Array(offset).fill(7), ...bytes, 1, 2]),
        offset,
        offset + bytes.length,
      );
      expect([hash.low, hash.high]).toEqual(halfSipHash(key, bytes, 1, 3));
    }),
  );
});
