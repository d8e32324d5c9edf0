import { expect, test, vi } from 'vitest';
import type { LensLife } from '../../../../core/contract/lens-life.ts';
import type { LensSummary } from '../../../../core/contract/lenses.ts';
import { gather } from './gather-live.ts';

function lens(id: string, score: number, updatedAt: number): LensSummary {
  const none = { techniques: [], analyzers: [], why: '', first: 0, last: 0, hits: 1 };
  return { id, type: 'asset', name: id, score, updatedAt, ...none };
}

const life = (version: number): LensLife => ({ status: 'new', tags: [], version });

test('of many messages about a lens the newest is told, once', () => {
  vi.useFakeTimers();
  const told: unknown[] = [];
  const heard = gather({
    afterMs: 100,
    onLenses: (lenses) => told.push(lenses.map(({ id, score }) => [id, score])),
    onLives: (lives) => told.push(lives.map(([id, { version }]) => [id, version])),
  });
  heard.lens(lens('a', 1, 1));
  heard.lens(lens('a', 3, 3));
  heard.lens(lens('a', 2, 2));
  heard.lens(lens('b', 9, 1));
  heard.lives({ a: life(2) });
  heard.lives({ a: life(1) });
  expect(told).toEqual([]);
  vi.advanceTimersByTime(100);
  expect(told).toEqual([
    [
      ['a', 3],
      ['b', 9],
    ],
    [['a', 2]],
  ]);
  heard.lens(lens('c', 1, 1));
  heard.stop();
  vi.advanceTimersByTime(1000);
  expect(told).toHaveLength(2);
  vi.useRealTimers();
});
