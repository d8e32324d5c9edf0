import { expect, test } from 'vitest';
import type { LensDetail } from '../../../core/contract/lenses.ts';
import { indexGraph } from './graph-index.ts';
import { code, lensReport } from './lens-report.ts';
import { edge, graph, node } from './testing/test-graph.ts';

const evil = '</code>`` [click](javascript:x)\n# Heading \u202e | <img src=x>';

function detail(name: string): LensDetail {
  return {
    lens: {
      id: 'l',
      type: 'asset',
      name,
      score: 85,
      hits: 1,
      techniques: ['T1036.005'],
      analyzers: [],
      why: 'dropper.exe → svchost.exe',
      first: 0,
      last: 3_600_000,
      updatedAt: 0,
    },
    rows: [
      {
        analyzerId: 'svchost',
        title: 'Suspicious svchost',
        kind: 'pattern',
        risk: 75,
        techniques: [],
        hits: 1,
        contribution: 75,
        why: 'It was started by cmd.exe.',
        nodes: ['b'],
        first: 0,
        last: 0,
      },
    ],
    terms: [
      { kind: 'meeting', title: 'They meet', contribution: 10, why: 'On one node.', nodes: [] },
    ],
    graph: graph(
      [node('a', 'process', { label: 'dropper.exe' }), node('b', 'process', { label: name })],
      [edge('a', 'children', 'b', 60_000)],
    ),
  };
}

function report(name: string): string {
  const shown = detail(name);
  const index = indexGraph(shown.graph);
  const history = [{ id: 'e', at: 0, by: 'ada@example.com', what: 'comment' as const, text: name }];
  return lensReport({ detail: shown, index, range: undefined, history, url: 'https://x/lenses/l' });
}

test('the report sums to the score, and tells what happened with its records', () => {
  const text = report('WS-7');
  expect(text).toContain('# Lens `WS-7`');
  expect(text).toContain('- **+75** `Suspicious svchost`: `It was started by cmd.exe.`');
  expect(text).toContain('- **+10** `They meet`');
  expect(text).toContain('- **= 85**');
  expect(text).toMatch(/`dropper.exe` children `WS-7` \(record 1·1\)/);
});

test('what a log says can neither end its code nor begin a line', () => {
  const text = report(evil);
  const headings = text.split('\n').filter((line) => line.startsWith('#'));
  expect(headings).toHaveLength(4);
  expect(text).not.toContain('\u202e');
  // Whatever is outside of code spans is our own.
  const outside = text.replaceAll(/(`+)(?!`).*?(?<!`)\1(?!`)/g, '');
  expect(outside).not.toMatch(/javascript|<img|<\/code>|`/);
});

test('a fence is longer than any run of what it holds', () => {
  expect([code('a'), code('a`b'), code('``'), code('')]).toEqual([
    '`a`',
    '``a`b``',
    '``` `` ```',
    '(empty)',
  ]);
});

test('a range leaves out what was not in it', () => {
  const shown = detail('WS-7');
  const index = indexGraph(shown.graph);
  const range = { from: 0, to: 1000 };
  const text = lensReport({ detail: shown, index, range, history: [], url: '' });
  expect(text).toContain('Nothing in this time.');
});
