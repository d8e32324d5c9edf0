import { factsOf } from '../../core/graph/facts-of.ts';
import { parseRecord } from '../../core/parse/parse.ts';
import type { Parsed } from '../../core/parse/parsed.ts';
import { splitRecords } from '../../core/parse/records.ts';
import type { RawRecord } from '../../core/parse/records.ts';
import { evtxSample } from '../evtx-sample.ts';
import { SAMPLE_RECORDS } from '../sample-records.ts';
import { mutatedSample, numbers } from './mutate.ts';

/** What was seen of the parsers. */
export interface ParserFindings {
  readonly records: Readonly<Record<Parsed['kind'], number>>;
  /** The longest that one record took, in ms of CPU, and which it was. */
  readonly slowestMs: number;
  readonly slowest: string;
  /** Records that made something throw. */
  readonly thrown: readonly string[];
  /** The growth of the heap after its first tenth, in bytes, garbage not counted. */
  readonly heapGrowthBytes: number;
}

/** Of what stands out, so much is shown. */
const SHOWN_LENGTH = 2_000;

/** What takes longer is read again: garbage is collected in whatever record comes then. */
const SUSPICIOUS_MS = 10;
const ATTEMPTS = 4;

/** Changes sample records of every format, reads them, and makes their facts. */
export function fuzzParsers(count: number, seed: number): ParserFindings {
  const samples = Object.values(SAMPLE_RECORDS).map((sample) => Buffer.from(sample));
  const evtx = evtxSample([41, 42, 43]).slice(0, 4_096 + 4_096);
  samples.push(Buffer.from(evtx));
  const random = numbers(seed);
  const records = { observation: 0, ignored: 0, reject: 0 };
  const thrown: string[] = [];
  let slowestMs = 0;
  let slowest = '';
  let heapStart = 0;
  for (let read = 0; read < count;) {
    const sample = samples[random.next().value % samples.length] ?? Buffer.alloc(0);
    const bytes = mutatedSample(sample, random);
    try {
      for (const record of splitRecords(bytes)) {
        const { kind, ms } = readRecord(record);
        records[kind] += 1;
        if (ms > slowestMs) {
          slowestMs = ms;
          slowest = show(bytes);
        }
        if (read === Math.floor(count / 10)) heapStart = heapBytes();
        read += 1;
      }
    } catch (error) {
      thrown.push(`${String(error)}: ${show(bytes)}`);
      read += 1;
    }
  }
  return { records, slowestMs, slowest, thrown, heapGrowthBytes: heapBytes() - heapStart };
}

function readRecord(record: RawRecord): { kind: Parsed['kind']; ms: number } {
  let best = timedRead(record);
  for (let attempt = 1; attempt < ATTEMPTS && best.ms >= SUSPICIOUS_MS; attempt += 1) {
    const again = timedRead(record);
    if (again.ms < best.ms) best = again;
  }
  return best;
}

function timedRead(record: RawRecord): { kind: Parsed['kind']; ms: number } {
  const start = process.threadCpuUsage().user;
  const parsed = parseRecord(record);
  if (parsed.kind === 'observation') factsOf(parsed.observation, 1, record.number);
  return { kind: parsed.kind, ms: (process.threadCpuUsage().user - start) / 1_000 };
}

function heapBytes(): number {
  if (globalThis.gc === undefined) throw new Error('run Node with --expose-gc');
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

function show(bytes: Buffer): string {
  return JSON.stringify(bytes.toString('latin1').slice(0, SHOWN_LENGTH));
}
