import { expect, test } from 'vitest';
import type { DrawnEdge, DrawnNode } from './drawn-graph.ts';
import { treeLayout } from './tree-layout.ts';

const nodes = (ids: string): DrawnNode[] =>
  [...ids].map((id) => ({ id, type: 'x', label: id, risk: 0, context: false, members: [id] }));
const edges = (...pairs: readonly string[]): DrawnEdge[] =>
  pairs.map(([cause = '', effect = '']) => ({
    id: cause + effect,
    cause,
    effect,
    label: '',
    edges: [],
    isForward: true,
    isBackward: false,
    isGathered: false,
  }));

test('effects stand right of their cause, and the cause in their middle', () => {
  expect(Object.fromEntries(treeLayout(nodes('abc'), edges('ab', 'ac')))).toEqual({
    a: { x: 0, y: 37 },
    b: { x: 138, y: 0 },
    c: { x: 138, y: 74 },
  });
});

test('no two nodes share a place, in rings and with several causes as well', () => {
  const points = treeLayout(nodes('abcdef'), edges('ab', 'ba', 'bc', 'ac', 'dd', 'ef', 'fe'));
  const places = new Set([...points.values()].map(({ x, y }) => `${x} ${y}`));
  expect([points.size, places.size]).toEqual([6, 6]);
});
