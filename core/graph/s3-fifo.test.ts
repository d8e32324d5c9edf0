import { describe, expect, test } from 'vitest';
import { S3Fifo } from './s3-fifo.ts';

function cacheOf(capacity: number): S3Fifo<string, number> {
  return new S3Fifo(capacity, (size) => size);
}

/** So many things that nobody asks for, each in a round of its own. */
function pass(cache: S3Fifo<string, number>, name: string, count: number): void {
  for (let number = 0; number < count; number += 1) {
    cache.set(`${name} ${number}`, 1);
    cache.nextRound();
  }
}

describe('what is kept', () => {
  test('is everything, while there is room', () => {
    const cache = cacheOf(100);
    pass(cache, 'a', 90);
    expect(cache.peek('a 0')).toBe(1);
  });

  test('is not what was never used again, when there is more than room', () => {
    const cache = cacheOf(100);
    pass(cache, 'a', 300);
    expect(cache.peek('a 0')).toBeUndefined();
    expect(cache.peek('a 299')).toBe(1);
  });

  test('is what is used now and then, whatever passes by', () => {
    const cache = cacheOf(100);
    cache.set('used', 1);
    for (let round = 0; round < 50; round += 1) {
      pass(cache, `a${round}`, 20);
      expect(cache.use('used')).toBe(1);
    }
    pass(cache, 'b', 200);
    expect(cache.peek('used')).toBe(1);
  });

  test('is what comes back after it went', () => {
    const cache = cacheOf(100);
    cache.set('seldom', 1);
    pass(cache, 'a', 120);
    expect(cache.peek('seldom')).toBeUndefined();
    cache.set('seldom', 1);
    pass(cache, 'c', 200);
    expect(cache.peek('seldom')).toBe(1);
  });

  test('is not what is used only in the round in which it came', () => {
    const cache = cacheOf(100);
    for (let number = 0; number < 300; number += 1) {
      cache.set(`${number}`, 1);
      cache.use(`${number}`);
      cache.nextRound();
    }
    expect(cache.peek('0')).toBeUndefined();
  });

  test('is all that a round brings, until it ends or it is said that there may be too much', () => {
    const cache = cacheOf(100);
    for (let number = 0; number < 150; number += 1) cache.set(`${number}`, 1);
    expect(cache.peek('0')).toBe(1);
    cache.trimWhenFull();
    expect(cache.peek('0')).toBeUndefined();
    expect(cache.peek('149')).toBe(1);
  });

  test('is at most as much as there is room for, by the part of things that is kept', () => {
    const cache = new S3Fifo<string, string[]>(
      100,
      ({ length }) => length,
      (all) => all.slice(0, 1),
    );
    for (let round = 0; round < 20; round += 1) {
      for (let number = 0; number < 20; number += 1) {
        const list = cache.use(`${number}`);
        if (list === undefined) cache.set(`${number}`, ['x', 'x']);
        else {
          list.push('x');
          cache.grow(1);
        }
      }
      cache.nextRound();
    }
    const sizes = Array.from({ length: 20 }, (_, number) => cache.peek(`${number}`)?.length ?? 0);
    expect(sizes.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(100 + 100 / 6 + 20);
    expect(Math.min(...sizes)).toBeGreaterThan(0);
  });
});
