import { expect, test } from 'vitest';
import type { DrawnEdge } from './drawn-graph.ts';
import { edgeRoute } from './edge-route.ts';

function line(isGathered: boolean): DrawnEdge {
  return {
    id: 'ab',
    cause: 'a',
    effect: 'b',
    label: '',
    edges: [],
    isForward: true,
    isBackward: false,
    isGathered,
  };
}

const points = (...more: readonly (readonly [number, number])[]) =>
  new Map([
    ['a', { x: 0, y: 0 }],
    ['b', { x: 300, y: 100 }],
    ...more.map(([x, y], at) => [`between ${at}`, { x, y }] as const),
  ]);

test('a line turns early, or late when it is gathered', () => {
  expect([edgeRoute(line(false), points()), edgeRoute(line(true), points())]).toEqual([
    'early',
    'late',
  ]);
});

test('a node in the way makes it turn at the other end', () => {
  expect(edgeRoute(line(false), points([150, 100]))).toBe('late');
  expect(edgeRoute(line(true), points([150, 10]))).toBe('early');
});

test('nodes in both ways make it swing', () => {
  expect(edgeRoute(line(false), points([150, 100], [150, 0]))).toBe('arched');
});

test('a line to what has no place is as any other', () => {
  expect(edgeRoute(line(false), new Map())).toBe('early');
});
