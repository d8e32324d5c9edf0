import { evictDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { packFacts } from '../../core/graph/fact-batch.ts';
import type { FactBatch } from '../../core/graph/fact-batch.ts';
import type { Ref } from '../../core/graph/id.ts';
import { readUpload } from '../../core/parse/read-upload.ts';
import { sampleAttack } from '../../core/sample/sample-attack.ts';
import { SampleHost, toFlatJson } from '../../core/sample/sysmon-writer.ts';
import type { GraphShard } from '../../workers/index.ts';
import { predicates } from '../../core/schema/schema.ts';

const [workstation] = sampleAttack(Date.UTC(2026, 0, 1));
const lines = (workstation?.body ?? '').split('\n');

function batchOf(from: number, to: number): FactBatch {
  const bytes = new TextEncoder().encode(lines.slice(from, to).join('\n'));
  const { factsByAsset } = readUpload(bytes, from + 1);
  return packFacts(predicates, [...factsByAsset.values()].flat());
}

/** The ids of an exported graph's nodes. */
function idsIn(graph: string): Set<string | undefined> {
  return new Set([...graph.matchAll(/"id":"([^"]+)"/g)].map(([, id]) => id));
}

async function graphOf(stub: DurableObjectStub<GraphShard>) {
  return await new Response(await stub.exportGraph()).text();
}

test('repeating a batch writes nothing and hits nothing new', async () => {
  const shard = env.GRAPH_SHARD.getByName(crypto.randomUUID());
  const first = await shard.observe(batchOf(0, lines.length));
  const found = first.hits.map(({ hit }) => hit.analyzer);
  expect(found).toEqual(expect.arrayContaining(['rare-parent-of-cmd', 'suspicious-svchost']));
  expect(new Set(first.hits.map(({ hit }) => hit.id)).size).toBe(first.hits.length);
  await shard.confirmHits(first.hits.at(-1)?.sequence ?? 0);
  const before = await graphOf(shard);
  const second = await shard.observe(batchOf(0, lines.length));
  expect(second.hits).toEqual([]);
  expect(second.meters.rowsWritten).toBe(0);
  expect(await graphOf(shard)).toBe(before);
});

test('hits are sent again until they are confirmed, even after an eviction', async () => {
  const shard = env.GRAPH_SHARD.getByName(crypto.randomUUID());
  const { hits } = await shard.observe(batchOf(0, lines.length));
  await evictDurableObject(shard);
  expect((await shard.observe(batchOf(0, 1))).hits).toEqual(hits);
  await shard.confirmHits(hits.at(-1)?.sequence ?? 0);
  expect((await shard.observe(batchOf(0, 1))).hits).toEqual([]);
});

test('evictions between batches change neither the graph nor the hits', async () => {
  const whole = env.GRAPH_SHARD.getByName(crypto.randomUUID());
  const { hits } = await whole.observe(batchOf(0, lines.length));
  const evicted = env.GRAPH_SHARD.getByName(crypto.randomUUID());
  let found: typeof hits = [];
  for (let from = 0; from < lines.length; from += 9) {
    ({ hits: found } = await evicted.observe(batchOf(from, from + 9)));
    await evictDurableObject(evicted);
  }
  const identify = (list: typeof hits): string[] => list.map(({ hit }) => hit.id).sort();
  expect(identify(found)).toEqual(identify(hits));
  const ids = async (stub: typeof whole): Promise<string[]> =>
    [...new Set((await graphOf(stub)).match(/"id":"[^"]+"/g))].sort();
  expect(await ids(evicted)).toEqual(await ids(whole));
});

test('a damaged batch fails as a whole, and leaves the shard as it was', async () => {
  const shard = env.GRAPH_SHARD.getByName(crypto.randomUUID());
  await shard.observe(batchOf(0, 5));
  const before = await graphOf(shard);
  const batch = batchOf(5, 10);
  const damaged = { ...batch, refs: batch.refs.slice(0, 1) as Ref[] };
  const failure = await shard.observe(damaged).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(String(failure)).toContain('a fact batch is damaged');
  expect(await graphOf(shard)).toBe(before);
  await shard.observe(batch);
  expect(await graphOf(shard)).not.toBe(before);
});

test('retention lets go what is old, keeps what hits name, and frees the space', async () => {
  const shard = env.GRAPH_SHARD.getByName(crypto.randomUUID());
  const { hits } = await shard.observe(batchOf(0, lines.length));
  const before = await shard.stats();
  const all = idsIn(await graphOf(shard));
  await shard.retain(Date.UTC(2026, 5, 1));
  const named = hits.flatMap(({ hit }) => [...hit.nodes, ...hit.lenses]).map(({ id }) => id);
  const kept = await graphOf(shard);
  for (const id of named) expect(idsIn(kept)).toContain(id);
  expect(idsIn(kept).size).toBeLessThan(all.size);
  // What is expired goes for good when runs are merged; new facts go on as before.
  await shard.observe(batchOf(0, 3));
  expect((await shard.stats()).facts).toBeLessThanOrEqual(before.facts);
  await evictDurableObject(shard);
  expect(await graphOf(shard)).not.toContain('PING.EXE');
});

test('more hits than leave at once all arrive, part by part', async () => {
  const shard = env.GRAPH_SHARD.getByName(crypto.randomUUID());
  const host = new SampleHost('many', '10.0.0.1', 1_000);
  const parent = host.running('C:\\x.exe', 'x.exe', 'ACME\\ana');
  const count = 520;
  for (let index = 0; index < count; index += 1) {
    host.start(Date.UTC(2026, 0, 1) + index * 5_000, parent, 'C:\\t\\svchost.exe', 'svchost.exe');
  }
  const bytes = new TextEncoder().encode(host.events.map(toFlatJson).join('\n'));
  const facts = [...readUpload(bytes, 1).factsByAsset.values()].flat();
  let { hits } = await shard.observe(packFacts(predicates, facts));
  const arrived = new Set<string>();
  while (hits.length > 0) {
    for (const { hit } of hits) if (hit.analyzer === 'suspicious-svchost') arrived.add(hit.id);
    ({ hits } = await shard.confirmHits(hits.at(-1)?.sequence ?? 0));
  }
  expect(arrived.size).toBe(count);
});
