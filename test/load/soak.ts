import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startLocalService } from '../../cli/local-service.ts';
import { ServiceClient, sendUpload, ServiceError } from '../../cli/service-client.ts';
import { Fleet } from './fleet.ts';
import { freePort } from './heap-use.ts';
import { MemoryWatch } from './memory-watch.ts';
import type { MemoryReport } from './memory-watch.ts';
import { workerdUse } from './process-use.ts';

/** Records in an upload. */
const RECORDS = 500;

const HOSTS = 500;

/** The highest rate is looked for by so many seconds at each, from this on. */
const PROBE_SECONDS = 12;
const FIRST_RATE = 500;

/** A rate is held when nothing waits longer than this when it ends. */
const MAX_LAG_MS = 5_000;

/** The soak runs at this share of the highest rate: at all of it, lag has no bound by chance alone. */
const SHARE = 0.8;

/** Memory is looked at once in so many looks at the lag. */
const LAGS_PER_LOOK = 10;

export interface SoakReport {
  /** Records a second that were held while the highest rate was looked for. */
  readonly highestRate: number;
  readonly minutes: number;
  /** Records a second that were sent in the soak. */
  readonly rate: number;
  readonly sent: number;
  readonly received: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly ignored: number;
  /** Requests that were not taken, by what they were answered; each was sent again. */
  readonly refused: Readonly<Record<string, number>>;
  readonly failedUploads: number;
  readonly lagSeconds: { readonly median: number; readonly highest: number };
  readonly memory: MemoryReport | null;
  readonly cpuMicrosecondsPerRecord: number | null;
}

/** Sends at the highest rate that is held, for some minutes, and says what became of it. */
export async function soak(
  minutes: number,
  rateGiven: number | undefined,
  tell: (line: string) => void,
): Promise<SoakReport> {
  const stateFolder = mkdtempSync(path.join(tmpdir(), 'grapnel-soak-'));
  const inspectorPort = await freePort();
  const options = { stateFolder, port: 0, shardsPerTenant: 4, inspectorPort };
  const service = await startLocalService(options);
  try {
    const client = new ServiceClient(service.url);
    await client.signUp('Soak');
    const { token } = await client.createSource('soak');
    const sender = new Sender(service.url, token);
    const highestRate = rateGiven ?? (await highest(sender, client, tell));
    const rate = rateGiven ?? Math.round(highestRate * SHARE);
    const sentBefore = sender.sent;
    const cpuBefore = workerdUse()?.cpuSeconds;
    const lags: number[] = [];
    const memory = new MemoryWatch(inspectorPort);
    const sending = sender.send(rate, minutes * 60);
    const done = sending.then(() => true);
    while (!(await Promise.race([done, wait(2_000, false)]))) {
      lags.push(await lagOf(client));
      if (lags.length % LAGS_PER_LOOK === 0) {
        const found = (await memory.look()) ?? 'not to be seen';
        tell(`${sender.sent} records, lag ${(lags.at(-1) ?? 0) / 1_000} s; memory: ${found}`);
      }
    }
    await sending;
    await untilIdle(client);
    const cpu = workerdUse()?.cpuSeconds;
    const uploads = await client.uploads();
    const sum = { received: 0, accepted: 0, rejected: 0, ignored: 0 };
    for (const { records } of uploads) {
      for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += records[key];
    }
    const sorted = [...lags].sort((a, b) => a - b);
    return {
      highestRate,
      minutes,
      rate,
      sent: sender.sent,
      ...sum,
      refused: sender.refused,
      failedUploads: uploads.filter(({ state }) => state === 'failed').length,
      lagSeconds: {
        median: (sorted[sorted.length >> 1] ?? 0) / 1_000,
        highest: (sorted.at(-1) ?? 0) / 1_000,
      },
      memory: memory.report(),
      cpuMicrosecondsPerRecord:
        cpu === undefined || cpuBefore === undefined
          ? null
          : ((cpu - cpuBefore) / Math.max(1, sender.sent - sentBefore)) * 1e6,
    };
  } finally {
    await service.stop();
    rmSync(stateFolder, { recursive: true, force: true });
  }
}

/** Doubles the rate until it is not held, and halves the gap twice. */
async function highest(
  sender: Sender,
  client: ServiceClient,
  tell: (line: string) => void,
): Promise<number> {
  let held = 0;
  let missed = Number.POSITIVE_INFINITY;
  let rate = FIRST_RATE;
  for (let halvings = 0; halvings < 3;) {
    const before = sender.sent;
    const startedAt = Date.now();
    await sender.send(rate, PROBE_SECONDS);
    const reached = (sender.sent - before) / ((Date.now() - startedAt) / 1_000);
    const lag = await lagOf(client);
    const isHeld = lag <= MAX_LAG_MS && reached >= rate * 0.95;
    const what = isHeld ? 'held' : 'not held';
    tell(`${rate} records/s: ${what} (${reached.toFixed(0)}/s, lag ${lag / 1_000} s)`);
    await untilIdle(client);
    if (isHeld) held = rate;
    else missed = rate;
    if (Number.isFinite(missed)) halvings += 1;
    rate = Number.isFinite(missed) ? Math.round((held + missed) / 2) : rate * 2;
  }
  if (held === 0) throw new Error(`not even ${rate} records/s were held`);
  return held;
}

class Sender {
  sent = 0;
  readonly refused: Record<string, number> = {};
  readonly #fleet = new Fleet(HOSTS);
  readonly #url: URL;
  readonly #token: string;

  constructor(url: URL, token: string) {
    this.#url = url;
    this.#token = token;
  }

  /** Sends records at a rate, for so long; what is refused is sent again. */
  async send(rate: number, seconds: number): Promise<void> {
    const pauseMs = (RECORDS / rate) * 1_000;
    const startedAt = Date.now();
    const under: Promise<void>[] = [];
    for (let number = 0; number * pauseMs < seconds * 1_000; number += 1) {
      await wait(Math.max(0, startedAt + number * pauseMs - Date.now()));
      under.push(this.#untilTaken(this.#fleet.upload(RECORDS)));
    }
    await Promise.all(under);
  }

  async #untilTaken(body: string): Promise<void> {
    for (;;) {
      try {
        await sendUpload(this.#url, this.#token, body);
        this.sent += RECORDS;
        return;
      } catch (error) {
        const what = error instanceof ServiceError ? String(error.status) : 'no answer';
        this.refused[what] = (this.refused[what] ?? 0) + 1;
        await wait(1_000);
      }
    }
  }
}

/** How long the oldest upload has waited that is not in the graph, ms. */
async function lagOf(client: ServiceClient): Promise<number> {
  const { lagSeconds } = await client.read<{ lagSeconds: number }>('/status');
  return lagSeconds * 1_000;
}

async function untilIdle(client: ServiceClient): Promise<void> {
  while ((await client.uploads()).some(({ state }) => state === 'queued')) await wait(300);
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { minutes: { type: 'string', default: '10' }, rate: { type: 'string' } },
  });
  const rate = values.rate === undefined ? undefined : Number(values.rate);
  const report = await soak(Number(values.minutes), rate, (line) => console.log(line));
  console.log(JSON.stringify(report, null, 1));
  const isWhole = report.sent === report.received && report.failedUploads === 0;
  if (!isWhole) process.exitCode = 1;
}
