import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ROOT } from '../../cli/build.ts';
import { startLocalService } from '../../cli/local-service.ts';
import { priceOf } from '../../core/contract/prices.ts';
import { ServiceClient, sendUpload } from '../../cli/service-client.ts';
import type { ShardSummary } from '../../core/contract/shards.ts';
import type { Meters } from '../../core/contract/sources.ts';
import { Fleet } from './fleet.ts';
import { workerdUse } from './process-use.ts';
import { CASES, demandOf, fitOf } from './scale-model.ts';
import type { Fit, Measured } from './scale-model.ts';
import { scalePage } from './scale-page.ts';

/** Records of the runs that the model is fitted to, and of hosts. */
const FITTED = [
  { records: 20_000, hosts: 100 },
  { records: 60_000, hosts: 300 },
  { records: 60_000, hosts: 1_000 },
];

const RECORDS_PER_UPLOAD = 1_000;

const SENDERS = 3;

const PAGE = path.join(ROOT, 'docs/scale.md');

/**
 * Measures what records cost through the whole service, and says from that what any number of hosts
 * and records would cost, and what would be full first; holds it against a larger run.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      records: { type: 'string', default: '300000' },
      hosts: { type: 'string', default: '2000' },
      write: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const measured: Measured[] = [];
  for (const { records, hosts } of FITTED) measured.push(await measure(records, hosts));
  const fit = fitOf(measured);
  const check = await measure(Number(values.records), Number(values.hosts));
  const text = scalePage(fit, check);
  if (values.json)
    console.log(JSON.stringify({ measured, fit, check, demand: demands(fit) }, null, 1));
  else console.log(text);
  if (values.write) writeFileSync(PAGE, withPart(readFileSync(PAGE, 'utf8'), text));
}

function demands(fit: Fit) {
  return CASES.map((one) => ({ ...one, ...demandOf(fit, one) }));
}

/** The page, with what was measured in the place of what was measured before. */
function withPart(page: string, part: string): string {
  const [before, , after] = page.split(/<!-- \/?measured -->/);
  return `${before}<!-- measured -->\n${part}\n<!-- /measured -->${after}`;
}

/** Sends so many records of so many hosts to an empty service, and reads what they cost. */
async function measure(records: number, hosts: number): Promise<Measured> {
  const stateFolder = mkdtempSync(path.join(tmpdir(), 'grapnel-simulate-'));
  const service = await startLocalService({ stateFolder, port: 0 });
  try {
    const client = new ServiceClient(service.url);
    await client.signUp('Simulated');
    const { token } = await client.createSource('simulated');
    const fleet = new Fleet(hosts);
    const count = Math.ceil(records / RECORDS_PER_UPLOAD);
    const before = workerdUse()?.cpuSeconds;
    let bytes = 0;
    let sent = 0;
    const send = async (): Promise<void> => {
      while (sent < count) {
        sent += 1;
        const body = fleet.upload(RECORDS_PER_UPLOAD);
        bytes += body.length;
        await sendUpload(service.url, token, body);
      }
    };
    await Promise.all(Array.from({ length: SENDERS }, send));
    while ((await client.uploads()).some(({ state }) => state === 'queued')) await wait(300);
    const cpu = workerdUse()?.cpuSeconds;
    const uploads = await client.uploads();
    const failed = uploads.filter(({ state }) => state !== 'done');
    if (failed.length > 0) throw new Error(`${failed.length} uploads failed`);
    const { shards } = await client.read<{ shards: ShardSummary[] }>('/api/shards');
    const meters: Record<string, number> = {};
    for (const upload of uploads) {
      for (const [name, value] of Object.entries(upload.meters)) {
        meters[name] = (meters[name] ?? 0) + value;
      }
    }
    const total = meters as unknown as Meters;
    return {
      records: uploads.reduce((sum, upload) => sum + upload.records.received, 0),
      hosts,
      uploads: uploads.length,
      bytes,
      meters: total,
      dollars: priceOf(total),
      shardBytes: shards.reduce((sum, shard) => sum + shard.bytes, 0),
      facts: shards.reduce((sum, shard) => sum + shard.facts, 0),
      cpuSeconds: cpu === undefined || before === undefined ? null : cpu - before,
    };
  } finally {
    await service.stop();
    rmSync(stateFolder, { recursive: true, force: true });
  }
}

await main();
