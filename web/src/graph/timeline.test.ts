import { expect, test } from 'vitest';
import { indexGraph } from './graph-index.ts';
import { edge, graph, node } from './testing/test-graph.ts';
import { timelineBins, timelineRows } from './timeline.ts';

const index = indexGraph(
  graph(
    [node('a', 'process'), node('b', 'process', { risk: 10 }), node('host', 'asset')],
    [
      edge('a', 'children', 'b', 1000),
      edge('a', 'created_files', 'b', 400),
      edge('a', 'runs_on', 'host', 0),
    ],
  ),
);

test('rows are in order of time, each with the step from the one before', () => {
  const rows = timelineRows(index, false);
  expect(rows.map((row) => [row.edge.name, row.sinceBeforeMs])).toEqual([
    ['created_files', undefined],
    ['children', 600],
  ]);
  expect(timelineRows(index, true)).toHaveLength(3);
});

test('bins count every row once, the last one too', () => {
  expect(timelineBins(timelineRows(index, true), 4)).toEqual([
    { count: 1, risky: 0 },
    { count: 1, risky: 1 },
    { count: 0, risky: 0 },
    { count: 1, risky: 1 },
  ]);
});

test('one moment fills one bin, and nothing fills none', () => {
  const one = timelineRows(index, false).slice(0, 1);
  expect(timelineBins(one, 2).map((bin) => bin.count)).toEqual([1, 0]);
  expect(timelineBins([], 2).map((bin) => bin.count)).toEqual([0, 0]);
});
