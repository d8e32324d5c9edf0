import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { shardStub } from '../../durable-objects/stubs.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { storeBody } from '../../workers/ingest/accept.ts';
import { processUpload } from '../../workers/pipeline/process-upload.ts';
import { signUp } from './member.ts';

const HOSTS = 6;

/** What starts on some hosts. */
const RECORDS = Array.from({ length: HOSTS }, (_, host) =>
  JSON.stringify({
    EventID: 1,
    Computer: `host-${host}.acme.example`,
    UtcTime: '2026-01-01 10:00:00.000',
    ProcessId: 100 + host,
    Image: 'C:\\Windows\\System32\\cmd.exe',
  }),
).join('\n');

/** A namespace in which a shard does not answer. */
function without(shard: number): Env['GRAPH_SHARD'] {
  return new Proxy(env.GRAPH_SHARD, {
    get(target, key) {
      if (key !== 'getByName') return Reflect.get(target, key, target) as unknown;
      return (name: string) =>
        name.endsWith(`/${shard}`)
          ? { observe: () => Promise.reject(new Error(`shard ${shard} does not answer`)) }
          : target.getByName(name);
    },
  });
}

test('a shard that fails keeps none of the others from what came for them', async () => {
  const member = await signUp('Acme');
  const tenant = member.tenantId as TenantId;
  const { source } = await member.createSource();
  const twoShards = { ...env, SHARDS_PER_TENANT: '2' };
  const owner = {
    tenant,
    sourceId: source.id,
    bytesPerDay: null,
    plan: null,
    recordsToday: 0,
    day: 0,
  };
  const body = new TextEncoder().encode(RECORDS);
  const storable = { form: 'body', encoding: '', body, contentBytes: body.length } as const;
  const unheard = { ...twoShards, UPLOAD_QUEUE: { ...env.UPLOAD_QUEUE, send: async () => {} } };
  const { upload } = await storeBody(unheard as unknown as Env, owner, storable);
  const factsOf = async () =>
    await Promise.all([0, 1].map(async (n) => (await shardStub(env, tenant, n).stats()).facts));

  for (const failing of [0, 1]) {
    const broken = { ...twoShards, GRAPH_SHARD: without(failing) };
    const attempt = processUpload(broken, { tenant, upload });
    await expect(attempt).rejects.toThrow(`shard ${failing} does not answer`);
    const facts = await factsOf();
    expect(facts[1 - failing]).toBeGreaterThan(0);
    if (failing === 0) expect(facts[0]).toBe(0);
  }
  expect((await member.uploads()).map(({ state }) => state)).toEqual(['queued']);
  const before = await factsOf();
  await processUpload(twoShards, { tenant, upload });
  expect(await factsOf()).toEqual(before);
  const [done] = await member.uploads();
  expect(done).toMatchObject({ state: 'done', records: { received: HOSTS, accepted: HOSTS } });
});
