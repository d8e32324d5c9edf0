import { expect, test } from 'vitest';
import { factsOf } from '../graph/facts-of.ts';
import { ObservationBuilder } from '../graph/observation.ts';
import type { Observation } from '../graph/observation.ts';
import { DryShard } from './dry-run.ts';
import { readAnalyzer } from './language/read-analyzer.ts';

const START = Date.UTC(2026, 0, 1);
const LATER = START + 600_000;

const ANALYZER = `
id: example
title: '{a} started {b}'
description: A shell that started something.
risk: 10
level: low
techniques: []
nodes: { a: { type: process, where: { name: cmd.exe } }, b: { type: process } }
edges: [[a, children, b]]
lens: [a.run_as]
`;

/** What is seen of the process of pid 4. */
function seen(time: number, see: (add: ObservationBuilder, shell: number) => void): Observation {
  const add = new ObservationBuilder(time);
  add.node('asset', { hostname: 'beta' }, { hostname: 'beta' });
  const starts = time === START ? { started_at: time } : {};
  see(add, add.node('process', { pid: 4 }, { pid: 4, name: 'cmd.exe', ...starts }));
  return add.build();
}

const started = seen(START, (add, shell) => {
  add.edge(shell, 'children', add.node('process', { pid: 5 }, { pid: 5 }));
});
const wrote = seen(LATER, (add, shell) => {
  const file = { path: 'c:\\a' };
  add.edge(shell, 'created_files', add.node('file', file, file));
});
const ran = seen(LATER, (add, shell) => {
  const user = { account: 'corp\\ana' };
  add.edge(shell, 'run_as', add.node('user', user, user));
});

test.each([
  ['first', [ran, started, wrote]],
  ['second', [started, ran, wrote]],
  ['last, when nothing else of the process is new', [started, wrote, ran]],
])('an edge to a lens counts that comes %s', (_, observations) => {
  const read = readAnalyzer(ANALYZER);
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  const shard = new DryShard([read.value]);
  observations.forEach((one, index) => shard.observe(factsOf(one, 1, index + 1).facts));
  expect(shard.hits.map(({ lenses }) => lenses.map(({ name }) => name))).toEqual([['corp\\ana']]);
});
