import { expect, test } from 'vitest';
import { indexGraph } from './graph-index.ts';
import { buildProcessTree, visibleRows } from './process-tree.ts';
import type { TreeItem } from './process-tree.ts';
import { edge, graph, node } from './testing/test-graph.ts';

/** The tree as indented lines. */
function outline(items: readonly TreeItem[]): string[] {
  return visibleRows(items, () => true).map(({ item, level }) => {
    const verb = item.verb === undefined ? '' : `${item.verb} `;
    return `${'  '.repeat(level - 1)}${verb}${item.title ?? item.node?.id}`;
  });
}

test('processes stand below their parents, and what they did below them', () => {
  const tree = buildProcessTree(
    indexGraph(
      graph(
        [
          node('cmd', 'process', { first: 20 }),
          node('browser', 'process', { first: 0 }),
          node('dropper', 'process', { first: 10 }),
          node('file', 'file', { first: 5 }),
        ],
        [
          edge('dropper', 'children', 'cmd', 20),
          edge('browser', 'children', 'dropper', 10),
          edge('browser', 'created_files', 'file', 5),
        ],
      ),
    ),
  );
  expect(outline(tree)).toEqual([
    'browser',
    '  created files file',
    '  children dropper',
    '    children cmd',
  ]);
  expect(tree[0]?.children.map((item) => item.sinceParentMs)).toEqual([5, 10]);
});

test('processes are grouped by host; users and such come last', () => {
  const tree = buildProcessTree(
    indexGraph(
      graph(
        [
          node('a', 'process'),
          node('b', 'process'),
          node('HOST-1', 'asset'),
          node('HOST-2', 'asset'),
          node('mia', 'user'),
        ],
        [
          edge('a', 'runs_on', 'HOST-1'),
          edge('b', 'runs_on', 'HOST-2'),
          edge('a', 'run_as', 'mia'),
        ],
      ),
    ),
  );
  expect(outline(tree)).toEqual(['HOST-1', '  a', 'HOST-2', '  b', '1 more in this lens', '  mia']);
});

test('a ring of parents is cut, and shows every process once', () => {
  const tree = buildProcessTree(
    indexGraph(
      graph(
        [node('a', 'process', { first: 1 }), node('b', 'process', { first: 2 })],
        [edge('a', 'children', 'b'), edge('b', 'children', 'a')],
      ),
    ),
  );
  expect(outline(tree)).toEqual(['a', '  children b']);
});

test('a process that is its own parent is shown', () => {
  const tree = buildProcessTree(
    indexGraph(graph([node('a', 'process')], [edge('a', 'children', 'a')])),
  );
  expect(outline(tree)).toEqual(['a']);
});

test('many quiet leaves fold into one; a risky one stays out of it', () => {
  const files = Array.from({ length: 12 }, (_, at) =>
    node(`f${at}`, 'file', { first: at, risk: at === 3 ? 10 : 0 }),
  );
  const tree = buildProcessTree(
    indexGraph(
      graph(
        [node('p', 'process'), ...files],
        files.map((file, at) => edge('p', 'created_files', file.id, at)),
      ),
    ),
  );
  expect(tree[0]?.children.map((item) => item.title ?? item.node?.id)).toEqual(['f3', '11 files']);
});

test('an edge to a node that is not there is left out', () => {
  const tree = buildProcessTree(
    indexGraph(graph([node('p', 'process')], [edge('p', 'created_files', 'gone')])),
  );
  expect(outline(tree)).toEqual(['p']);
});

test('what is below a closed item is not shown', () => {
  const tree = buildProcessTree(
    indexGraph(graph([node('a', 'process'), node('b', 'process')], [edge('a', 'children', 'b')])),
  );
  expect(visibleRows(tree, () => false)).toMatchObject([
    { level: 1, isOpen: false, position: 1, siblings: 1 },
  ]);
});
