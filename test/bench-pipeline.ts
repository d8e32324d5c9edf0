import { HAS_CORPUS } from './corpus.ts';
import { corpusFile, corpusFiles } from './corpus-files.ts';
import { BUILT_IN_ANALYZERS } from '../analyzers/catalogue.ts';
import { Detector } from '../core/detect/detector.ts';
import { packFacts, unpackFacts } from '../core/graph/fact-batch.ts';
import { RunStore } from '../core/graph/runs/run-store.ts';
import { NodeStorage, zstd } from '../core/graph/runs/testing/node-storage.ts';
import { GraphView } from '../core/graph/view.ts';
import { readUpload } from '../core/parse/read-upload.ts';
import { splitRecords } from '../core/parse/records.ts';
import { sampleAttack } from '../core/sample/sample-attack.ts';
import { predicates } from '../core/schema/schema.ts';

/**
 * The CPU time of a record's way through the pipeline, stage by stage, as a ratio to `JSON.parse`
 * alone over the same bytes in the same run: parse, pack for the shard, unpack, append, detect.
 * Without the platform's own work (HTTP, R2, queue, calls between objects).
 *
 * Usage: npm run bench:pipeline [-- FOLDER]    a folder of the corpus, JSON records
 */

const FOLDER = process.argv[2] ?? 'otrf-security-datasets/windows';
const RECORDS_PER_UPLOAD = 1_000;
const MAX_RECORDS = 200_000;

const milliseconds: Record<string, number> = {};

function timed<T>(stage: string, work: () => T): T {
  const start = performance.now();
  const result = work();
  milliseconds[stage] = (milliseconds[stage] ?? 0) + performance.now() - start;
  return result;
}

/** JSON records, from the corpus or, where it is absent, the sample attack again and again. */
function* records(): Iterable<string> {
  if (!HAS_CORPUS) {
    for (let round = 0; ; round += 1) {
      for (const { body } of sampleAttack(Date.UTC(2026, 0, 1) + round * 86_400_000)) {
        yield* body.split('\n').filter((line) => line.startsWith('{'));
      }
    }
  }
  for (const name of corpusFiles(FOLDER)) {
    for (const record of splitRecords(corpusFile(name))) {
      yield new TextDecoder().decode(record.bytes);
    }
  }
}

const storage = new NodeStorage();
const store = new RunStore({
  storage,
  compression: zstd,
  predicates,
  makeSecret: () => [0x12345678, 0x9abcdef0],
});
const view = new GraphView(store);
const detector = new Detector(view, BUILT_IN_ANALYZERS, []);
let count = 0;
let uploads = 0;
let hits = 0;

function readAll(lines: readonly string[]): void {
  const bytes = new TextEncoder().encode(lines.join('\n'));
  timed('JSON.parse', () => {
    for (const line of lines) JSON.parse(line);
  });
  const reading = timed('parse', () => readUpload(bytes, (uploads += 1)));
  for (const facts of reading.factsByAsset.values()) {
    const batch = timed('pack', () => packFacts(predicates, facts));
    storage.transaction(() => {
      const unpacked = timed('unpack', () => unpackFacts(predicates, batch));
      const changes = timed('append', () => store.append(unpacked));
      hits += timed('detect', () => detector.detect(changes)).length;
    });
  }
  count += lines.length;
}

let lines: string[] = [];
for (const record of records()) {
  lines.push(record);
  if (lines.length < RECORDS_PER_UPLOAD) continue;
  readAll(lines);
  lines = [];
  if (count >= MAX_RECORDS) break;
}
if (lines.length > 0) readAll(lines);

const base = milliseconds['JSON.parse'] ?? 1;
const stages = Object.entries(milliseconds).filter(([stage]) => stage !== 'JSON.parse');
console.log(`${count} records, ${hits} changes of hits, ${BUILT_IN_ANALYZERS.length} analyzers`);
for (const [stage, time] of Object.entries(milliseconds)) {
  const each = ((time * 1_000) / count).toFixed(1);
  console.log(`${stage.padEnd(12)} ${each.padStart(7)} µs/record  ${(time / base).toFixed(2)} x`);
}
const sum = stages.reduce((total, [, time]) => total + time, 0);
console.log(`${'all stages'.padEnd(12)} ${''.padStart(17)}  ${(sum / base).toFixed(2)} x`);
