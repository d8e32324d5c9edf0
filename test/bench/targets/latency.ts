import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startLocalService } from '../../../cli/local-service.ts';
import { ServiceClient } from '../../../cli/service-client.ts';
import { SampleHost, toFlatJson } from '../../../core/sample/sysmon-writer.ts';
import { quantile } from '../measurement.ts';
import type { Measure } from '../measurement.ts';

const UPLOADS_PER_SECOND = 10;
const RECORDS_PER_UPLOAD = 100;
const LIMIT_MS = 2_000;

/** How long the last hits may take. */
const PATIENCE_MS = 30_000;

/**
 * How long it takes from the answer to an upload until its hit is in the live feed, through the
 * whole service, at a thousand records a second. Each upload has an attack on a host of its own among
 * what other hosts do all day.
 */
export const measure: Measure = async ({ isQuick }) => {
  const seconds = isQuick ? 5 : 60;
  const stateFolder = mkdtempSync(path.join(tmpdir(), 'grapnel-bench-'));
  const service = await startLocalService({ stateFolder, port: 0 });
  try {
    const client = new ServiceClient(service.url);
    await client.signUp('Bench');
    const { token } = await client.createSource('bench');
    const seenAt = new Map<string, number>();
    const live = client.live((message) => {
      if (message.type !== 'lens') return;
      const name = message.lens.name.toLowerCase();
      if (!seenAt.has(name)) seenAt.set(name, performance.now());
    });
    await live.isOpen;
    const accepted: { host: string; at: number }[] = [];
    const sent: Promise<void>[] = [];
    const startedAt = performance.now();
    for (let n = 0; n < seconds * UPLOADS_PER_SECOND; n += 1) {
      await delay(Math.max(0, startedAt + (n * 1_000) / UPLOADS_PER_SECOND - performance.now()));
      const host = `attacked-${n}`;
      sent.push(
        send(service.url, token, bodyWith(host, n)).then((at) => void accepted.push({ host, at })),
      );
    }
    await Promise.all(sent);
    const tookSeconds = (performance.now() - startedAt) / 1_000;
    const giveUpAt = performance.now() + PATIENCE_MS;
    while (accepted.some(({ host }) => !seenAt.has(host)) && performance.now() < giveUpAt) {
      await delay(50);
    }
    live.close();
    const waits = accepted.map(({ host, at }) =>
      Math.max(0, (seenAt.get(host) ?? Number.POSITIVE_INFINITY) - at),
    );
    const p95 = quantile(waits, 0.95);
    const records = accepted.length * RECORDS_PER_UPLOAD;
    return [
      {
        what: 'latency, answer to live feed',
        target: 'p95 ≤ 2 s at 1,000 records/s',
        figure: `p95 ${(p95 / 1_000).toFixed(2)} s, median ${(quantile(waits, 0.5) / 1_000).toFixed(2)} s (${waits.length} hits, ${(records / tookSeconds).toFixed(0)} records/s for ${seconds} s, on one machine with its sender)`,
        isMet: p95 <= LIMIT_MS,
        command: 'npm run bench -- latency',
      },
    ];
  } finally {
    await service.stop();
    rmSync(stateFolder, { recursive: true, force: true });
  }
};

/** An attack on a host, among everyday records of another: one upload. */
function bodyWith(name: string, n: number): string {
  const at = Date.UTC(2026, 0, 1) + n * 60_000;
  const attacked = new SampleHost(name, `10.1.${n >> 8}.${n & 255}`, 1_000);
  const word = attacked.running('C:\\Office\\WINWORD.EXE', 'WINWORD.EXE', 'ACME\\user');
  const dropped = attacked.start(at, word, 'C:\\Temp\\svchost.exe', 'svchost.exe');
  attacked.connect(at + 1_000, dropped, '198.51.100.9', 443);
  const other = new SampleHost(`desk-${n % 50}`, `10.2.0.${n % 50}`, 2_000 + (n % 500) * 8);
  const shell = other.running('C:\\Windows\\explorer.exe', 'explorer.exe', 'ACME\\other');
  while (attacked.events.length + other.events.length < RECORDS_PER_UPLOAD) {
    const count = other.events.length;
    const tool = other.start(at + count * 100, shell, 'C:\\Program Files\\Tool\\tool.exe', 'tool');
    other.write(at + count * 100 + 10, tool, `C:\\Users\\other\\report-${n}-${count}.txt`);
    other.connect(at + count * 100 + 20, tool, '203.0.113.20', 443);
  }
  const events = [...attacked.events, ...other.events].slice(0, RECORDS_PER_UPLOAD);
  return events.map(toFlatJson).join('\n');
}

/** @returns when it was answered */
async function send(url: URL, token: string, body: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(new URL('/ingest', url), { method: 'POST', headers, body });
  if (response.status !== 202) throw new Error(`status ${response.status}`);
  const at = performance.now();
  await response.arrayBuffer();
  return at;
}
