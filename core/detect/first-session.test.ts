import { expect, test } from 'vitest';
import { factsOf } from '../graph/facts-of.ts';
import { ObservationBuilder } from '../graph/observation.ts';
import type { Observation } from '../graph/observation.ts';
import { DryShard } from './dry-run.ts';
import { readAnalyzer } from './language/read-analyzer.ts';

const START = Date.UTC(2026, 0, 1);

const ANALYZER = `
id: example
title: '{a}'
description: A program without a name.
risk: 10
level: low
techniques: []
lens: [asset]
nodes: { a: { type: process, where: { name|exists: false } } }
`;

/** What is seen of the process of pid 4, which holds for any process of that pid. */
function seen(see: (add: ObservationBuilder, process: number) => void): Observation {
  const add = new ObservationBuilder(START);
  add.node('asset', { hostname: 'alpha' }, { hostname: 'alpha' });
  see(add, add.node('process', { pid: 4 }, { pid: 4 }));
  return add.build();
}

const pidAlone = seen(() => undefined);
const began = seen((add, parent) => {
  add.edge(parent, 'children', add.node('process', { pid: 8 }, { pid: 8, name: 'cmd.exe' }));
});

test.each([
  ['together', [[pidAlone, began]]],
  ['one after the other', [[pidAlone], [began]]],
  ['the other way round', [[began], [pidAlone]]],
])('a pid makes a process when something is seen of one: %s', (_, batches) => {
  const read = readAnalyzer(ANALYZER);
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  const shard = new DryShard([read.value]);
  batches.forEach((batch, upload) =>
    shard.observe(batch.flatMap((one, index) => factsOf(one, upload + 1, index + 1).facts)),
  );
  expect(shard.hits.map(({ title }) => title)).toEqual(['unknown (4)']);
});
