import { expect, test } from 'vitest';
import { bloomMayHave, buildBloom } from './bloom-filter.ts';
import { SipHash } from './sip-hash.ts';

const hash = new SipHash([3, 4]);

function hashOf(n: number): readonly [number, number] {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, n);
  hash.hash(bytes, 0, 8);
  return [hash.low, hash.high];
}

test('has every key that was put in, and about one in five hundred others', () => {
  const count = 5_000;
  const hashes = Uint32Array.from(Array.from({ length: count }, (_, n) => hashOf(n)).flat());
  const filter = buildBloom(hashes, count);
  let wrong = 0;
  for (let n = 0; n < count; n++) expect(bloomMayHave(filter, ...hashOf(n))).toBe(true);
  for (let n = count; n < count * 5; n++) if (bloomMayHave(filter, ...hashOf(n))) wrong++;
  expect(wrong / (count * 4)).toBeLessThan(0.004);
  expect(filter.length).toBe((count * 13) / 8);
});

test('a filter of nothing has nothing', () => {
  expect(bloomMayHave(buildBloom(new Uint32Array(0), 0), 1, 2)).toBe(false);
});
