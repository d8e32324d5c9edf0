import { describe, expect, test } from 'vitest';
import { factsOf } from '../graph/facts-of.ts';
import { ObservationBuilder } from '../graph/observation.ts';
import { parseAnalyzer } from './analyzer.ts';
import type { Analyzer } from './analyzer.ts';
import { DryShard } from './dry-run.ts';
import { explainHit, explainPlan } from './explain.ts';

function analyzerOf(pattern: string): Analyzer {
  const head = `id: example
title: Example
description: An example.
risk: 1
level: low
techniques: []
lens: [asset]
`;
  const result = parseAnalyzer(head + pattern);
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result.analyzer;
}

const DROPPED = analyzerOf(`
nodes:
  writer: { type: process }
  file: { type: file }
  shell: { type: process, where: { image|endswith: '\\cmd.exe' } }
edges:
  - wrote: [writer, created_files, file]
  - [shell, executable, file]
order: [wrote within 5m of wrote]
any:
  - nodes: { address: { type: address } }
    edges: [[shell, connected_to, address]]
`);

describe('the plan of an analyzer', () => {
  test('says which facts start it, and that it goes by the strictest condition first', () => {
    const [plan] = explainPlan(DROPPED);
    expect(plan?.nodes).toEqual([
      'writer (process)',
      'file (file)',
      'shell (process, image ends cmd.exe)',
    ]);
    expect(plan?.starts).toContainEqual({
      predicates: ['executable'],
      known: ['shell (process, image ends cmd.exe)', 'file (file)'],
      steps: ['file creators: find writer (process), then 1 checks'],
    });
    expect(plan?.starts).toContainEqual({
      predicates: ['image'],
      known: ['shell (process, image ends cmd.exe)'],
      steps: [
        'shell executable: find file (file)',
        'file creators: find writer (process), then 1 checks',
      ],
    });
  });

  test('says how it gets from an alternative to the nodes that a hit names', () => {
    const [plan] = explainPlan(DROPPED);
    expect(plan?.ways).toContainEqual({
      predicates: ['connected_to'],
      known: ['a process'],
      steps: ['to shell'],
    });
  });
});

test('a hit is explained by its facts, each with its evidence', () => {
  const time = Date.UTC(2026, 0, 1);
  const shard = new DryShard([DROPPED]);
  const observe = (record: number, say: (add: ObservationBuilder) => void): void => {
    const add = new ObservationBuilder(time + record);
    add.node('asset', { hostname: 'alpha' }, { hostname: 'alpha' });
    say(add);
    shard.observe(factsOf(add.build(), 7, record).facts);
  };
  const shell = { pid: 8, guid: 'g8' };
  observe(1, (add) => {
    const writer = add.node('process', { pid: 4, guid: 'g4' }, { pid: 4, name: 'a.exe' });
    add.edge(writer, 'created_files', add.node('file', { path: 'c' }, { path: 'c' }));
  });
  observe(2, (add) => {
    const process = add.node('process', shell, { pid: 8, name: 'cmd.exe', image: 'c:\\cmd.exe' });
    add.edge(process, 'executable', add.node('file', { path: 'c' }, { path: 'c' }));
  });
  observe(3, (add) => {
    const address = add.node('address', { ip: '10.0.0.1' }, { ip: '10.0.0.1' });
    add.edge(add.node('process', shell), 'connected_to', address);
  });
  const [hit] = shard.hits;
  if (hit === undefined) throw new Error('there is no hit');
  const facts = explainHit(shard.view, DROPPED, hit);
  const fact = (subject: string, predicate: string, object: string, record: number) => {
    return { subject, predicate, object, first: time + record, upload: 7, record };
  };
  expect(facts).toEqual([
    fact('cmd.exe (8)', 'image', 'c:\\cmd.exe', 2),
    fact('a.exe (4)', 'created_files', 'c', 1),
    fact('cmd.exe (8)', 'executable', 'c', 2),
    fact('cmd.exe (8)', 'connected_to', '10.0.0.1', 3),
  ]);
  expect(hit.time).toBe(time + 3);
  expect(hit.evidence.map(({ record }) => record)).toEqual([1, 2, 3]);
});
