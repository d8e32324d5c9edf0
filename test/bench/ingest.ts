import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startLocalService } from '../../cli/local-service.ts';
import { priceOf } from '../../core/contract/prices.ts';
import { ServiceClient } from '../../cli/service-client.ts';

/**
 * Measures what taking records costs by how many come in a request, at list prices, and how long it
 * takes from the answer until they are in the graph. The records are such that the graph has no use
 * for them, so that only their way in is counted.
 *
 * Usage: npm run bench:ingest
 */

/** Records in a request. */
const SIZES = [1, 10, 100, 1_000];

/** How requests come: `own` each as an upload of its own, the others as they are. */
const WAYS = [
  { name: 'own upload, 50/s', query: '?upload=own', perSecond: 50, requests: 50 },
  { name: '1/s', query: '', perSecond: 1, requests: 6 },
  { name: '10/s', query: '', perSecond: 10, requests: 40 },
  { name: '100/s', query: '', perSecond: 100, requests: 400 },
] as const;

let serial = 0;

const folder = mkdtempSync(path.join(tmpdir(), 'grapnel-bench-'));
const service = await startLocalService({ stateFolder: folder, port: 0 });
try {
  console.log('records/request | way | requests | uploads | USD/million records | p50 ms | p95 ms');
  for (const size of SIZES) {
    for (const way of WAYS) await measure(size, way);
  }
} finally {
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function measure(size: number, way: (typeof WAYS)[number]): Promise<void> {
  const client = new ServiceClient(service.url);
  await client.signUp('Bench');
  const { token } = await client.createSource('bench');
  const doneAt = new Map<number, number>();
  const live = client.live((message) => {
    if (message.type === 'upload') doneAt.set(message.upload, performance.now());
  });
  await live.isOpen;
  const answers: { upload: number; at: number }[] = [];
  const sent: Promise<void>[] = [];
  const startedAt = performance.now();
  for (let n = 0; n < way.requests; n += 1) {
    await delay(Math.max(0, startedAt + (n * 1_000) / way.perSecond - performance.now()));
    sent.push(send(token, way.query, size).then((answer) => void answers.push(answer)));
  }
  await Promise.all(sent);
  let uploads = await client.uploads();
  while (uploads.some(({ state }) => state === 'queued')) {
    await delay(100);
    uploads = await client.uploads();
  }
  live.close();
  const usd = uploads.reduce((sum, { meters }) => sum + priceOf(meters), 0);
  const records = uploads.reduce((sum, upload) => sum + upload.records.received, 0);
  const waits = answers
    .map(({ upload, at }) => Math.max(0, (doneAt.get(upload) ?? Number.NaN) - at))
    .sort((a, b) => a - b);
  const share = (part: number): string => (waits[Math.floor(waits.length * part)] ?? 0).toFixed(0);
  const perMillion = ((usd / records) * 1e6).toFixed(4);
  console.log(
    [size, way.name, way.requests, uploads.length, perMillion, share(0.5), share(0.95)].join(' | '),
  );
}

function record(): string {
  serial += 1;
  const event = { EventID: 5, Channel: 'Other', Hostname: 'host', RecordNumber: serial };
  return JSON.stringify({ ...event, Message: 'x'.repeat(900) });
}

async function send(
  token: string,
  query: string,
  size: number,
): Promise<{ upload: number; at: number }> {
  const response = await fetch(new URL(`/ingest${query}`, service.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: Array.from({ length: size }, record).join('\n'),
  });
  if (response.status !== 202) throw new Error(`status ${response.status}`);
  const { upload } = (await response.json()) as { upload: number };
  return { upload, at: performance.now() };
}
