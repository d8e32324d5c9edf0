import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { parseAnalyzer } from '../../core/detect/analyzer.ts';
import type { Analyzer } from '../../core/detect/analyzer.ts';
import { Detector } from '../../core/detect/detector.ts';
import type { HitChange } from '../../core/detect/hit.ts';
import { factsOf } from '../../core/graph/facts-of.ts';
import { MemoryStore } from '../../core/graph/memory-store.ts';
import { ObservationBuilder } from '../../core/graph/observation.ts';
import type { Observation } from '../../core/graph/observation.ts';
import { GraphView } from '../../core/graph/view.ts';
import { predicates } from '../../core/schema/schema.ts';
import { AnalyzerBook } from '../../durable-objects/analyzer-book.ts';
import { CountedSql } from '../../durable-objects/counted-sql.ts';
import { HitOutbox } from '../../durable-objects/graph-shard/hit-outbox.ts';
import { LensBook } from '../../durable-objects/tenant/lens-book.ts';
import type { ShardHitChange } from '../../durable-objects/tenant/lens-book.ts';

const START = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;

function analyzerOf(pattern: string): Analyzer {
  const result = parseAnalyzer(`id: example
title: '{a.name} and {b.name}'
description: An example.
risk: 40
level: medium
techniques: []
lens: [asset]
nodes:
  a: { type: process, where: { name: one.exe } }
  d: { type: address }
  b: { type: process, where: { name: two.exe } }
${pattern}`);
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result.analyzer;
}

const CROSSING = analyzerOf(`
edges: [{ first: [a, connected_to, d] }, { then: [b, connected_to, d] }]
crossing: d
order: [first before then]`);

function connected(host: string, name: string, ip: string, at: number): Observation {
  const add = new ObservationBuilder(START + at);
  add.node('asset', { hostname: host }, { hostname: host });
  const identity = { pid: 4, guid: `${host} ${name}` };
  const process = add.node('process', identity, { ...identity, name });
  add.edge(process, 'connected_to', add.node('address', { ip }, { ip }));
  return add.build();
}

/** A shard's graph and detector, and the changes of its hits, numbered as its outbox does. */
class Shard {
  readonly #store = new MemoryStore(predicates);
  readonly #detector: Detector;
  #sequence = 0;

  constructor(analyzer: Analyzer) {
    this.#detector = new Detector(new GraphView(this.#store), [analyzer], []);
  }

  detect(observation: Observation): readonly HitChange[] {
    return this.#detector.detect(this.#store.append(factsOf(observation, 1, 1).facts));
  }

  observe(observation: Observation): ShardHitChange[] {
    return this.detect(observation).flatMap(({ hit, state }) =>
      state === 'waiting' ? [] : [{ hit, state, sequence: (this.#sequence += 1) }],
    );
  }
}

/** Runs with two shards, and the book of a tenant's object. */
async function withTenant<T>(
  analyzer: Analyzer,
  run: (shards: readonly Shard[], book: LensBook) => T,
): Promise<T> {
  const tenant = env.TENANT.getByName(crypto.randomUUID());
  return await runInDurableObject(tenant, (_, { storage }) => {
    const book = new LensBook(new CountedSql(storage), AnalyzerBook.builtIn([analyzer]));
    return run([new Shard(analyzer), new Shard(analyzer)], book);
  });
}

test('parts on two hosts in two shards make one hit, whichever comes last', async () => {
  const one = connected('alpha', 'one.exe', '10.0.0.1', 0);
  const two = connected('beta', 'two.exe', '10.0.0.1', MINUTE);
  for (const order of [
    [0, 1],
    [1, 0],
  ]) {
    await withTenant(CROSSING, (shards, book) => {
      const lenses = new Set<string>();
      for (const index of order) {
        const changes = shards[index]?.observe(index === 0 ? one : two) ?? [];
        expect(changes.map(({ hit }) => hit.part?.index)).toEqual([index]);
        // At least once: bringing changes again makes no difference.
        book.apply(index, changes);
        book.apply(index, changes);
        for (const { id, lens } of book.changed()) if (lens !== undefined) lenses.add(id);
        expect(lenses.size).toBe(index === order[1] ? 2 : 0);
      }
      const opened = [...lenses].map((id) => book.open(id as never));
      expect(opened.map((lens) => lens?.lens.summary.name).sort()).toEqual(['alpha', 'beta']);
      for (const lens of opened) {
        expect(lens?.shards).toEqual([0, 1]);
        expect(lens?.lens.summary).toMatchObject({ score: 40, hits: 1 });
      }
    });
  }
});

test('a part that is withdrawn takes the hit with it, and brings it back', async () => {
  await withTenant(CROSSING, ([alpha, beta], book) => {
    book.apply(0, alpha?.observe(connected('alpha', 'one.exe', '10.0.0.1', 2 * MINUTE)) ?? []);
    book.apply(1, beta?.observe(connected('beta', 'two.exe', '10.0.0.1', MINUTE)) ?? []);
    // The first is later than the second.
    expect(book.changed().filter(({ lens }) => lens !== undefined)).toEqual([]);
    // An earlier sighting puts them in order.
    book.apply(0, alpha?.observe(connected('alpha', 'one.exe', '10.0.0.1', 0)) ?? []);
    const changed = book.changed();
    expect(changed.map(({ lens }) => lens?.summary.hits)).toEqual([1, 1]);
    book.confirm(changed);
    // And an earlier sighting of the second takes them out of it again.
    book.apply(1, beta?.observe(connected('beta', 'two.exe', '10.0.0.1', -MINUTE)) ?? []);
    expect(book.changed().map(({ lens }) => lens)).toEqual([undefined, undefined]);
  });
});

test('nobody is told of a hit that waits, and everybody of one that is withdrawn', async () => {
  const analyzer = analyzerOf(`
edges: [[a, connected_to, d], [b, connected_to, d]]
absent:
  - settle: 10m
    nodes: { u: { type: user } }
    edges: [[b, run_as, u]]`);
  const stub = env.GRAPH_SHARD.getByName(crypto.randomUUID());
  await runInDurableObject(stub, (_, { storage }) => {
    const outbox = new HitOutbox(new CountedSql(storage));
    const shard = new Shard(analyzer);
    const send = (observation: Observation): unknown[] => {
      outbox.add(shard.detect(observation));
      const pending = outbox.pending();
      outbox.confirm(pending.at(-1)?.sequence ?? 0);
      return pending.map(({ state }) => state);
    };
    expect(send(connected('alpha', 'one.exe', '10.0.0.1', 0))).toEqual([]);
    expect(send(connected('alpha', 'two.exe', '10.0.0.1', 0))).toEqual([]);
    expect(outbox.heldHits()).toHaveLength(1);
    expect(send(connected('alpha', 'three.exe', '10.0.0.9', 10 * MINUTE))).toEqual(['active']);
    const add = new ObservationBuilder(START);
    add.node('asset', { hostname: 'alpha' }, { hostname: 'alpha' });
    const process = add.node('process', { pid: 4, guid: 'alpha two.exe' });
    add.edge(process, 'run_as', add.node('user', { account: 'ana' }, { account: 'ana' }));
    expect(send(add.build())).toEqual(['withdrawn']);
    expect(outbox.heldHits()).toEqual([]);
  });
});
