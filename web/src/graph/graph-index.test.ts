import { expect, test } from 'vitest';
import { causeAndEffect, edgeKey, isHappening } from './edge-kinds.ts';
import {
  factsOfRecord,
  indexGraph,
  joinGraphs,
  pathToOrigin,
  withoutNodes,
} from './graph-index.ts';
import { edge, graph, node } from './testing/test-graph.ts';

test('the path to the origin follows causes, not places', () => {
  const index = indexGraph(
    graph(
      [node('a', 'process'), node('f', 'file'), node('b', 'process'), node('c', 'process')],
      [edge('a', 'created_files', 'f'), edge('b', 'executable', 'f'), edge('a', 'children', 'c')],
    ),
  );
  expect([...pathToOrigin(index, 'b')].sort()).toEqual(['a', 'b', 'f']);
});

test('a path through a ring ends', () => {
  const index = indexGraph(
    graph(
      [node('a', 'process'), node('b', 'process')],
      [edge('a', 'children', 'b'), edge('b', 'children', 'a')],
    ),
  );
  expect([...pathToOrigin(index, 'a')].sort()).toEqual(['a', 'b']);
});

test('joining keeps what the lens knows, and marks what is new as context', () => {
  const base = graph([node('a', 'process', { risk: 75 })], []);
  const other = graph([node('a', 'process'), node('b', 'file')], [edge('a', 'created_files', 'b')]);
  const joined = joinGraphs(base, [other, other]);
  expect(joined.nodes.map(({ id, risk, context }) => ({ id, risk, context }))).toEqual([
    { id: 'a', risk: 75, context: false },
    { id: 'b', risk: 0, context: true },
  ]);
  expect(joined.edges).toHaveLength(1);
});

test('a record cites the properties and edges that it was first to say', () => {
  const seen = { first: 0, last: 0, evidence: { upload: 3, record: 7 } };
  const index = indexGraph(
    graph(
      [
        node('a', 'process', {
          properties: {
            pid: { value: 4, ...seen },
            name: { value: 'x', ...seen, evidence: { upload: 1, record: 1 } },
          },
        }),
        node('f', 'file'),
      ],
      [{ ...edge('a', 'created_files', 'f'), evidence: { upload: 3, record: 7 } }],
    ),
  );
  const facts = factsOfRecord(index, { upload: 3, record: 7 });
  expect(facts.map((fact) => fact.property ?? fact.edge?.name)).toEqual(['pid', 'created_files']);
});

test('an edge key keeps its three parts apart', () => {
  expect(edgeKey({ from: 'a~b', name: 'c', to: 'd' })).not.toBe(
    edgeKey({ from: 'a', name: 'b~c', to: 'd' }),
  );
});

test('a tenant edge that nobody knows is a happening, from cause to effect', () => {
  const own = edge('a', 'mailed', 'b');
  expect([isHappening(own), causeAndEffect(own)]).toEqual([true, ['a', 'b']]);
});

test('a node that is hidden takes its edges with it, and nothing else', () => {
  const whole = graph(
    [node('a', 'process'), node('b', 'process'), node('c', 'process')],
    [edge('a', 'children', 'b'), edge('b', 'children', 'c'), edge('a', 'children', 'c')],
  );
  const rest = withoutNodes(whole, ['b', 'not there']);
  expect(rest.nodes.map(({ id }) => id)).toEqual(['a', 'c']);
  expect(rest.edges.map(edgeKey)).toEqual([edgeKey(edge('a', 'children', 'c'))]);
});
