import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parseAnalyzer } from '../../core/detect/analyzer.ts';
import type { Analyzer } from '../../core/detect/analyzer.ts';
import { Detector } from '../../core/detect/detector.ts';
import type { Hit } from '../../core/detect/hit.ts';
import { GraphView } from '../../core/graph/view.ts';
import { RunStore } from '../../core/graph/runs/run-store.ts';
import { NodeStorage, zstd } from '../../core/graph/runs/testing/node-storage.ts';
import { readUpload } from '../../core/parse/read-upload.ts';
import { decodeText, splitRecords } from '../../core/parse/records.ts';
import { SAMPLE_DURATION_MS, sampleAttack } from '../../core/sample/sample-attack.ts';
import { predicates } from '../../core/schema/schema.ts';
import { exampleAnalyzers } from '../../core/detect/testing/example-analyzers.ts';
import { logFiles } from '../../cli/log-files.ts';

const USAGE = `npm run bench:analyzers -- [PATH…] [options]
  PATH          files or folders of logs (the sample attack, many times over, when left out)
  --analyzers   how many analyzers: the built-in ones, filled up with examples (150)
  --from        folder of built-in analyzers (analyzers/)
  --batch       records in one upload (1000)
  --rounds      how often everything is done, each time on an empty graph; the fastest counts (3)
  --top         how many of the costliest analyzers to name (10)`;

/** Copies of the sample attack, each by other hosts, when no logs are given. */
const SAMPLE_COPIES = 60;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    analyzers: { type: 'string', default: '150' },
    from: { type: 'string', default: path.resolve(import.meta.dirname, '../../analyzers') },
    batch: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '3' },
    top: { type: 'string', default: '10' },
    help: { type: 'boolean', default: false },
  },
});

interface Times {
  json: number;
  parse: number;
  append: number;
  analyze: number;
}

interface Round {
  readonly times: Times;
  readonly records: number;
  readonly hits: number;
  /** Searches begun, and neighbours looked at, by analyzer. */
  readonly starts: ReadonlyMap<string, number>;
  readonly steps: ReadonlyMap<string, number>;
  readonly stopped: ReadonlySet<string>;
}

if (values.help) console.log(USAGE);
else run();

function run(): void {
  const analyzers = analyzersFor(Number(values.analyzers));
  const uploads = uploadsFor(positionals, Number(values.batch));
  let best: Round | undefined;
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const done = runOnce(analyzers, uploads);
    if (best === undefined || done.times.analyze < best.times.analyze) best = done;
  }
  if (best === undefined) return;
  const { times, records, hits, starts, steps, stopped } = best;
  console.log(`${records} records, ${analyzers.length} analyzers, ${hits} hits`);
  for (const [name, ms] of Object.entries(times)) {
    const each = ((ms * 1_000) / records).toFixed(2).padStart(8);
    const toParse = (ms / times.parse).toFixed(2).padStart(6);
    const toJson = (ms / times.json).toFixed(2).padStart(6);
    console.log(
      `${name.padEnd(8)}${each} us/record ${toParse} x parse ${toJson} x JSON.parse of its records`,
    );
  }
  const all = (counts: ReadonlyMap<string, number>): string =>
    ([...counts.values()].reduce((sum, count) => sum + count, 0) / records).toFixed(3);
  console.log(`${all(starts)} starts/record, ${all(steps)} steps/record`);
  const costliest = [...steps].sort((a, b) => b[1] - a[1]).slice(0, Number(values.top));
  for (const [analyzer, count] of costliest) {
    const started = (starts.get(analyzer) ?? 0) / records;
    console.log(
      `  ${analyzer.padEnd(40)} ${started.toFixed(3)} starts/record, ${(count / records).toFixed(3)} steps/record`,
    );
  }
  if (stopped.size > 0) console.log(`stopped: ${[...stopped].join(', ')}`);
}

function runOnce(analyzers: readonly Analyzer[], uploads: readonly Uint8Array[]): Round {
  const storage = new NodeStorage();
  const store = new RunStore({ storage, compression: zstd, predicates, makeSecret });
  const detector = new Detector(new GraphView(store), analyzers, []);
  const times: Times = { json: 0, parse: 0, append: 0, analyze: 0 };
  const hits = new Map<string, Hit>();
  const starts = new Map<string, number>();
  const steps = new Map<string, number>();
  const stopped = new Set<string>();
  let records = 0;
  for (const [index, bytes] of uploads.entries()) {
    const texts = [...splitRecords(bytes)].map((record) => decodeText(record.bytes));
    times.json += timed(() => {
      for (const text of texts) if (text.startsWith('{')) JSON.parse(text);
    });
    let facts: Parameters<RunStore['append']>[0] = [];
    times.parse += timed(() => {
      const reading = readUpload(bytes, index + 1);
      records += reading.records.received;
      facts = [...reading.factsByAsset.values()].flat();
    });
    let changes: ReturnType<RunStore['append']> = [];
    times.append += timed(() => {
      changes = store.append(facts);
    });
    times.analyze += timed(() => {
      for (const { hit, state } of detector.detect(changes)) {
        if (state === 'active') hits.set(hit.id, hit);
        else hits.delete(hit.id);
      }
    });
    for (const work of detector.work) {
      starts.set(work.analyzer, (starts.get(work.analyzer) ?? 0) + work.starts);
      steps.set(work.analyzer, (steps.get(work.analyzer) ?? 0) + work.steps);
      if (work.isStopped) stopped.add(work.analyzer);
    }
  }
  storage.close();
  return { times, records, hits: hits.size, starts, steps, stopped };
}

function makeSecret(): readonly [number, number] {
  return [1, 2];
}

/** Milliseconds of this thread's CPU time: the machine may be busy with other things. */
function timed(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}

/** The built-in analyzers, and as many examples as are missing. */
function analyzersFor(count: number): Analyzer[] {
  const sources = readdirSync(values.from, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => readFileSync(path.join(values.from, name, 'analyzer.yaml'), 'utf8'));
  const all = [...sources, ...exampleAnalyzers(Math.max(0, count - sources.length))];
  return all.slice(0, count).map((source) => {
    const result = parseAnalyzer(source);
    if (!result.ok) throw new Error(JSON.stringify(result.faults));
    return result.analyzer;
  });
}

/** Uploads of so many records each, from files, or from the sample attack. */
function uploadsFor(paths: readonly string[], batch: number): Uint8Array[] {
  const encoder = new TextEncoder();
  const uploads: Uint8Array[] = [];
  for (const bytes of paths.length === 0 ? sampleLogs() : filesOf(paths)) {
    const texts = [...splitRecords(bytes)].map((record) => decodeText(record.bytes));
    for (let from = 0; from < texts.length; from += batch) {
      uploads.push(encoder.encode(texts.slice(from, from + batch).join('\n')));
    }
  }
  return uploads;
}

function* filesOf(paths: readonly string[]): Generator<Uint8Array> {
  for (const { bytes } of logFiles(paths)) yield bytes;
}

/** The sample attack, over and over, each time on other hosts. */
function* sampleLogs(): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  for (let copy = 0; copy < SAMPLE_COPIES; copy += 1) {
    for (const { body } of sampleAttack(Date.UTC(2026, 0, 1) + copy * SAMPLE_DURATION_MS)) {
      yield encoder.encode(body.replaceAll('.acme.example', `-${copy}.acme.example`));
    }
  }
}
