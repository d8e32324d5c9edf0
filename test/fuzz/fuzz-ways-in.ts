import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { startLocalService } from '../../cli/local-service.ts';
import { ServiceClient } from '../../cli/service-client.ts';
import type { RecordCounts } from '../../core/contract/sources.ts';
import { SAMPLE_RECORDS } from '../sample-records.ts';
import { DOORS } from './doors.ts';
import { mutated, mutatedSample, numbers } from './mutate.ts';

/** What was seen of the ways in. */
export interface WaysInFindings {
  /** Answers by status. */
  readonly statuses: Readonly<Record<number, number>>;
  /** Requests that were answered with 5xx, but for the ways that say 503 to what comes too fast. */
  readonly failures: readonly string[];
  readonly records: RecordCounts;
  /** Uploads that did not end well, or whose records do not add up. */
  readonly unsound: readonly number[];
  /** The memory of workerd after a tenth of the requests, and at the end, in bytes. */
  readonly memoryBytes: readonly [number, number];
}

/** Records in a request. */
const RECORDS = 200;

/** How often a request is sent again that came too fast. */
const ATTEMPTS = 50;

/** Sends changed records by every way in, and every fifth time a changed request. */
export async function fuzzWaysIn(count: number, seed: number): Promise<WaysInFindings> {
  const stateFolder = mkdtempSync(path.join(tmpdir(), 'grapnel-fuzz-'));
  const service = await startLocalService({ stateFolder, port: 0 });
  try {
    return await fuzz(service.url, count, seed);
  } finally {
    await service.stop();
    rmSync(stateFolder, { recursive: true, force: true });
  }
}

async function fuzz(url: URL, count: number, seed: number): Promise<WaysInFindings> {
  const client = new ServiceClient(url);
  await client.signUp('Fuzz');
  const { token } = await client.createSource('fuzz');
  const samples = Object.values(SAMPLE_RECORDS).map((sample) => Buffer.from(sample));
  const doors = Object.values(DOORS);
  const random = numbers(seed);
  const next = (limit: number): number => random.next().value % limit;
  const statuses: Record<number, number> = {};
  const failures: string[] = [];
  let memoryStart = 0;
  let requests = 0;
  for (let sent = 0; sent < count; requests += 1) {
    const door = doors[requests % doors.length] ?? DOORS.native;
    if (door === undefined) break;
    const records = Array.from({ length: RECORDS }, () =>
      mutatedSample(samples[next(samples.length)] ?? Buffer.alloc(0), random),
    );
    const sound = Buffer.from(door.many?.(records) ?? door.body);
    const body = next(5) === 0 ? mutated(sound, random) : sound;
    const answer = await send(url, token, door.path, door.type, body, next(2) === 0);
    statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
    if (answer.status >= 500) failures.push(`${door.path}: ${answer.status} ${answer.text}`);
    if (requests === Math.floor(count / RECORDS / 10)) memoryStart = workerdBytes();
    sent += door.many === undefined ? 1 : RECORDS;
  }
  const uploads = await untilDone(client);
  const unsound = uploads.filter(
    ({ state, records: { received, accepted, rejected, ignored } }) => {
      return state !== 'done' || received !== accepted + rejected + ignored;
    },
  );
  const records = { received: 0, accepted: 0, rejected: 0, ignored: 0 };
  for (const upload of uploads) {
    for (const name of Object.keys(records) as (keyof RecordCounts)[]) {
      records[name] += upload.records[name];
    }
  }
  const memoryBytes = [memoryStart, workerdBytes()] as const;
  return { statuses, failures, records, unsound: unsound.map((each) => each.number), memoryBytes };
}

/** Sends a request, again where it only came too fast. */
async function send(
  url: URL,
  token: string,
  route: string,
  type: string,
  body: Buffer<ArrayBuffer>,
  isPacked: boolean,
): Promise<{ status: number; text: string }> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(new URL(route, url), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'x-amz-firehose-access-key': token,
        'content-type': type,
        ...(isPacked ? { 'content-encoding': 'gzip' } : {}),
      },
      body: isPacked ? gzipSync(body) : body,
    });
    const text = await response.text();
    const isPassing = response.headers.has('retry-after');
    if (!isPassing || attempt === ATTEMPTS) return { status: response.status, text };
    await delay(200);
  }
}

async function untilDone(client: ServiceClient) {
  for (;;) {
    const uploads = await client.uploads();
    if (uploads.every(({ state }) => state !== 'queued')) return uploads;
    await delay(1_000);
  }
}

/** The memory of the workerd that this process started. */
function workerdBytes(): number {
  for (const id of readdirSync('/proc')) {
    if (!/^\d+$/.test(id)) continue;
    const status = readStatus(id);
    if (status === undefined || !/^PPid:\s*(\d+)$/m.test(status)) continue;
    const [, parent] = /^PPid:\s*(\d+)$/m.exec(status) ?? [];
    if (Number(parent) !== process.pid || !/^Name:\s*workerd/m.test(status)) continue;
    return Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1_024;
  }
  return 0;
}

function readStatus(id: string): string | undefined {
  try {
    return readFileSync(`/proc/${id}/status`, 'utf8');
  } catch {
    return undefined; // It ended while the folder was read.
  }
}
