import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import type { Hit } from '../../core/detect/hit.ts';
import { nodeRef, pseudoKeyRef } from '../../core/graph/id.ts';
import type { NodeId } from '../../core/graph/id.ts';

const asset = nodeRef(1, ['host']) as string as NodeId;

function rareHit(id: string, parent: string, time = 1_000): Hit {
  const node = (name: string) => ({
    name,
    id: nodeRef(2, [asset, id, name]) as string as NodeId,
    type: 'process',
    label: `${name} ${id}`,
  });
  return {
    id,
    analyzer: 'rare-parent-of-cmd',
    title: '',
    nodes: [node('parent'), node('child')],
    lenses: [{ id: asset, type: 'asset', name: 'host' }],
    time,
    group: JSON.stringify([parent]),
    evidence: [],
  };
}

async function lensRow(tenant: string): Promise<{ score: number; version: number } | null> {
  return await env.DB.prepare('SELECT score, version FROM lenses WHERE tenant_id = ?')
    .bind(tenant)
    .first();
}

test('an asset keeps its shard, and new assets fill the shards evenly', async () => {
  const tenant = env.TENANT.getByName(crypto.randomUUID());
  const assets = Array.from({ length: 9 }, (_, index) => nodeRef(1, [`host ${index}`]));
  const { shards } = await tenant.placeAssets(assets, [], 3);
  const again = await tenant.placeAssets([...assets].reverse(), [], 3);
  expect(again.shards).toEqual(shards);
  expect(again.meters.rowsWritten).toBe(0);
  const counts = [0, 1, 2].map((n) => Object.values(shards).filter((shard) => shard === n).length);
  expect(counts).toEqual([3, 3, 3]);
});

test('an alias goes where its asset is, unless it was there before', async () => {
  const tenant = env.TENANT.getByName(crypto.randomUUID());
  const [asset, other] = [nodeRef(1, ['alpha']), nodeRef(1, ['beta'])];
  const [early, late] = [pseudoKeyRef(1, ['ip', '10.0.0.1']), pseudoKeyRef(1, ['ip', '10.0.0.2'])];
  // An address that logs before anybody says whose it is.
  const first = await tenant.placeAssets([early, other], [], 2);
  const aliases = [early, late].map((alias) => ({ alias, asset }));
  const { shards } = await tenant.placeAssets([asset], aliases, 2);
  expect(shards[early]).toBe(first.shards[early]);
  expect(shards[late]).toBe(shards[asset]);
  expect((await tenant.placeAssets([late, early], aliases, 2)).meters.rowsWritten).toBe(0);
});

test('a lens follows its hits: a second counts half, a withdrawn one no more', async () => {
  const name = crypto.randomUUID();
  const tenant = env.TENANT.getByName(name);
  await tenant.correlate(0, [{ hit: rareHit('a', 'x.exe'), state: 'active', sequence: 1 }]);
  expect(await lensRow(name)).toEqual({ score: 10, version: 1 });
  await tenant.correlate(0, [{ hit: rareHit('b', 'y.exe'), state: 'active', sequence: 2 }]);
  expect(await lensRow(name)).toEqual({ score: 15, version: 2 });
  await tenant.correlate(0, [{ hit: rareHit('a', 'x.exe'), state: 'withdrawn', sequence: 3 }]);
  expect(await lensRow(name)).toEqual({ score: 10, version: 3 });
  await tenant.correlate(0, [{ hit: rareHit('b', 'y.exe'), state: 'withdrawn', sequence: 4 }]);
  expect(await lensRow(name)).toEqual({ score: 0, version: 4 });
});

test('changes that come again or late change nothing', async () => {
  const name = crypto.randomUUID();
  const tenant = env.TENANT.getByName(name);
  const active = { hit: rareHit('a', 'x.exe'), state: 'active', sequence: 1 } as const;
  const withdrawn = { ...active, state: 'withdrawn', sequence: 2 } as const;
  await tenant.correlate(0, [withdrawn]);
  await tenant.correlate(0, [active]);
  await tenant.correlate(0, [withdrawn]);
  expect(await lensRow(name)).toMatchObject({ score: 0 });
});

test('what becomes common over all shards stops counting everywhere', async () => {
  const name = crypto.randomUUID();
  const tenant = env.TENANT.getByName(name);
  const send = (id: string, sequence: number, shard: number) =>
    tenant.correlate(shard, [{ hit: rareHit(id, 'x.exe'), state: 'active', sequence }]);
  await send('a', 1, 0);
  await send('b', 2, 0);
  await send('c', 1, 1);
  expect(await lensRow(name)).toMatchObject({ score: 17.5 });
  await send('d', 2, 1);
  expect(await lensRow(name)).toMatchObject({ score: 0 });
});

test('what hits on a ninth host counts a quarter less on all nine', async () => {
  const name = crypto.randomUUID();
  const tenant = env.TENANT.getByName(name);
  const hosts = Array.from({ length: 9 }, (_, index) => `host ${index}`);
  for (const [index, host] of hosts.entries()) {
    const id = nodeRef(1, [host]) as string as NodeId;
    const hit = { ...rareHit(host, host), lenses: [{ id, type: 'asset', name: host }] };
    await tenant.correlate(0, [{ hit, state: 'active', sequence: index + 1 }]);
  }
  const { results } = await env.DB.prepare('SELECT score FROM lenses WHERE tenant_id = ?')
    .bind(name)
    .all<{ score: number }>();
  expect(results.map(({ score }) => score)).toEqual(hosts.map(() => 7.5));
});
