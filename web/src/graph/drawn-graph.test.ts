import { expect, test } from 'vitest';
import { drawnGraph } from './drawn-graph.ts';
import { indexGraph } from './graph-index.ts';
import { nearestToward, placeBeside } from './placement.ts';
import { edge, graph, node } from './testing/test-graph.ts';

const sample = indexGraph(
  graph(
    [node('a', 'process'), node('b', 'process'), node('f', 'file'), node('host', 'asset')],
    [
      edge('a', 'created_files', 'f'),
      edge('b', 'executable', 'f'),
      edge('a', 'children', 'b'),
      edge('a', 'children', 'b', 5),
      edge('a', 'runs_on', 'host'),
      edge('b', 'runs_on', 'host'),
    ],
  ),
);

test('places are left out, and counted, until asked for', () => {
  const quiet = drawnGraph(sample, { withPlaces: false, always: 'asset' });
  expect([quiet.nodes.map(({ id }) => id), quiet.hidden]).toEqual([['a', 'b', 'f'], 1]);
  expect(drawnGraph(sample, { withPlaces: true, always: 'asset' }).hidden).toBe(0);
});

test('a line goes from cause to effect, and remembers how its edges read', () => {
  const { edges } = drawnGraph(sample, { withPlaces: false, always: 'asset' });
  expect(
    edges.map(({ cause, effect, isForward, isBackward }) => [cause, effect, isForward, isBackward]),
  ).toEqual([
    ['a', 'f', true, false],
    ['f', 'b', false, true],
    ['a', 'b', true, false],
  ]);
});

test('lines that meet in one effect turn late, each with its verb at its own cause', () => {
  const index = indexGraph(
    graph(
      [node('f', 'file'), node('a', 'process'), node('b', 'process')],
      [edge('b', 'executable', 'f'), edge('a', 'children', 'b')],
    ),
  );
  const { edges } = drawnGraph(index, { withPlaces: false, always: 'asset' });
  expect(edges.map(({ isGathered }) => isGathered)).toEqual([true, true]);
  const forks = drawnGraph(sample, { withPlaces: false, always: 'asset' }).edges;
  expect(forks.map(({ cause, isGathered }) => [cause, isGathered])).toEqual([
    ['a', false],
    ['f', true],
    ['a', false],
  ]);
});

test('the users of a user lens are drawn', () => {
  const index = indexGraph(
    graph([node('p', 'process'), node('mia', 'user')], [edge('p', 'run_as', 'mia')]),
  );
  expect(drawnGraph(index, { withPlaces: false, always: 'user' }).nodes).toHaveLength(2);
});

test('a late node goes beside its cause, below what stands there', () => {
  expect(placeBeside({ x: 0, y: 0 }, 'effect', [{ x: 190, y: 0 }])).toEqual({ x: 190, y: 64 });
  expect(placeBeside({ x: 0, y: 0 }, 'cause', [])).toEqual({ x: -190, y: 0 });
});

test('arrow keys lead to what lies that way', () => {
  const points = new Map([
    ['here', { x: 0, y: 0 }],
    ['right', { x: 190, y: 20 }],
    ['far', { x: 380, y: 0 }],
    ['below', { x: 0, y: 64 }],
  ]);
  expect([
    nearestToward('here', 'ArrowRight', points),
    nearestToward('here', 'ArrowDown', points),
    nearestToward('here', 'ArrowLeft', points),
    nearestToward('gone', 'ArrowDown', points),
  ]).toEqual(['right', 'below', undefined, undefined]);
});

test('many like leaves are drawn as one; a risky one, and one that leads on, are not', () => {
  const files = Array.from({ length: 12 }, (_, at) =>
    node(`f${at}`, 'file', { risk: at === 0 ? 10 : 0 }),
  );
  const index = indexGraph(
    graph(
      [node('p', 'process'), node('q', 'process'), ...files],
      [...files.map((file) => edge('p', 'created_files', file.id)), edge('q', 'executable', 'f1')],
    ),
  );
  const drawn = drawnGraph(index, { withPlaces: false, always: 'asset' });
  expect(drawn.nodes.map(({ label, members }) => [label, members.length])).toEqual([
    ['p', 1],
    ['q', 1],
    ['f0', 1],
    ['f1', 1],
    ['10 files', 10],
  ]);
  expect(drawn.edges.find(({ edges }) => edges.length === 10)).toMatchObject({
    cause: 'p',
    isForward: true,
    isBackward: false,
  });
});
