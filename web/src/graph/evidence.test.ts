import { expect, test } from 'vitest';
import type { ScoreRow } from '../../../core/contract/lenses.ts';
import { evidenceOf, restOfEvidence } from './evidence.ts';
import { indexGraph } from './graph-index.ts';
import { edge, graph, node } from './testing/test-graph.ts';

const at = (record: number) => ({ evidence: { upload: 1, record } });
const name = (record: number, first: number) => ({
  properties: { name: { value: 'x', first, last: first, ...at(record) } },
});

const index = indexGraph(
  graph(
    [
      node('a', 'process', name(1, 0)),
      node('b', 'process', name(2, 10)),
      node('c', 'file', name(3, 20)),
    ],
    [
      { ...edge('a', 'children', 'b', 10), ...at(2) },
      { ...edge('b', 'created_files', 'c', 20), ...at(3) },
    ],
  ),
);

test('a record is told by what it says of an event, before what it says of a node', () => {
  expect(evidenceOf(index, ['a', 'b'])).toEqual([
    { pointer: { upload: 1, record: 1 }, first: 0, says: 'about a' },
    { pointer: { upload: 1, record: 2 }, first: 10, says: 'a children b' },
  ]);
});

test('the rest are the records that no row rests on', () => {
  const row = { nodes: ['a', 'b'] } as unknown as ScoreRow;
  expect(restOfEvidence(index, [row]).map(({ pointer }) => pointer.record)).toEqual([3]);
});
