import { env } from 'cloudflare:workers';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { IngestAnswer } from '../../core/contract/sources.ts';
import { evtxSample } from '../evtx-sample.ts';
import { push, signUp, untilDone } from './member.ts';
import type { Member } from './member.ts';
import { noise } from './noise.ts';

const MIB = 1_048_576;

/** The objects that a tenant has in R2. */
async function objectsOf({ tenantId }: Member): Promise<string[]> {
  const { objects } = await env.UPLOADS.list({ prefix: `${tenantId}/` });
  return objects.map(({ key }) => key.slice(tenantId.length + 1));
}

/** Many records, of a size that a record has. */
function records(bytes: number): string {
  const letters = noise(bytes);
  const filling = (n: number) =>
    Buffer.from(letters.subarray(n * 450, (n + 1) * 450)).toString('hex');
  const count = Math.floor(bytes / 1_000);
  const line = (n: number) =>
    JSON.stringify({ EventID: 5, Channel: 'Other', Hostname: 'h', filling: filling(n), n });
  return Array.from({ length: count }, (_, n) => line(n)).join('\n');
}

/** A body that comes in chunks. */
function chunked(body: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= body.length) controller.close();
      else controller.enqueue(body.slice(at, (at += 300_000)));
    },
  });
}

test('a body larger than memory allows at once is read in windows, with numbers that go on', async () => {
  const member = await signUp('Windows');
  const { token } = await member.createSource();
  const lines = records(40 * MIB);
  const { upload } = await (
    await push(token, gzipSync(lines, { level: 1 }), {
      'content-encoding': 'gzip',
    })
  ).json<IngestAnswer>();
  const count = lines.split('\n').length;
  const [done] = await untilDone(member);
  expect(done).toMatchObject({
    state: 'done',
    records: { received: count, ignored: count, accepted: 0, rejected: 0 },
  });
  const evidence = await member.get(`/api/evidence/${upload}/${count - 1}`);
  expect(await evidence.json()).toMatchObject({ n: count - 2 });
});

test.each([
  ['of a declared length', (body: Uint8Array<ArrayBuffer>): BodyInit => body],
  ['of no declared length', (body: Uint8Array<ArrayBuffer>): BodyInit => chunked(body)],
])('a large body %s that is sent twice is stored once', async (_, bodyOf) => {
  const member = await signUp('Large');
  const { token } = await member.createSource();
  const body = noise(9 * MIB);
  const first = await (await push(token, bodyOf(body))).json<IngestAnswer>();
  const second = await (await push(token, bodyOf(body))).json<IngestAnswer>();
  expect(second).toEqual({ ...first, duplicate: true });
  const objects = await objectsOf(member);
  expect(objects).toHaveLength(1);
  const stored = await env.UPLOADS.get(`${member.tenantId}/${objects[0]}`);
  expect(new Uint8Array((await stored?.arrayBuffer()) ?? [])).toEqual(body);
  await untilDone(member);
});

test('a large body that turns out to be broken leaves nothing behind', async () => {
  const member = await signUp('Broken');
  const { token } = await member.createSource();
  const cut = gzipSync(noise(3 * MIB)).subarray(0, 2 * MIB);
  const answer = await push(token, cut, { 'content-encoding': 'gzip' });
  expect(answer.status).toBe(400);
  // Members of gzip one after another are one content: 2 MiB that are sent, and 500 that come out.
  const nothing = gzipSync(new Uint8Array(50 * MIB));
  const bomb = Buffer.concat([
    gzipSync(noise(2 * MIB)),
    ...Array.from({ length: 10 }, () => nothing),
  ]);
  expect((await push(token, bomb, { 'content-encoding': 'gzip' })).status).toBe(413);
  expect(await objectsOf(member)).toEqual([]);
});

test('an event log file larger than memory allows at once is read chunk by chunk', async () => {
  const member = await signUp('Event logs');
  const { token } = await member.createSource();
  const sample = evtxSample([41, 42, 43]);
  const chunks = Array.from({ length: 600 }, () => sample.subarray(4_096));
  const file = Buffer.concat([sample.subarray(0, 4_096), ...chunks]);
  file.writeUInt16LE(600, 42);
  const body = gzipSync(file, { level: 1 });
  const sent = await push(token, body, { 'content-encoding': 'gzip' });
  expect(sent.status).toBe(202);
  const [done] = await untilDone(member);
  expect(done).toMatchObject({ state: 'done', records: { received: 1_800, accepted: 1_800 } });
  const evidence = await member.get('/api/evidence/1/1799');
  expect(await evidence.text()).toContain('<Data Name="ProcessId">42</Data>');
});
