import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Fact } from '../../core/graph/fact.ts';
import { nodeRef } from '../../core/graph/id.ts';
import { RunStore } from '../../core/graph/runs/run-store.ts';
import { NodeStorage, zstd } from '../../core/graph/runs/testing/node-storage.ts';
import { RecordGenerator } from '../../core/graph/runs/testing/record-generator.ts';
import { predicates } from '../../core/schema/schema.ts';

const USAGE = `npm run bench:store -- [--records N] [--batch N] [--popular N]
  --records   how many records to append (1000000; 10000000 takes some minutes)
  --batch     records in one append (1000)
  --hosts     hosts whose records come in one batch, of sixty (3)
  --popular   edges of the popular node that is read in pages at the end (1000000)`;

/** Reads of each kind at each checkpoint. */
const READS = 2_000;

const options = {
  records: { type: 'string', default: '1000000' },
  batch: { type: 'string', default: '1000' },
  hosts: { type: 'string', default: '3' },
  popular: { type: 'string', default: '1000000' },
  help: { type: 'boolean', default: false },
} as const;

const { values } = parseArgs({ options });
if (values.help) console.log(USAGE);
else run(Number(values.records), Number(values.batch), Number(values.popular));

function run(records: number, batch: number, popular: number): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-store-'));
  try {
    const storage = new NodeStorage(path.join(folder, 'store.sqlite'));
    const open = () => new RunStore({ storage, compression: zstd, predicates, makeSecret });
    const generator = new RecordGenerator(1, Number(values.hosts));
    let store = open();
    const checkpoints = [1e5, 1e6, 3e6, 1e7, 3e7].filter((at) => at < records).concat(records);
    let done = 0;
    for (const checkpoint of checkpoints) {
      measureAppends(storage, store, generator, done, checkpoint, batch);
      done = checkpoint;
      measureReads(store, generator);
    }
    const start = performance.now();
    store = open();
    console.log(`  opened again in ${ms(performance.now() - start)}`);
    if (popular > 0) measurePopular(store, popular);
    storage.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function measureAppends(
  storage: NodeStorage,
  store: RunStore,
  generator: RecordGenerator,
  from: number,
  to: number,
  batch: number,
): void {
  const rowsBefore = storage.rowsWritten;
  const bytesBefore = storage.bytesWritten;
  const times: number[] = [];
  const cpuTimes: number[] = [];
  let [facts, changes] = [0, 0];
  for (let done = from; done < to; done += batch) {
    const merged = generator.batch(Math.min(batch, to - done));
    facts += merged.length;
    const start = performance.now();
    const cpuBefore = process.threadCpuUsage();
    changes += store.append(merged).length;
    const cpu = process.threadCpuUsage(cpuBefore);
    cpuTimes.push((cpu.user + cpu.system) / 1000);
    times.push(performance.now() - start);
  }
  const records = to - from;
  const perRecord = (all: number[]) =>
    ((all.reduce((sum, time) => sum + time, 0) * 1000) / records).toFixed(1);
  const stats = store.stats();
  console.log(`${from} to ${to} records (${(facts / records).toFixed(2)} merged facts a record)`);
  console.log(
    `  rows/record ${((storage.rowsWritten - rowsBefore) / records).toFixed(5)}`,
    ` bytes written/record ${((storage.bytesWritten - bytesBefore) / records).toFixed(0)}`,
    ` us/record ${perRecord(times)}, of CPU ${perRecord(cpuTimes)}`,
    ` new/record ${(changes / records).toFixed(2)}`,
  );
  console.log(`  append ${spread(times)}`);
  console.log(`  append, CPU ${spread(cpuTimes)}`);
  console.log(
    `  stored: ${stats.facts} facts, ${stats.runs} runs,`,
    `${(stats.bytes / to).toFixed(1)} bytes/record in runs,`,
    `${(storage.databaseBytes / to).toFixed(1)} in the database, journal ${stats.journalRows} rows,`,
    `open merges ${stats.openEntries} entries`,
  );
  globalThis.gc?.();
  globalThis.gc?.(); // the first frees buffers only in the background
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  console.log(
    `  memory: store ${mb(stats.memoryBytes)}; process with the generator: heap ${mb(heapUsed)},`,
    `buffers ${mb(arrayBuffers)}`,
  );
}

function measureReads(store: RunStore, generator: RecordGenerator): void {
  const { subjects, objects, recent } = generator;
  const indexed = objects.filter(({ predicate }) => predicates.isIndexed(predicate));
  store.clearCaches();
  report('facts of any subject', READS, (i) => {
    const subject = subjects[(i * 7919) % subjects.length];
    return subject === undefined ? 0 : store.facts(subject).length;
  });
  report('facts of a recent subject', READS, (i) => {
    const subject = recent[i % recent.length];
    return subject === undefined ? 0 : store.facts(subject).length;
  });
  report('subjects, first 100', READS, (i) => {
    const asked = indexed[(i * 7919) % indexed.length];
    if (asked === undefined) return 0;
    return store.subjects(asked.predicate, asked.object, { limit: 100 }).facts.length;
  });
}

/** Gives one node very many edges, and reads them in pages. */
function measurePopular(store: RunStore, edges: number): void {
  const object = nodeRef(6, ['popular']);
  for (let at = 0; at < edges; at += 1000) {
    const time = 1_800_000_000_000 + at;
    const facts = Array.from({ length: 1000 }, (_, i): Fact => {
      const what = { predicate: 'connected_to', object, scope: 0, first: time, last: time };
      return { ...what, subject: nodeRef(2, ['popular', at + i]), upload: 1, record: 1 };
    });
    store.append(facts);
  }
  store.clearCaches();
  let after: string | undefined;
  console.log(`a node with ${edges} edges`);
  report('pages of 100, in order', READS, () => {
    const page = store.subjects('connected_to', object, { limit: 100, after });
    after = page.next;
    return page.facts.length;
  });
  store.clearCaches();
  report('page anywhere', READS, (i) => {
    const from = `${nodeRef(2, ['popular', (i * 7919) % edges])} 0`;
    return store.subjects('connected_to', object, { limit: 100, after: from }).facts.length;
  });
}

function report(name: string, count: number, read: (i: number) => number): void {
  const times: number[] = [];
  let found = 0;
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    found += read(i);
    times.push(performance.now() - start);
  }
  console.log(`  ${name} (${(found / count).toFixed(1)} on average): ${spread(times)}`);
}

function spread(times: number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => ms(sorted[Math.floor((sorted.length - 1) * share)] ?? 0);
  return `median ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}, longest ${at(1)}`;
}

function ms(time: number): string {
  return `${time.toFixed(time < 10 ? 2 : 0)} ms`;
}

function mb(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function makeSecret(): readonly [number, number] {
  return [0x12345678, 0x9abcdef0];
}
