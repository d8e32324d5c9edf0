import { expect, test } from 'vitest';
import { Directory, buildDirectory } from './directory.ts';
import { IndexCache } from './index-cache.ts';
import type { IndexHolder } from './index-cache.ts';
import { LruCache } from './lru-cache.ts';

test('the block cache lets go of what was unused for longest', () => {
  const cache = new LruCache<string>(30);
  cache.add(1, 'a', 10);
  cache.add(2, 'b', 10);
  cache.add(3, 'c', 10);
  cache.get(1);
  cache.add(4, 'd', 10);
  expect([1, 2, 3, 4].map((key) => cache.get(key))).toEqual(['a', undefined, 'c', 'd']);
  expect(cache.bytes).toBe(30);
});

test('the block cache keeps nothing that is larger than itself', () => {
  const cache = new LruCache<string>(5);
  cache.add(1, 'a', 10);
  expect(cache.get(1)).toBeUndefined();
  expect(cache.bytes).toBe(0);
});

test('the index cache gives what was asked for a second chance', () => {
  const directory = new Directory(buildDirectory([Uint8Array.of(1)], [1]));
  const makeIndex = () => ({ directory, bloom: new Uint8Array(0), bytes: 10, isUsed: false });
  const cache = new IndexCache(30);
  const holders = Array.from({ length: 4 }, (): IndexHolder => ({ index: undefined }));
  for (const holder of holders.slice(0, 3)) cache.add(holder, makeIndex());
  for (const holder of holders.slice(0, 1)) cache.get(holder);
  for (const holder of holders.slice(3)) cache.add(holder, makeIndex());
  expect(holders.map((holder) => cache.get(holder) !== undefined)).toEqual([
    true,
    false,
    true,
    true,
  ]);
  expect(cache.bytes).toBe(30);
});
