import { describe, expect, test } from 'vitest';
import { factsOf } from '../graph/facts-of.ts';
import { MemoryStore, mergeByKey } from '../graph/memory-store.ts';
import { ObservationBuilder } from '../graph/observation.ts';
import type { Observation } from '../graph/observation.ts';
import { GraphView } from '../graph/view.ts';
import { predicates } from '../schema/schema.ts';
import { parseAnalyzer } from './analyzer.ts';
import type { Analyzer } from './analyzer.ts';
import { Detector } from './detector.ts';
import type { Hit } from './hit.ts';

const START = Date.UTC(2026, 0, 1);

/** A graph with its detector. The order of shuffled records is tried in detector.test.ts. */
function shardWith(...analyzers: readonly Analyzer[]) {
  const store = new MemoryStore(predicates);
  const detector = new Detector(new GraphView(store), analyzers, []);
  const hits = new Map<string, Hit>();
  const observe = (...observations: readonly Observation[]) => {
    const facts = observations.flatMap((item, index) => factsOf(item, 1, index).facts);
    for (const { hit, state } of detector.detect(store.append(mergeByKey(facts)))) {
      if (state === 'active') hits.set(hit.id, hit);
      else hits.delete(hit.id);
    }
  };
  return { observe, hits };
}

interface Start {
  readonly rules?: readonly string[];
  readonly pid?: number;
  readonly at?: number;
  readonly user?: string;
}

/** A process that explorer.exe starts, and the rules that match the record of it. */
function started(name: string, { rules, pid = 8, at = START, user }: Start = {}): Observation {
  const add = new ObservationBuilder(at);
  add.node('asset', { hostname: 'alpha' }, { hostname: 'alpha' });
  const child = add.node('process', { pid }, { pid, name, started_at: at });
  const path = `c:\\${name}`;
  add.edge(child, 'executable', add.node('file', { path }, { path, name }));
  add.edge(add.node('process', { pid: 4 }, { pid: 4, name: 'explorer.exe' }), 'children', child);
  if (user !== undefined) {
    const account = add.node('user', { account: user.toLowerCase() }, { account: user });
    add.edge(child, 'run_as', account);
  }
  return { ...add.build(), matchedRules: rules };
}

describe('a rule that matches a record', () => {
  test('is a hit on its process, which names parent and program, for host and user', () => {
    const { observe, hits } = shardWith();
    observe(started('a.exe', { rules: ['r1'], user: 'ACME\\ana' }));
    expect([...hits.values()]).toEqual([
      expect.objectContaining({
        analyzer: 'sigma:r1',
        time: START,
        evidence: [{ upload: 1, record: 0 }],
        nodes: [
          expect.objectContaining({ name: 'subject', type: 'process', label: 'a.exe (8)' }),
          expect.objectContaining({ name: 'parent', label: 'explorer.exe (4)' }),
          expect.objectContaining({ name: 'program', type: 'file', label: 'a.exe' }),
        ],
        lenses: [
          expect.objectContaining({ type: 'asset', name: 'alpha' }),
          expect.objectContaining({ type: 'user', name: 'ACME\\ana' }),
        ],
      }),
    ]);
  });

  test('is one hit of a process, however often it matches, and one of each process', () => {
    const { observe, hits } = shardWith();
    observe(started('a.exe', { rules: ['r1'] }), started('a.exe', { rules: ['r1'] }));
    observe(started('a.exe', { rules: ['r1', 'r2'] }));
    expect([...hits.values()].map(({ analyzer }) => analyzer).sort()).toEqual([
      'sigma:r1',
      'sigma:r2',
    ]);
    observe(started('a.exe', { rules: ['r1'], pid: 12 }));
    expect(hits.size).toBe(3);
  });

  test('has no lens of the account that runs the system', () => {
    const { observe, hits } = shardWith();
    observe(started('a.exe', { rules: ['r1'], user: 'NT AUTHORITY\\SYSTEM' }));
    expect([...hits.values()][0]?.lenses.map(({ type }) => type)).toEqual(['asset']);
  });

  test('names the user that a later record knows, and goes where a late start says', () => {
    const { observe, hits } = shardWith();
    const seen = new ObservationBuilder(START + 5_000);
    seen.node('asset', { hostname: 'alpha' }, { hostname: 'alpha' });
    seen.node('process', { pid: 8 }, { pid: 8 });
    observe({ ...seen.build(), matchedRules: ['r1'] });
    const [before] = hits.keys();
    expect([...hits.values()][0]?.nodes).toHaveLength(1);
    observe(started('a.exe', { user: 'ACME\\ana' }));
    expect(hits.size).toBe(1);
    expect([...hits.keys()]).not.toEqual([before]);
    expect([...hits.values()][0]?.lenses.map(({ name }) => name)).toEqual(['alpha', 'ACME\\ana']);
  });

  test('without a process is about what belongs to the host, or the host itself', () => {
    const { observe, hits } = shardWith();
    const service = new ObservationBuilder(START);
    const asset = service.node('asset', { hostname: 'alpha' }, { hostname: 'alpha' });
    service.node('user', { account: 'acme\\ana' }, { account: 'ACME\\ana' });
    const identity = { asset: 'alpha', name: 'spooler' };
    service.edge(asset, 'services', service.node('service', identity, { name: 'Spooler' }));
    observe({ ...service.build(), matchedRules: ['r1'] });
    const lookup = new ObservationBuilder(START);
    lookup.node('asset', { hostname: 'sensor' }, { hostname: 'sensor' });
    lookup.node('domain', { name: 'x.example' }, { name: 'x.example' });
    observe({ ...lookup.build(), matchedRules: ['r2'] });
    const found = [...hits.values()].map(({ nodes, lenses }) => [
      nodes.map(({ label }) => label),
      lenses.map(({ name }) => name),
    ]);
    expect(found).toEqual([
      [['Spooler'], ['alpha']],
      [['sensor'], ['sensor']],
    ]);
  });

  test('is a condition of a pattern: any of the rules that matched a node', () => {
    const parsed = parseAnalyzer(`
id: matched-child
title: Matched child
description: d
risk: 10
level: low
techniques: []
lens: [asset]
nodes:
  parent: {type: process}
  child: {type: process, where: {matched_rules: r2}}
edges: [[parent, children, child]]
`);
    if (!parsed.ok) throw new Error(parsed.faults.map(({ message }) => message).join());
    const { observe, hits } = shardWith(parsed.analyzer);
    observe(started('a.exe', { rules: ['r1'] }));
    const ids = () => [...hits.values()].map(({ analyzer }) => analyzer);
    expect(ids()).not.toContain('matched-child');
    observe(started('a.exe', { rules: ['r2', 'r3'] }));
    expect(ids()).toContain('matched-child');
  });
});
